import type { HandlerName } from "../../../src/handlers/index.ts";
import type { Options } from "../../../src/options/table.ts";
import type { ConversationEvent, ConversationRequest } from "../../../templates/core/src/llmbrick/types.ts";

/** What came of one request. */
export interface Seen {
  readonly events: readonly ConversationEvent[];
  readonly failure?: SeenFailure;
}

export interface SeenFailure {
  /** Null for an error that is none of a model's. */
  readonly kind: string | null;
  readonly message: string;
  /** What the log says besides. */
  readonly cause: string;
  readonly retryAfter: number | null;
}

/** Variables of the environment; those that are undefined are not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A handler that was loaded. */
export interface Loaded {
  /** What it has said when it was loaded. */
  readonly warnings: string;
  ask(
    request: ConversationRequest,
    variables: Variables,
    client: { signal: AbortSignal; onEvent: () => void },
  ): Promise<Seen>;
  stop(): Promise<void>;
}

export interface Platform {
  readonly name: string;
  /** Writes a project with this handler into an empty folder. */
  write(folder: string, handler: HandlerName, features?: Options["features"]): Promise<void>;
  load(folder: string, variables: Variables): Promise<Loaded>;
  /** The program that serves a project, and its arguments. */
  readonly server: readonly [program: string, args: readonly string[]];
  /** Runs the project's own tests. @throws what they print, if one fails */
  test(folder: string, variables: Variables): Promise<void>;
}
