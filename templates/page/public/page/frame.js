// One frame of an answer: what it is, as it came, and in a few words.

/** In characters, of what a row shows. */
const LONGEST = 500;
const summaries = new WeakMap();

/** What a frame is to the eye: "event", "error" or "comment". */
export const kind = (frame) => (frame.event === null ? "comment" : isError(frame) ? "error" : "event");

/** Within a text of JSON, quotes are escaped: this is the event's own word. */
const isError = ({ event, says, data }) =>
  [event, says?.type].includes("error") || /"progress": ?"ERROR"/.test(data);

/** The frame as it came over the wire. */
export const wire = ({ event, data }) =>
  event === null ? `: ${data}` : `${event && `event: ${event}\n`}data: ${data}`;

/** A frame's data as a value. What is not JSON stays text. */
export function parse({ data }) {
  try {
    return JSON.parse(data);
  } catch {
    return data;
  }
}

/** The cells of a frame's row: its type, its progress and what it says. A route of another form has these in `says`. */
export function summary(frame) {
  if (!summaries.has(frame)) {
    const { type, progress, text, error, metadata, id } = frame.says ?? Object(parse(frame));
    summaries.set(frame, {
      type: words(type ?? frame.event),
      progress: words(progress ?? ""),
      content: words(
        text ?? error ?? metadata?.name ?? metadata?.finishReason ?? found(metadata) ?? id ?? frame.data,
      ),
      raw: words(frame.data),
    });
  }
  return summaries.get(frame);
}

/** What an event without words tells: the members of its metadata that are set, if there are any. */
function found(metadata) {
  const text = JSON.stringify(metadata, (_name, value) => value ?? undefined);
  return text === "{}" ? undefined : text;
}

/** Any value of JSON on one short line. */
const words = (value) =>
  (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).slice(0, LONGEST).replaceAll("\n", "↵");
