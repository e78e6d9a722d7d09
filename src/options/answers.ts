import { resolve } from "node:path";
import { systemCode, UserError } from "../errors.ts";
import type { Messages } from "../i18n/messages.ts";
import type { Io } from "../io.ts";

/** The members of an answers file that say something about the file, not about the project. */
const ABOUT = ["$schema", "generatorVersion"];

/**
 * Reads an answers document: a JSON object of options by their camelCase names.
 * @param source the path of a file, or `-` for standard input
 */
export async function readAnswers(io: Io, source: string, t: Messages): Promise<Record<string, unknown>> {
  const text = await readText(io, source, t);
  const answers = parse(text, source, t);
  if (typeof answers !== "object" || answers === null || Array.isArray(answers)) {
    throw new UserError("BAD_ANSWERS", t.errors.answersNotObject(source), { hint: t.errors.answersHint });
  }
  return Object.fromEntries(Object.entries(answers).filter(([name]) => !ABOUT.includes(name)));
}

async function readText(io: Io, source: string, t: Messages): Promise<string> {
  try {
    return source === "-" ? await io.readStdin() : await io.fs.readFile(resolve(io.cwd, source), "utf8");
  } catch (cause) {
    io.signal.throwIfAborted();
    const code = systemCode(cause) ?? "";
    throw new UserError("BAD_ANSWERS", t.errors.answersUnreadable(source, t.reasons[code] ?? String(cause)), {
      hint: t.errors.answersHint,
      cause,
    });
  }
}

function parse(text: string, source: string, t: Messages): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (cause) {
    const { message } = cause as SyntaxError;
    throw new UserError("BAD_ANSWERS", t.errors.answersNotJson(source, message), {
      hint: t.errors.answersHint,
      cause,
    });
  }
}
