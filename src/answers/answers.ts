import { systemCode, UserError } from "../errors.ts";
import type { Io } from "../io.ts";
import { pathOf } from "../path-of.ts";

/** The members of an answers file that say something about the file, not about the project. */
const ABOUT = ["$schema", "generatorVersion", "application", "files"];

/** No option's value is a list of lists. What is nested without end would exhaust the stack of those who read it. */
const MAX_DEPTH = 100;

/** An answers document: its text, and what the text says. */
export interface Answers {
  /** The path of its file, or `-` for standard input. */
  readonly source: string;
  readonly text: string;
  /** By the options' camelCase names, not yet checked. */
  readonly values: Readonly<Record<string, unknown>>;
}

/**
 * Reads an answers document: a JSON object of options by their camelCase names.
 * @param source the path of a file, or `-` for standard input
 */
export async function readAnswers(io: Io, source: string): Promise<Answers> {
  const text = (await readText(io, source)).replace(/^\uFEFF/, "");
  if (depthOf(text) > MAX_DEPTH) {
    throw new UserError("BAD_ANSWERS", ["answersTooDeep", source], {
      hint: ["answersHint"],
    });
  }
  const values = await parse(text, source);
  if (typeof values !== "object" || values === null || Array.isArray(values)) {
    throw new UserError("BAD_ANSWERS", ["answersNotObject", source], {
      hint: ["answersHint"],
    });
  }
  const named = Object.entries(values).filter(([name]) => !ABOUT.includes(name));
  return { source, text, values: Object.fromEntries(named) };
}

async function readText(io: Io, source: string): Promise<string> {
  try {
    return source === "-" ? await io.readStdin() : await io.readInput(pathOf(source, io));
  } catch (cause) {
    io.signal.throwIfAborted();
    const code = systemCode(cause) ?? "";
    throw new UserError("BAD_ANSWERS", ["answersUnreadable", source, code, String(cause)], {
      hint: ["answersHint"],
      cause,
    });
  }
}

/** How deep the brackets outside of strings are nested; the text need not be JSON. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? "";
    if (isInString && character === "\\") at += 1;
    else if (character === '"') isInString = !isInString;
    else if (!isInString && "[{".includes(character)) deepest = Math.max(deepest, ++depth);
    else if (!isInString && "]}".includes(character)) depth -= 1;
  }
  return deepest;
}

async function parse(text: string, source: string): Promise<unknown> {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const { syntaxError } = await import("./json-places.ts");
    const { kind: syntax, ...place } = syntaxError(text);
    throw new UserError("BAD_ANSWERS", ["answersNotJson", source], {
      hint: ["answersHint"],
      faults: [
        {
          kind: "syntax",
          option: "answers",
          label: source,
          value: source,
          syntax,
          place: { source, ...place },
        },
      ],
      cause,
    });
  }
}
