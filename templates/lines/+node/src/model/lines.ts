import { ModelFailure } from "./failure.ts";
import { piecesOf } from "./response.ts";

/**
 * The lines of a provider's answer. The last may lack its end.
 * @throws {ModelFailure} The answer ends within its JSON.
 */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = "";
  for await (const text of piecesOf(response)) {
    const lines = text.split("\n");
    lines[0] = rest + lines[0];
    rest = lines.pop() ?? "";
    for (const line of lines) yield line.trimEnd();
  }
  if (isCut(rest)) throw new ModelFailure("truncated");
  if (rest) yield rest;
}

/** Whether a text begins a JSON object, but does not end it. */
export function isCut(text: string): boolean {
  const json = text.replace(/^data:/, "").trimStart();
  if (!json.startsWith("{")) return false;
  try {
    JSON.parse(json);
    return false;
  } catch {
    return true;
  }
}
