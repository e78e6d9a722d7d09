import { PassThrough, Writable } from "node:stream";
import { setImmediate as nextTurn } from "node:timers/promises";
import { KEYS } from "../support/terminal.ts";

/** How long a lone Escape stays alone before it is taken for one. */
const ESCAPE_DELAY = 60;

/** A terminal in memory: keys go in, one in a turn of the event loop, then it hangs up. */
export class FakeTerminal {
  /** Whether the program has it hand over each key as it is pressed. */
  isRaw = false;
  shown = "";
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly #keys = new PassThrough();

  constructor(size: { readonly columns: number; readonly rows: number }) {
    const setRawMode = (isRaw: boolean) => {
      this.isRaw = isRaw;
    };
    this.stdin = Object.assign(this.#keys, { isTTY: true, setRawMode }) as unknown as NodeJS.ReadStream;
    const show = new Writable({
      decodeStrings: false,
      write: (text: string, _encoding, done) => {
        this.shown += text;
        done();
      },
    });
    this.stdout = Object.assign(show, { isTTY: true, ...size }) as unknown as NodeJS.WriteStream;
  }

  async play(keys: readonly string[], narrower: number | null): Promise<void> {
    for (const [index, key] of keys.entries()) {
      this.#keys.write(key);
      if (index === narrower) {
        this.stdout.columns = Math.ceil(this.stdout.columns / 2);
        this.stdout.emit("resize");
      }
      await (key === KEYS.escape ? new Promise((resolve) => setTimeout(resolve, ESCAPE_DELAY)) : nextTurn());
    }
    this.#keys.end();
  }
}
