import { type IPty, spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";

export interface PseudoTerminalOptions {
  readonly cwd: string;
  /** The whole environment of the program. */
  readonly env: Readonly<Record<string, string>>;
  readonly cols: number;
  readonly rows: number;
}

/** A program in a real pseudo-terminal, and what a person would see there. */
export class PseudoTerminal {
  readonly #pty: IPty;
  readonly #exit: Promise<number>;
  /** A terminal without a window. */
  readonly emulator: xterm.Terminal;
  /** All that was written, as it came. */
  bytes = "";
  hasEnded = false;
  #wake = () => {};

  constructor(command: readonly string[], { cwd, env, cols, rows }: PseudoTerminalOptions) {
    const [file = "", ...args] = command;
    this.emulator = new xterm.Terminal({ cols, rows, allowProposedApi: true });
    this.#pty = spawn(file, args, { cwd, cols, rows, env: { ...env } });
    this.#pty.onData((data) => {
      this.bytes += data;
      this.emulator.write(data);
      this.#wake();
    });
    this.#exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.hasEnded = true;
        resolve(exitCode);
        this.#wake();
      });
    });
  }

  /** Sends keys, as if typed. */
  type(keys: string): void {
    this.#pty.write(keys);
  }

  resize(cols: number, rows: number): void {
    this.emulator.resize(cols, rows);
    this.#pty.resize(cols, rows);
  }

  kill(signal: NodeJS.Signals): void {
    if (!this.hasEnded) process.kill(this.#pty.pid, signal);
  }

  /** Waits for the program's end. */
  exitCode(): Promise<number> {
    return this.#exit;
  }

  /**
   * Waits until what the program has written makes something true.
   * @throws when it ends before, with `what` was awaited
   */
  async until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
    for (;;) {
      const { hasEnded, bytes } = this;
      if (await isTrue()) return;
      if (hasEnded) throw new Error(`It ended before it showed ${what}\nIt showed:\n${await this.screen()}`);
      // What came while we looked is not waited for.
      if (this.bytes.length > bytes.length || this.hasEnded) continue;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** The rows that the terminal shows now, those included that went out at its top. */
  async screen(): Promise<string> {
    await new Promise<void>((resolve) => this.emulator.write("", resolve));
    const { active } = this.emulator.buffer;
    const rows = Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true));
    return rows.join("\n").trimEnd();
  }

  /** All that was written so far, without colours and cursor movements. */
  get text(): string {
    return this.bytes.replace(/\u001B\[[0-?]*[ -/]*[@-~]/g, "").replaceAll("\r\n", "\n");
  }
}
