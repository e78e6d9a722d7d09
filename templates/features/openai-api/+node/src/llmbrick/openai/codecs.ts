import { randomUUID } from "node:crypto";
import { ModelException } from "../errors.ts";
import type { PlainReply } from "../http/reply.ts";
import { quote } from "../log/text.ts";
import type { Codec, Failure } from "../stream/codec.ts";
import { escaped, onOneLine } from "../stream/event.ts";
import { checkedEvent } from "./checked-event.ts";
import { errorOf, refusalOf } from "./faults.ts";
import type { AssistantMessage, Chunk, Completion, Delta, FinishReason, ToolCall, Usage } from "./types.ts";

/** UTF-16 units of a text in one chunk. None takes more than 6 bytes, and some clients read no line over 32 KiB. */
const longest = 4_000;
const finishReasons = new Set<unknown>(["stop", "length", "tool_calls", "content_filter"]);

/** The handler's events in OpenAI's words. */
abstract class OpenAiCodec implements Codec {
  protected readonly id = `chatcmpl-${randomUUID()}`;
  protected readonly created = Math.floor(Date.now() / 1000);
  protected readonly model: string;
  protected usage: Usage | undefined;
  #calls = 0;
  #toldReason: unknown;

  constructor(model: string) {
    this.model = quote(model);
  }

  event(event: unknown): string {
    const { type, text, progress, metadata } = checkedEvent(event);
    if (progress === "ERROR") throw new ModelException(text || "The handler reports an error");
    if (progress === "DONE") {
      this.#toldReason = metadata?.finishReason;
      this.usage = usageIn(metadata?.usage);
    }
    if (type === "tool_call") return this.#call(metadata ?? {});
    if (!text || type === "meta") return "";
    const isReasoning = type === "reasoning";
    // Clients know it by either name, so it goes out twice.
    const most = isReasoning ? longest / 2 : longest;
    if (text.length <= most) return this.#add(text, isReasoning);
    return piecesOf(text, most)
      .map((piece) => this.#add(piece, isReasoning))
      .join("");
  }

  abstract end(): string;
  abstract keepAlive(): string;
  abstract failure(failure: Failure): string;

  refusal(failure: Failure): PlainReply {
    return refusalOf(failure);
  }

  /** Takes what is new of the message. Returns what goes out for it. */
  protected abstract add(delta: Delta): string;
  /** The same for a piece of its text, which most of it is. */
  protected abstract addContent(text: string): string;

  protected get finishReason(): FinishReason {
    const told = this.#toldReason ?? "stop";
    if (told === "stop" && this.#calls > 0) return "tool_calls";
    return finishReasons.has(told) ? (told as FinishReason) : "stop";
  }

  #add(text: string, isReasoning: boolean): string {
    return isReasoning ? this.add({ reasoning_content: text, reasoning: text }) : this.addContent(text);
  }

  #call({ id, name, arguments: given = {} }: Record<string, unknown>): string {
    const index = this.#calls++;
    const text = typeof given === "string" ? given : JSON.stringify(given);
    const [first = "{}", ...others] = piecesOf(text, longest);
    const call = { id: String(id ?? `call_${index + 1}`), type: "function" } as const;
    const start = { index, ...call, function: { name: String(name ?? ""), arguments: first } };
    const pieces = [start, ...others.map((piece) => ({ index, function: { arguments: piece } }))];
    return pieces.map((piece) => this.add({ tool_calls: [piece] })).join("");
  }
}

/** Makes the chunks of a stream. */
export class ChunkCodec extends OpenAiCodec {
  readonly #includeUsage: boolean;
  /** What all chunks begin with, up to the choices; the end of those that have one. */
  readonly #head: string;
  readonly #tail: string;
  /** The same of a chunk that has content alone, up to its text and after it. */
  readonly #beforeContent: string;
  readonly #afterContent: string;
  #hasBegun = false;

  constructor(model: string, includeUsage: boolean) {
    super(model);
    this.#includeUsage = includeUsage;
    const { id, created } = this;
    const same = { id, object: "chat.completion.chunk", created, model: this.model } satisfies Omit<
      Chunk,
      "choices"
    >;
    this.#head = `data: ${onOneLine(JSON.stringify(same)).slice(0, -1)},"choices":`;
    this.#tail = includeUsage ? ',"usage":null' : "";
    this.#beforeContent = `${this.#head}[{"index":0,"delta":{"content":"`;
    this.#afterContent = `"},"logprobs":null,"finish_reason":null}]${this.#tail}}\n\n`;
  }

  /** Says nothing: comments break some clients. */
  keepAlive(): string {
    return this.add({ content: "" });
  }

  end(): string {
    const { usage, finishReason } = this;
    const isTold = this.#includeUsage && usage;
    const told = isTold ? `${this.#head}[],"usage":${JSON.stringify(usage)}}\n\n` : "";
    return `${this.#chunk({}, finishReason)}${told}data: [DONE]\n\n`;
  }

  /** In one chunk, the error and the last choice: by no reason that a whole answer has. */
  failure(failure: Failure): string {
    const error = `,"error":${onOneLine(JSON.stringify(errorOf(failure)))}`;
    return `${this.#chunk({}, "length", error)}data: [DONE]\n\n`;
  }

  protected add(delta: Delta): string {
    return this.#chunk(delta, null);
  }

  /** Written out by hand because this runs for nearly every event. */
  protected addContent(content: string): string {
    if (!this.#hasBegun) return this.add({ content });
    return `${this.#beforeContent}${escaped(content)}${this.#afterContent}`;
  }

  #chunk(delta: Delta, finishReason: FinishReason | null, more = ""): string {
    const reason = finishReason === null ? "null" : `"${finishReason}"`;
    const whole: Delta = this.#hasBegun ? delta : { role: "assistant", content: "", ...delta };
    this.#hasBegun = true;
    return `${this.#head}[{"index":0,"delta":${onOneLine(JSON.stringify(whole))},"logprobs":null,"finish_reason":${reason}}]${this.#tail}${more}}\n\n`;
  }
}

/** Gathers an answer that goes out as one object, at its end. */
export class ObjectCodec extends OpenAiCodec {
  #content = "";
  #reasoning = "";
  readonly #toolCalls: ToolCall[] = [];

  keepAlive(): string {
    return "";
  }

  end(): string {
    const { id, created, model, usage, finishReason } = this;
    const hasCalls = this.#toolCalls.length > 0;
    const message: AssistantMessage = {
      role: "assistant",
      content: this.#content === "" && hasCalls ? null : this.#content,
      refusal: null,
      ...(this.#reasoning && { reasoning_content: this.#reasoning, reasoning: this.#reasoning }),
      ...(hasCalls && { tool_calls: this.#toolCalls }),
    };
    const whole: Completion = {
      id,
      object: "chat.completion",
      created,
      model,
      choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
      ...(usage && { usage }),
    };
    return JSON.stringify(whole);
  }

  /** Nothing is sent before the end: what fails is refused. */
  failure(): string {
    return "";
  }

  protected addContent(text: string): string {
    this.#content += text;
    return "";
  }

  protected add({ reasoning = "", tool_calls: [call] = [] }: Delta): string {
    this.#reasoning += reasoning;
    if (!call) return "";
    const { id, type, function: part } = call;
    const { name } = part;
    const begun = this.#toolCalls[call.index];
    if (begun) begun.function.arguments += part.arguments;
    else if (id !== undefined && type && name !== undefined)
      this.#toolCalls.push({ id, type, function: { name, arguments: part.arguments } });
    return "";
  }
}

/** Parts of a text of so many UTF-16 units at most; no code point is cut in two. */
function piecesOf(text: string, most: number): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    const last = text.codePointAt(start + most - 1) ?? 0;
    const end = start + most - (last > 0xffff ? 1 : 0);
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

/** The usage of an answer, where all of it is known. */
function usageIn(told: unknown): Usage | undefined {
  const { inputTokens, outputTokens } = Object(told) as Record<string, unknown>;
  if (typeof inputTokens !== "number" || typeof outputTokens !== "number") return undefined;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
  };
}
