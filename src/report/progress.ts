import type { Environment } from "../io.ts";
import { plain } from "../plain.ts";
import { cutColumns } from "../terminal/columns.ts";
import { isDumb } from "../terminal/style.ts";

const SECOND = 1000;
const CLEAR_LINE = "\r\u001B[K";

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
  let last = "";
  const draw = () => {
    const text = `${seconds().toFixed(0)} s  ${last}`;
    stream.write(CLEAR_LINE + cutColumns(text, stream.columns - 1));
  };
  const timer = stream.isTTY && !isDumb(env) ? setInterval(draw, SECOND) : undefined;
  return {
    show(line) {
      last = plain(line);
      if (timer) draw();
    },
    end() {
      clearInterval(timer);
      if (timer) stream.write(CLEAR_LINE);
    },
    seconds: () => seconds().toFixed(1),
  };
}
