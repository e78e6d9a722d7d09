/** One event as a browser dispatches it. */
export interface Dispatched {
  event: string;
  data: string;
}

/** Reads a whole event stream by the rules of the WHATWG HTML standard, §9.2.6, as a browser does. */
export function readEventStream(text: string): Dispatched[] {
  const dispatched: Dispatched[] = [];
  let event = "";
  let data: string[] = [];
  const lines = text.replace(/^\ufeff/, "").split(/\r\n|\n|\r/);
  // What follows the last line's end is no line.
  for (const line of lines.slice(0, -1)) {
    if (line === "") {
      if (data.length > 0) dispatched.push({ event: event || "message", data: data.join("\n") });
      event = "";
      data = [];
      continue;
    }
    const [, field = "", value = ""] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) as RegExpExecArray;
    if (field === "event") event = value;
    if (field === "data") data.push(value);
  }
  return dispatched;
}

/** The data of a stream's events, parsed. */
export function dataOf(text: string): unknown[] {
  return readEventStream(text).map(({ data }) => JSON.parse(data));
}
