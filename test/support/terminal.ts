import { type IPty, spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { expect, onTestFinished } from "vitest";
import { program } from "./generated-project.ts";
import { bareEnv } from "./program.ts";

export const KEYS = {
  enter: "\r",
  up: "\u001B[A",
  down: "\u001B[B",
  left: "\u001B[D",
  ctrlC: "\u0003",
  ctrlU: "\u0015",
  escape: "\u001B",
  backspace: "\u007F",
  tab: "\t",
};

export interface TerminalOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another program than ours. */
  readonly program?: readonly string[];
  /** A file that standard output goes into. */
  readonly redirect?: string;
  readonly cols?: number;
  readonly rows?: number;
}

/** A program in a real pseudo-terminal: what it shows is awaited, keys are sent. */
export class Terminal {
  readonly #pty: IPty;
  readonly #exit: Promise<number>;
  /** What a person would see: a terminal without a window. */
  readonly #emulator: xterm.Terminal;
  #text = "";
  #seen = 0;
  #hasEnded = false;
  #wake = () => {};

  constructor(
    argv: readonly string[],
    { cwd, env, redirect, program: other, cols = 120, rows = 40 }: TerminalOptions,
  ) {
    const command = [...(other ?? [process.execPath, program]), ...argv];
    const [file = "", ...args] = redirect
      ? ["sh", "-c", `exec "$@" >${redirect}`, "sh", ...command]
      : command;
    this.#pty = spawn(file, args, {
      cwd,
      cols,
      rows,
      env: { ...bareEnv, TERM: "xterm-256color", ...env },
    });
    this.#emulator = new xterm.Terminal({ cols, rows, allowProposedApi: true });
    this.#pty.onData((data) => {
      this.#text += data;
      this.#emulator.write(data);
      this.#wake();
    });
    this.#exit = new Promise((resolve) => {
      this.#pty.onExit(({ exitCode }) => {
        this.#hasEnded = true;
        resolve(exitCode);
        this.#wake();
      });
    });
    onTestFinished(() => {
      if (!this.#hasEnded) process.kill(this.#pty.pid, "SIGKILL");
    });
  }

  /** The rows that the terminal shows now, those included that went out at its top. */
  async screen(): Promise<string> {
    await new Promise<void>((resolve) => this.#emulator.write("", resolve));
    const { active } = this.#emulator.buffer;
    const rows = Array.from({ length: active.length }, (_, y) => active.getLine(y)?.translateToString(true));
    return rows.join("\n").trimEnd();
  }

  /** Waits until the screen ends with these rows. What was shown until then counts as seen. */
  async waitForScreen(end: string): Promise<void> {
    for (;;) {
      const screen = await this.screen();
      if (screen.endsWith(end)) {
        this.#seen = this.text.length;
        return expect(screen.slice(-end.length)).toBe(end);
      }
      if (this.#hasEnded) throw new Error(`It ended before it showed this:\n${end}\nIt showed:\n${screen}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  resize(cols: number, rows = 40): void {
    this.#emulator.resize(cols, rows);
    this.#pty.resize(cols, rows);
  }

  /** All that was written, as it came. */
  get bytes(): string {
    return this.#text;
  }

  /** Waits until the terminal shows a text that it had not shown at the last wait. */
  async waitFor(text: string): Promise<void> {
    for (;;) {
      const at = this.text.indexOf(text, this.#seen);
      if (at >= 0) {
        this.#seen = at + text.length;
        return;
      }
      if (this.#hasEnded) throw new Error(`It ended before it showed ${text}:\n${this.text}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Sends keys, as if typed. */
  type(keys: string): void {
    this.#pty.write(keys);
  }

  /** Answers a question: waits for it, then types the answer and Enter. */
  async answer(question: string, keys = ""): Promise<void> {
    await this.waitFor(question);
    this.type(keys + KEYS.enter);
  }

  kill(signal: NodeJS.Signals): void {
    process.kill(this.#pty.pid, signal);
  }

  /** Waits for the program's end. */
  exitCode(): Promise<number> {
    return this.#exit;
  }

  /** All that was shown so far, without colours and cursor movements. */
  get text(): string {
    return this.#text.replace(/\u001B\[[0-?]*[ -/]*[@-~]/g, "").replaceAll("\r\n", "\n");
  }
}
