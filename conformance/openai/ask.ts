import assert from "node:assert/strict";
import type { Step } from "../handler.ts";
import type { Answer, Changes, Server } from "../server.ts";
import { expectIsA } from "./objects.ts";

interface ToolCall {
  index: number;
  id?: string;
  type?: "function";
  function: { name?: string; arguments: string };
}

export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

interface Delta {
  role?: string;
  content?: string;
  reasoning?: string;
  reasoning_content?: string;
  tool_calls?: ToolCall[];
}

export interface Chunk {
  id: string;
  created: number;
  model: string;
  choices: { delta: Delta; finish_reason: string | null }[];
  usage?: Usage | null;
  error?: Fault;
}

export interface Fault {
  message: string;
  type: string;
  param: string | null;
  code: string | null;
}

export interface Completion {
  id: string;
  model: string;
  choices: { message: Delta & { content: string | null }; finish_reason: string }[];
  usage?: Usage;
}

/** The fields of a request; `script` is for the scripted handler. */
export interface Fields {
  script?: Step[];
  [name: string]: unknown;
}

/** A request to the route of OpenAI's API. */
export function toChat(server: Server, { script, ...fields }: Fields = {}, changes: Changes = {}): Changes {
  return {
    path: server.openAi("/v1/chat/completions"),
    ...changes,
    headers: { Accept: "application/json", ...changes.headers },
    body: {
      model: server.model,
      messages: [{ role: "user", content: "Hello" }],
      ...(script && { user: JSON.stringify(script) }),
      ...fields,
    },
  };
}

export const ask = (server: Server, fields?: Fields, changes?: Changes): Promise<Answer> =>
  server.ask(toChat(server, fields, changes));

/** The chunks of a stream that came whole, each held against its type. */
export async function chunksFor(server: Server, fields: Fields = {}, changes?: Changes): Promise<Chunk[]> {
  return chunksOf(await ask(server, { stream: true, ...fields }, changes));
}

export function chunksOf({ status, headers, text }: Answer): Chunk[] {
  assert.equal(status, 200, text);
  assert.match(headers["content-type"] ?? "", /^text\/event-stream/);
  const frames = text.split("\n\n");
  assert.deepEqual(frames.splice(-2), ["data: [DONE]", ""]);
  return frames.map((frame) => {
    assert.match(frame, /^data: \{[^\n]*\}$/);
    const chunk = JSON.parse(frame.slice("data: ".length));
    expectIsA("chunk", chunk);
    return chunk;
  });
}

/** The one object of an answer that is no stream, held against its type. */
export async function completionFor(server: Server, fields?: Fields): Promise<Completion> {
  const { status, headers, text } = await ask(server, fields);
  assert.equal(status, 200, text);
  assert.match(headers["content-type"] ?? "", /^application\/json/);
  const completion = JSON.parse(text);
  expectIsA("completion", completion);
  return completion;
}

/** What a refusal says, held against its type. */
export function faultOf({ status, headers, text }: Answer, expected: number): Fault {
  assert.equal(status, expected, text);
  assert.match(headers["content-type"] ?? "", /^application\/json/);
  const body = JSON.parse(text);
  expectIsA("error", body);
  return body.error;
}

/** The texts of all chunks under a name, joined. */
export const textOf = (chunks: readonly Chunk[], name: "content" | "reasoning" | "reasoning_content") =>
  chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta[name] ?? "")).join("");
