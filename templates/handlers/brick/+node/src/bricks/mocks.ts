import { setTimeout as sleep } from "node:timers/promises";
import { type Brick, llmBrick, unaryBrick } from "./brick.ts";
import { words } from "./words.ts";

/** Bricks that need no key and no network, and say the same to the same request. Put your own in their place. */
export const mocks: Brick[] = [
  unaryBrick("guard", { name: "mock guard" }, ({ text }) => {
    const isAttack = /ignore (all )?(the |your )?(previous |prior )?instructions|忽略.{0,20}指示/i.test(text);
    return {
      results: [{ isAttack, confidence: isAttack ? 0.9 : 0.1, detail: isAttack ? words.mock.attack : "" }],
    };
  }),

  unaryBrick("rectify", { name: "mock rectify" }, ({ text }) => ({ correctedText: text.trim() })),

  unaryBrick("translate", { name: "mock translate" }, ({ text, targetLanguage }) => ({
    text,
    languageCode: targetLanguage,
    isFinal: true,
  })),

  unaryBrick("intention", { name: "mock intention" }, ({ text }) => ({
    results: [{ intentCategory: /[?？]/.test(text) ? "question" : "statement", confidence: 0.8 }],
  })),

  unaryBrick("retrieval", { name: "mock retrieval" }, ({ maxResults }) => ({
    documents: words.mock.documents
      .slice(0, maxResults || undefined)
      .map((document, index) => ({ docId: `mock-${index + 1}`, score: 0.9 - index / 10, ...document })),
  })),

  llmBrick(
    { name: "mock llm", models: [{ modelId: "mock", description: "Plays a model" }] },
    async function* ({ prompt }, { signal }) {
      // A few characters at a time, as models do.
      for (const [piece] of words.mock.answer(prompt).matchAll(/.{1,4}/gsu)) {
        await sleep(30, undefined, { signal });
        yield piece;
      }
    },
  ),
];
