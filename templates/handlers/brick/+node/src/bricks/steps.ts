import type { CallOptions, Client } from "@connectrpc/connect";
import { quote } from "../llmbrick/log/text.ts";
import { Events } from "../model/answer.ts";
import { ModelFailure } from "../model/failure.ts";
import { callOptions, clientOf, streamOptions } from "./clients.ts";
import { BrickFailure, checkReply, failureOfCall } from "./failure.ts";
import type { ErrorDetail } from "./generated/common_pb.ts";
import type { Step, Talk } from "./pipeline.ts";
import type { BrickName, services } from "./services.ts";
import { words } from "./words.ts";

/**
 * Asks whether the question is an attack. One that is ends the answer, with an event of the type "error". Why is for the
 * log alone: who attacks would learn from it.
 */
export const guard = (): Step => ({
  brick: "guard",
  async *run(talk, tell) {
    const { results } = await ask(talk, "guard", (brick, options) => brick.unary(textOf(talk), options));
    const attack = results.find(({ isAttack }) => isAttack);
    const isAttack = attack !== undefined;
    talk.isOver = isAttack;
    if (!attack) return yield tell({ isAttack });
    const { confidence, detail } = attack;
    talk.context.log("The guard has found an attack", {
      confidence: rounded(confidence),
      detail: quote(detail),
    });
    yield tell({ isAttack }, { type: "error", progress: "ERROR", text: words.refused });
  },
});

/** Puts the question's spelling right, for the steps that follow. */
export const rectify = (): Step => ({
  brick: "rectify",
  async *run(talk, tell) {
    const { correctedText } = await ask(talk, "rectify", (brick, options) =>
      brick.unary(textOf(talk), options),
    );
    talk.question = correctedText || talk.question;
    yield tell({ question: talk.question });
  },
});

/** Translates the question, for the steps that follow. `to`: a language tag. */
export const translate = ({ to }: { to: string }): Step => ({
  brick: "translate",
  async *run(talk, tell) {
    const { text } = await ask(talk, "translate", (brick, options) =>
      brick.unary({ ...textOf(talk), modelId: talk.request.model, targetLanguage: to }, options),
    );
    talk.question = text || talk.question;
    yield tell({ question: talk.question });
  },
});

/** Asks what the question is about: `talk.intention`, for steps of your own. */
export const intention = (): Step => ({
  brick: "intention",
  async *run(talk, tell) {
    const { results } = await ask(talk, "intention", (brick, options) => brick.unary(textOf(talk), options));
    talk.intention = results[0]?.intentCategory ?? null;
    yield tell({
      results: results.map(({ intentCategory, confidence }) => ({
        intentCategory,
        confidence: rounded(confidence),
      })),
    });
  },
});

/** Finds documents that the answer is to go by. `maxResults`: documents at most, 3 by default. */
export const retrieval = ({ maxResults = 3 } = {}): Step => ({
  brick: "retrieval",
  async *run(talk, tell) {
    const { text: query, ...own } = textOf(talk);
    const { documents } = await ask(talk, "retrieval", (brick, options) =>
      brick.unary({ query, maxResults, ...own }, options),
    );
    talk.documents = documents.slice(0, maxResults);
    yield tell({
      searchResults: talk.documents.map(({ docId, title, snippet, score, metadata = {} }) => {
        // What JSON has no word for, such as NaN, becomes null.
        const plain = JSON.parse(JSON.stringify(metadata));
        return { docId, title, snippet, score: rounded(score), metadata: plain };
      }),
    });
  },
});

/** Answers, piece by piece. `temperature`: where the client sets none, 0.7 by default. */
export const llm = ({ temperature = 0.7 } = {}): Step => ({
  brick: "llm",
  async *run(talk, tell) {
    const events = new Events(talk.request.model);
    for await (const text of piecesOf(talk, temperature)) yield events.text(text);
    const { metadata, ...done } = events.done("stop", {});
    yield tell({ ...metadata }, done);
  },
});

async function* piecesOf(talk: Talk, temperature: number): AsyncGenerator<string> {
  const request = llmRequest(talk, temperature);
  // It also stops the brick where its answer ends with an error.
  const ends = new AbortController();
  const signal = AbortSignal.any([talk.context.signal, ends.signal]);
  let lastWait: NodeJS.Timeout | undefined;
  let hasBegun = false;
  try {
    const replies = clientOf("llm").outputStreaming(request, streamOptions(signal));
    for await (const { text, isFinal, error } of replies) {
      checkReply("llm", error);
      if (isFinal) lastWait ??= setTimeout(() => ends.abort(), LAST_WAIT);
      if (!text) continue;
      hasBegun = true;
      yield text;
    }
  } catch (thrown) {
    // What it says of an error holds, however late.
    if (ends.signal.aborted && !(thrown instanceof BrickFailure)) return;
    const failure = failureOfCall("llm", thrown, hasBegun);
    // A brick may answer in one piece alone.
    if (!(failure instanceof BrickFailure && failure.brickCode === NOT_IMPLEMENTED && !hasBegun))
      throw failure;
    const { text } = await ask(talk, "llm", (brick, options) => brick.unary(request, options));
    if (text) yield text;
  } finally {
    clearTimeout(lastWait);
    ends.abort();
  }
}

/** Milliseconds that a brick has to end its stream after the piece that it calls its last: then the answer is over. */
const LAST_WAIT = 500;

const NOT_IMPLEMENTED = 12;

function llmRequest(talk: Talk, usualTemperature: number) {
  const { model, messages, maxTokens, temperature, tools, toolChoice } = talk.request;
  if (tools?.length && toolChoice !== "none")
    throw new ModelFailure("bad_request", { note: "bricks have no tools: leave `tools` out" });
  const { text, ...own } = textOf(talk);
  return {
    modelId: model,
    prompt: talk.documents.length > 0 ? words.prompt(text, talk.documents) : text,
    context: messages.slice(0, -1),
    temperature: temperature ?? usualTemperature,
    maxTokens: maxTokens ?? 0,
    ...own,
  };
}

/** What every brick is told: the question, and whose it is. */
function textOf({ question, request, context }: Talk) {
  const { clientId, sessionId, sourceLanguage } = request;
  return {
    text: question,
    clientId: clientId ?? "",
    sessionId,
    requestId: context.requestId,
    sourceLanguage: sourceLanguage ?? "",
  };
}

/** Calls a brick once. @throws {ModelFailure} */
async function ask<Name extends BrickName, Reply extends { error?: ErrorDetail }>(
  { context }: Talk,
  brick: Name,
  call: (client: Client<(typeof services)[Name]>, options: CallOptions) => Promise<Reply>,
): Promise<Reply> {
  try {
    const reply = await call(clientOf(brick), callOptions(context.signal));
    checkReply(brick, reply.error);
    return reply;
  } catch (thrown) {
    throw failureOfCall(brick, thrown);
  }
}

/** The wire's numbers have some seven digits. What is none is null, as JSON has no word for it. */
const rounded = (value: number) => (Number.isFinite(value) ? Number(value.toPrecision(6)) : null);
