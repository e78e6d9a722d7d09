import { unreadable, withoutKeys } from "./failure.ts";

/** Bytes of one answer that are read at most: far more than any model writes. */
const longestAnswer = 64 * 2 ** 20;
/** Characters of an error's text that are told: enough to know what went wrong. */
const longestError = 4_000;
/** Milliseconds for which they are waited for. */
const longestWait = 3_000;

/**
 * `fetch` for the SDKs. It follows no redirect, which would take the key along, and reads no more of an error's text
 * than anybody looks at. The status counts, even if that text breaks off or stalls.
 */
export async function fetchAnswer(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const stall = new AbortController();
  const signal = AbortSignal.any([stall.signal, ...(init?.signal ? [init.signal] : [])]);
  const response = await fetch(url, { ...init, signal, redirect: "manual" });
  if (response.ok) return response;
  const timer = setTimeout(() => stall.abort(), longestWait);
  let text = "";
  try {
    for await (const piece of piecesOf(response)) {
      text += piece;
      // A bit more than is told, so that no key in it is cut.
      if (text.length >= longestError * 2) break;
    }
  } catch {}
  clearTimeout(timer);
  const { status, headers } = response;
  return new Response(withoutKeys(text).slice(0, longestError) || null, { status, headers });
}

/** The text of an answer, as it comes. @throws {ModelFailure} It has no end. */
export async function* piecesOf({ body }: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const piece of body ?? []) {
    bytes += piece.length;
    if (bytes > longestAnswer) throw unreadable(`The answer is longer than ${longestAnswer} bytes`);
    yield decoder.decode(piece, { stream: true });
  }
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
