/**
 * One piece of a stream: the data of one frame. All that goes over the wire is after OpenAI's description of its API:
 * https://platform.openai.com/docs/api-reference/chat
 */
export interface Chunk {
  /** The same in all chunks of an answer, and so is `created`: seconds since 1970. */
  id: string;
  object: "chat.completion.chunk";
  created: number;
  model: string;
  /** One; none in the chunk that tells the usage. */
  choices: ChunkChoice[];
  /** Only where the client has asked for it: null in all chunks but the last. */
  usage?: Usage | null;
  /** Only in the last chunk of an answer that failed. */
  error?: ErrorObject;
}

export interface ChunkChoice {
  index: 0;
  delta: Delta;
  logprobs: null;
  /** Null in all chunks but the last. */
  finish_reason: FinishReason | null;
}

/** What a chunk adds to the message. */
export interface Delta {
  /** In the first chunk alone. */
  role?: "assistant";
  content?: string;
  /** What the model thinks before it answers. OpenAI has no field for it, clients know either of these. */
  reasoning_content?: string;
  reasoning?: string;
  tool_calls?: ToolCallDelta[];
}

/** The first of a call has its id and name; the arguments of all of them make one text. */
export interface ToolCallDelta {
  index: number;
  id?: string;
  type?: "function";
  function: { name?: string; arguments: string };
}

/** A whole answer. */
export interface Completion {
  id: string;
  object: "chat.completion";
  created: number;
  model: string;
  choices: [{ index: 0; message: AssistantMessage; logprobs: null; finish_reason: FinishReason }];
  /** Left out where it is not known. */
  usage?: Usage;
}

export interface AssistantMessage {
  role: "assistant";
  /** Null where there is none, beside tool calls. */
  content: string | null;
  refusal: null;
  reasoning_content?: string;
  reasoning?: string;
  tool_calls?: ToolCall[];
}

export interface ToolCall {
  id: string;
  type: "function";
  /** `arguments`: a JSON object, as text. */
  function: { name: string; arguments: string };
}

export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter";

/** Numbers of tokens. */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
}

export interface ErrorObject {
  message: string;
  type: string;
  /** The field of the request that is wrong, such as "messages[0].content". */
  param: string | null;
  code: string | null;
}
