import { ModelFailure } from "./failure.ts";

/** Bytes of one answer that are read at most: far more than any model writes. */
const longestAnswer = 64 * 2 ** 20;
/** Characters of an error's text that are read: enough to know what went wrong. */
const longestError = 4_000;

/**
 * `fetch` for the SDKs. It follows no redirect, which would take the key along, and reads no more of an error's text
 * than anybody looks at. The status counts, even if that text breaks off.
 */
export async function fetchAnswer(url: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: "manual" });
  if (response.ok) return response;
  let text = "";
  try {
    for await (const piece of piecesOf(response)) {
      text += piece;
      if (text.length >= longestError) break;
    }
  } catch {}
  const { status, headers } = response;
  return new Response(text.slice(0, longestError) || null, { status, headers });
}

/** The text of an answer, as it comes. @throws {ModelFailure} It has no end. */
export async function* piecesOf({ body }: Response): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  for await (const piece of body ?? []) {
    bytes += piece.length;
    if (bytes > longestAnswer) {
      const cause = new Error(`The answer is longer than ${longestAnswer} bytes`);
      throw new ModelFailure("unavailable", { cause, retryable: false });
    }
    yield decoder.decode(piece, { stream: true });
  }
}

/** The whole text of an answer that is no stream. @throws {ModelFailure} It has no end. */
export async function textOf(response: Response): Promise<string> {
  let text = "";
  for await (const piece of piecesOf(response)) text += piece;
  return text;
}
