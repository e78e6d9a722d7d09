/** A lesson's checks, as `checks.json` has them: each is a scene that is played on the wire. */
export interface Check {
  /** By which the lesson's `words.json` has its title and its help. */
  name: string;
  /** Variables of the server's environment, for this check. */
  env?: Record<string, string>;
  /** Words of which each run takes one, for `{name}` in a text: no answer can be written for all of them. */
  vary?: Record<string, string[]>;
  steps: Step[];
}

/** One step of a scene: exactly one of these. */
export interface Step {
  /** The client asks: with this text as the only message, or with these fields of a request. */
  ask?: string | Record<string, unknown>;
  /** The next frame of the answer comes, and is like this. */
  frame?: Pattern;
  /** The answer ends; what came of it since its beginning, in one, is like this. See `Whole`. */
  answer?: Pattern;
  /** The server asks the model, and the request is like this: `messages`, `stream`, `wanted`, `key`, `after`, … */
  asked?: Pattern;
  /** The server has not asked the model, and not again since. */
  unasked?: true;
  /** The model says this, a piece after the other. */
  say?: string | string[];
  /** The model sends these bytes, one a character: a text's in UTF-8 with `{…}` filled in are its own. */
  bytes?: string;
  /** The model has said all. */
  finish?: true;
  /** The model's connection breaks. */
  cut?: true;
  /** The model ends in order, and has not said that this was all. */
  hangUp?: true;
  /** The model answers that nothing follows (204). */
  nothing?: true;
  /** The model refuses. */
  refuse?: { status: number; message: string; retryAfter?: string };
  /** The client leaves. */
  leave?: true;
  /** The server lets go of the model's connection. */
  dropped?: true;
}

/** What a value must be like: see `mismatch`. */
export type Pattern = unknown;

/** One frame of an answer: its name, and the fields of its data. */
export type Frame = { event: string } & Record<string, unknown>;

/** A whole answer, as `answer` looks at it. */
export interface Whole {
  /** The texts of its events of type "text", in one. */
  text: string;
  /** Of each event its type. */
  types: string[];
  /** How many events have text. */
  pieces: number;
  /** Whether each event's id is its own. */
  ownIds: boolean;
  /** How many events say DONE. */
  dones: number;
  /** The last event, and whether there is any. */
  last: Frame | null;
  /** The error frame: its `error` and `details`. */
  error: { error: unknown; details: unknown } | null;
  /** All that came, in JSON: what must not be in it is looked for here. */
  all: string;
}

/** What was seen in place of what was expected, and where. */
export interface Failure {
  /** The name of the step, or "start" where the server has not started. */
  where: string;
  /** The frame's number, from 1. */
  frame?: number;
  /** The part of the value: "metadata.searchResults[0]". */
  part?: string;
  expected?: unknown;
  /** Nothing came, in so many seconds. */
  late?: number;
  seen?: unknown;
}

export interface Result {
  name: string;
  /** After the first that failed, the others wait. */
  state: "passed" | "failed" | "waiting";
  failure?: Failure;
}
