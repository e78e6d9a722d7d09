import { ModelFailure } from "./failure.ts";
import { isCut, piecesOf } from "./response.ts";

/**
 * The lines of a provider's answer. The last may lack its end.
 * @throws {ModelFailure} The answer ends within its JSON.
 */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = "";
  let endedInCR = false; // then a "\n" belongs to it
  for await (const text of piecesOf(response)) {
    const lines = (endedInCR ? text.replace(/^\n/, "") : text).split(/\r\n|\n|\r/);
    endedInCR = text.endsWith("\r");
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.trimEnd();
  }
  if (isCut(rest)) throw new ModelFailure("truncated");
  if (rest) yield rest;
}
