import { type Frame, FrameParser } from "../llmbrick/client.ts";
import { ModelFailure } from "./failure.ts";
import { isCut, piecesOf } from "./response.ts";

/** How a stream begins. */
const fields = ["data:", "event:", "id:", "retry:", ":"];

/**
 * The frames of a provider's stream, as many as come together. An answer that is none, or an error, comes in one frame:
 * a whole one.
 * @throws {ModelFailure} The stream ends: its reader leaves it at the frame that is the last.
 */
export async function* framesOf(response: Response): AsyncGenerator<(Frame & { isWhole?: true })[]> {
  const parser = new FrameParser();
  let unframed: string | null = ""; // the text before the first frame: its Content-Type says little
  for await (const text of piecesOf(response)) {
    if (unframed !== null) unframed += text;
    const frames = [...parser.push(text)];
    if (frames.length > 0) unframed = null;
    yield frames;
  }
  const whole = (unframed ?? "").trim();
  // Also one that is cut within the name of a field, or empty.
  const isStream = fields.some((field) => whole.startsWith(field) || field.startsWith(whole));
  if (isStream || isCut(whole)) throw new ModelFailure("truncated");
  yield [{ event: "message", data: whole, isWhole: true }];
}
