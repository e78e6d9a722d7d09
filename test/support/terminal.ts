import { expect, onTestFinished } from "vitest";
import { program } from "./generated-project.ts";
import { bareEnv } from "./program.ts";
import { PseudoTerminal } from "./pseudo-terminal.ts";

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

const ROWS = 40;

export interface TerminalOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Another program than ours. */
  readonly program?: readonly string[];
  /** A file that standard output goes into. */
  readonly redirect?: string;
  readonly cols?: number;
}

/** A program in a real pseudo-terminal, for one test: what it shows is awaited, keys are sent. */
export class Terminal extends PseudoTerminal {
  #seen = 0;

  constructor(argv: readonly string[], { cwd, env, redirect, program: other, cols = 120 }: TerminalOptions) {
    const command = [...(other ?? [process.execPath, program]), ...argv];
    super(redirect ? ["sh", "-c", `exec "$@" >${redirect}`, "sh", ...command] : command, {
      cwd,
      cols,
      rows: ROWS,
      env: { ...bareEnv, TERM: "xterm-256color", ...env },
    });
    onTestFinished(() => this.kill("SIGKILL"));
  }

  /** Waits until the terminal shows a text that it had not shown at the last wait. */
  async waitFor(text: string): Promise<void> {
    await this.until(text, () => this.text.includes(text, this.#seen));
    this.#seen = this.text.indexOf(text, this.#seen) + text.length;
  }

  /** Waits until the screen ends with these rows. What was shown until then counts as seen. */
  async waitForScreen(end: string): Promise<void> {
    await this.until(end, async () => (await this.screen()).endsWith(end));
    this.#seen = this.text.length;
    expect(await this.screen()).toContain(end);
  }

  /** Answers a question: waits for it, then types the answer and Enter. */
  async answer(question: string, keys = ""): Promise<void> {
    await this.waitFor(question);
    this.type(keys + KEYS.enter);
  }

  /** Changes the width. */
  override resize(cols: number, rows = ROWS): void {
    super.resize(cols, rows);
  }
}
