import { Cancelled } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";
import type { Options } from "../options/table.ts";
import { openTerminal } from "../terminal/open-terminal.ts";
import { BACK } from "../terminal/question.ts";
import { askedAt } from "./questions.ts";

/** Asks which handler and features a project is to have, those that it has being chosen already. */
export async function askAdditions(
  io: Io,
  t: Messages,
  options: Options,
): Promise<Pick<Options, "features" | "handler">> {
  const terminal = openTerminal(io, t);
  const answers: Partial<Record<"handler" | "features", unknown>> = {};
  for (const topic of ["handler", "features"] as const) {
    const place = {
      given: {},
      answers: options,
      io,
      t,
      remembered: options[topic],
      note: undefined,
      canGoBack: false,
    };
    const { question, read } = askedAt(topic, place);
    const answer = await terminal.ask(question);
    // Where there is no way back, nobody goes it.
    if (answer === BACK) throw new Cancelled("SIGINT");
    answers[topic] = read(answer);
  }
  return answers as Pick<Options, "features" | "handler">;
}
