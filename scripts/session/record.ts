import type { IBuffer } from "@xterm/headless";
import type { Messages } from "../../src/i18n/messages.ts";
import { PseudoTerminal } from "../../test/support/pseudo-terminal.ts";
import { type Row, rowAt } from "./row.ts";
import { scene } from "./scene.ts";

/** What the terminal shows, and for how long. */
export interface Picture {
  readonly rows: readonly Row[];
  /** Where the caret stands, unless it is hidden. */
  readonly caret: { readonly x: number; readonly y: number } | undefined;
  readonly seconds: number;
}

export interface Recording {
  readonly pictures: readonly Picture[];
  /** All that is on the terminal in the end, with what has gone out at its top. */
  readonly text: string;
}

export const SIZE = { cols: 80, rows: 30 };
const LIVE_LINE = /^\d+ s\b.*$/m;

/**
 * Plays the scene to the program in a real pseudo-terminal.
 * @param command starts the program; what `shown` says stands on the screen in its place
 */
export async function record(
  command: readonly string[],
  { shown, cwd, env, t }: { shown: string; cwd: string; env: Readonly<Record<string, string>>; t: Messages },
): Promise<Recording> {
  const terminal = new PseudoTerminal(command, { cwd, env: { TERM: "xterm-256color", ...env }, ...SIZE });
  terminal.emulator.write(`$ ${shown}\r\n`);
  const pictures: Picture[] = [];
  const take = (seconds: number) =>
    pictures.push({ rows: visibleRows(terminal), caret: caretOf(terminal), seconds });
  try {
    for (const { until, keys, seconds } of scene(t)) {
      let isLive = false;
      await terminal.until(until, async () => {
        const screen = await terminal.screen();
        if (!isLive && LIVE_LINE.test(screen)) take(1);
        isLive ||= LIVE_LINE.test(screen);
        return screen.includes(until);
      });
      take(seconds);
      terminal.type(keys);
    }
    const exitCode = await terminal.exitCode();
    if (exitCode !== 0) throw new Error(`It ended with ${exitCode}:\n${await terminal.screen()}`);
    return { pictures, text: `${await terminal.screen()}\n` };
  } finally {
    terminal.kill("SIGKILL");
  }
}

function visibleRows({ emulator }: PseudoTerminal): Row[] {
  const buffer: IBuffer = emulator.buffer.active;
  return Array.from({ length: SIZE.rows }, (_, y) => rowAt(buffer, buffer.baseY + y));
}

function caretOf({ bytes, emulator }: PseudoTerminal): Picture["caret"] {
  if (bytes.lastIndexOf("\u001B[?25l") > bytes.lastIndexOf("\u001B[?25h")) return undefined;
  const { cursorX: x, cursorY: y } = emulator.buffer.active;
  return { x, y };
}
