declare module "prompts/lib/elements/prompt.js" {
  import type { EventEmitter } from "node:events";
  import type { Key } from "node:readline";

  /** What every question of `prompts` is built on: raw keys in, named actions out, and the end. */
  export default class Prompt extends EventEmitter<{ submit: []; abort: []; exit: [] }> {
    constructor(streams: { stdin: NodeJS.ReadStream; stdout: NodeJS.WriteStream });
    protected readonly out: NodeJS.WriteStream;
    protected aborted?: boolean;
    protected exited?: boolean;
    protected closed?: boolean;
    /** Emits `abort`, `exit` or `submit`, and gives the terminal back. */
    protected close(): void;
    protected bell(): void;
    /** A key that is no action. */
    protected _?(text: string | undefined, key: Key): void;
  }
}
