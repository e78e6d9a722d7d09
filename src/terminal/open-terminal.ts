import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import { LineTerminal } from "./line-terminal.ts";
import { LiveTerminal } from "./live-terminal.ts";
import type { Terminal } from "./question.ts";
import { Screen } from "./screen.ts";
import { isDumb, styleOf } from "./style.ts";

/** The terminal that the run was started in, ready to ask. */
export function openTerminal(io: Io, t: Messages): Terminal {
  // Where standard output goes into a file, the questions would be lost in it.
  const out = io.stdout.isTTY ? io.stdout : io.stderr;
  if (isDumb(io.env)) return new LineTerminal(io, out, t);
  return new LiveTerminal({ io, t, screen: new Screen(out), style: styleOf(io, out) });
}
