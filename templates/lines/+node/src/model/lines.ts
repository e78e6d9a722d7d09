import { ModelFailure } from "./failure.ts";

/**
 * The lines of a provider's answer. The last may lack its end.
 * @throws {ModelFailure} The answer ends within its JSON.
 */
export async function* linesOf(response: Response): AsyncGenerator<string> {
  let rest = "";
  for await (const text of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
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
  return json.startsWith("{") && !isJson(json);
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
