import { describe, expect, test } from "vitest";
import { Interview, type Surroundings, type Topic, topics } from "../../src/interview/interview.ts";
import type { OptionValue } from "../../src/options/kinds/kind.ts";
import type { Given } from "../../src/options/resolve.ts";

const around: Surroundings = {
  isFull: async () => false,
  mayMakeRepository: async () => true,
};

const usual: Partial<Record<Topic, OptionValue>> = { framework: "node", features: [] };

/** Answers all questions, most of them by "as it was proposed". @returns them, in the order in which they came */
async function answerAll(
  interview: Interview,
  answers: Partial<Record<Topic, OptionValue>> = {},
): Promise<Topic[]> {
  const came: Topic[] = [];
  for (let topic = await interview.next(); topic; topic = await interview.next()) {
    came.push(topic);
    interview.answer(topic, answers[topic] ?? usual[topic] ?? true);
  }
  return came;
}

const asked = (given: Given = {}, answers = {}, surroundings = around) =>
  answerAll(new Interview(given, surroundings), answers);

describe("which questions come", () => {
  test("all but those that depend on an answer, in the order of the table", async () => {
    const due = topics.filter((topic) => !/^(ifExists|max|requestTimeout)/.test(topic));
    expect(await asked()).toEqual(due);
  });

  test("what was given is never asked for", async () => {
    const came = await asked({ framework: "hono", port: 9100, testPage: false });
    expect(came).toEqual(expect.arrayContaining(["directory", "language", "host"]));
    expect(came).not.toEqual(expect.arrayContaining(["framework"]));
    expect(came).not.toContain("port");
    expect(came).not.toContain("testPage");
  });

  test("the limits one by one where their defaults are not kept", async () => {
    expect(await asked({}, { limits: false })).toEqual(
      expect.arrayContaining([
        "maxMessageLength",
        "maxMessagesCount",
        "requestTimeout",
        "maxConcurrentConnections",
      ]),
    );
  });

  test("no common question about limits where all are given", async () => {
    const limits = {
      maxMessageLength: 1,
      maxMessagesCount: 1,
      requestTimeout: 1,
      maxConcurrentConnections: 1,
    };
    expect(await asked(limits)).not.toContain("limits");
  });

  test("what to do with a full folder, and of that folder alone", async () => {
    const full = { ...around, isFull: async (directory: string) => directory === "full" };
    expect(await asked({}, { directory: "full" }, full)).toContain("ifExists");
    expect(await asked({}, { directory: "free" }, full)).not.toContain("ifExists");
  });

  test("nothing about a repository where none can be made", async () => {
    expect(await asked({}, {}, { ...around, mayMakeRepository: async () => false })).not.toContain("git");
  });

  test("nothing about an install that a verification needs", async () => {
    expect(await asked({ verify: true })).not.toContain("install");
  });

  test("nothing that means nothing to the framework", async () => {
    expect(await asked({}, { framework: "llmbrick" })).not.toContain("language");
  });
});

describe("going back", () => {
  test("makes the last question the next one, with its answer as the proposal", async () => {
    const interview = new Interview({}, around);
    interview.answer("directory", "app");
    interview.goBack();
    expect([await interview.next(), interview.remembered("directory"), interview.count]).toEqual([
      "directory",
      "app",
      0,
    ]);
  });

  test("an answer that has no say any more is not in the result, and is remembered", async () => {
    const interview = new Interview({}, around);
    await answerAll(interview, { framework: "express", language: "js" });
    interview.reopen("framework");
    interview.answer("framework", "llmbrick");
    expect(await interview.result()).not.toHaveProperty("language");
    expect(interview.remembered("language")).toBe("js");
  });

  test("what was taken as proposed follows the answers before it, and is no answer of the user's", async () => {
    const interview = new Interview({}, around);
    await answerAll(interview);
    for (const [topic, value] of [
      ["handler", "mock"],
      ["models", ["gpt-4o", "claude-3"]],
    ] as const) {
      interview.reopen(topic);
      interview.answer(topic, value, value);
    }
    expect(await interview.result()).not.toHaveProperty("models");
    expect(interview.remembered("models")).toBeUndefined();
    expect(await interview.relevant()).toContain("models");

    interview.reopen("models");
    interview.answer("models", ["own"], ["gpt-4o", "claude-3"]);
    interview.reopen("handler");
    interview.answer("handler", "openai", "hello");
    expect(await interview.result()).toMatchObject({ models: ["own"], handler: "openai" });
    expect(interview.remembered("models")).toEqual(["own"]);
  });

  test("a question that was opened again can be left as it was", async () => {
    const interview = new Interview({}, around);
    await answerAll(interview, { directory: "app", framework: "express" });
    const before = await interview.result();
    const takeBack = interview.reopen("framework");
    interview.answer("framework", "koa");
    takeBack();
    expect(await interview.result()).toEqual(before);
  });
});
