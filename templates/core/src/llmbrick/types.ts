/** One message of the conversation. */
export interface Message {
  role: "system" | "user" | "assistant";
  content: string;
}

/** A request as the handler receives it: checked, in camelCase, `null` where the client gave nothing. */
export interface ConversationRequest {
  model: string;
  messages: Message[];
  /** Names the conversation that this request belongs to. */
  sessionId: string;
  /** What the client asked for. The answer is a stream in either case. */
  stream: boolean;
  clientId: string | null;
  temperature: number | null;
  maxTokens: number | null;
  tools: unknown[] | null;
  toolChoice: unknown;
  sourceLanguage: string | null;
}

/** One event of the answer. It reaches the client as one `event: message` frame. */
export interface ConversationEvent {
  /** Not empty. */
  id: string;
  /** Not empty: "text", "meta", "done" or a word of your own. */
  type: string;
  progress: "IN_PROGRESS" | "DONE" | "ERROR";
  model?: string | null;
  text?: string | null;
  context?: EventContext | null;
  metadata?: EventMetadata | null;
}

export interface EventContext {
  conversationId?: string | null;
  cursor?: string | null;
}

/** Anything that JSON can hold; keys of your own are welcome. */
export interface EventMetadata {
  searchResults?: unknown;
  attachments?: unknown;
  [key: string]: unknown;
}

/** Writes one line to the server's log, with the request's id. Values must fit in JSON. */
export type Log = (message: string, fields?: Record<string, unknown>) => void;

export interface HandlerContext {
  /** Fires when this answer ends early; `signal.reason` is an `Error` that says why. */
  readonly signal: AbortSignal;
  readonly requestId: string;
  readonly log: Log;
}

/** The user's code: an async generator that yields the answer's events. */
export type Handler = (
  request: ConversationRequest,
  context: HandlerContext,
) => AsyncIterable<ConversationEvent>;
