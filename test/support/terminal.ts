import { type IPty, spawn } from "@lydell/node-pty";
import { onTestFinished } from "vitest";
import { program } from "./generated-project.ts";
import { bareEnv } from "./program.ts";

export const KEYS = { enter: "\r", down: "\u001B[B", ctrlC: "\u0003", escape: "\u001B", backspace: "\u007F" };

export interface TerminalOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another program than ours. */
  readonly program?: readonly string[];
  /** A file that standard output goes into. */
  readonly redirect?: string;
}

/** A program in a real pseudo-terminal: what it shows is awaited, keys are sent. */
export class Terminal {
  readonly #pty: IPty;
  readonly #exit: Promise<number>;
  #text = "";
  #seen = 0;
  #hasEnded = false;
  #wake = () => {};

  constructor(argv: readonly string[], { cwd, env, redirect, program: other }: TerminalOptions) {
    const command = [...(other ?? [process.execPath, program]), ...argv];
    const [file = "", ...args] = redirect
      ? ["sh", "-c", `exec "$@" >${redirect}`, "sh", ...command]
      : command;
    this.#pty = spawn(file, args, {
      cwd,
      cols: 120,
      env: { ...bareEnv, TERM: "xterm-256color", ...env },
    });
    this.#pty.onData((data) => {
      this.#text += data;
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
