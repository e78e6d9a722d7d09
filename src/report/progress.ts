import type { Environment } from "../io.ts";
import { plain } from "../plain.ts";
import { columnsOf, cutColumns } from "../terminal/columns.ts";
import { Screen } from "../terminal/screen.ts";
import { isDumb } from "../terminal/style.ts";

const SECOND = 1000;

export interface Progress {
  /** Shows a line of the program that is at work. */
  show(line: string): void;
  /** Removes the live line. */
  end(): void;
  /** The seconds that have passed, as text. */
  seconds(): string;
}

/**
 * On a terminal that can take a line back, one live line: the seconds so far and the last line of output. Elsewhere
 * nothing, since a log keeps every line.
 */
export function startProgress(stream: NodeJS.WriteStream, env: Environment): Progress {
  const start = performance.now();
  const seconds = () => (performance.now() - start) / SECOND;
  const screen = new Screen(stream);
  let last = "";
  const draw = () => {
    const text = cutColumns(`${seconds().toFixed(0)} s  ${last}`, screen.width);
    screen.paint({ rows: [text], caret: { row: 0, column: columnsOf(text) } });
  };
  const timer = stream.isTTY && !isDumb(env) ? setInterval(draw, SECOND) : undefined;
  return {
    show(line) {
      last = plain(line);
      if (timer) draw();
    },
    end() {
      clearInterval(timer);
      if (timer) screen.clearFrame();
    },
    seconds: () => seconds().toFixed(1),
  };
}
