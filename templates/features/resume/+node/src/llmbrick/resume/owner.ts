import { createHash, randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { keyIn } from "../request/access.ts";

/** The query of a request's target. */
export const queryOf = ({ url = "" }: IncomingMessage) => new URLSearchParams(url.split("?", 2)[1] ?? "");

/**
 * To whom an answer belongs: to the API key that its request bears, else to its session, whose id is as good as a
 * key then. Without a session it is nobody else's. `sessionId`: what the request's body says; a request without one says it
 * in `X-Session-Id` or `?session=`.
 */
export function ownerOf(request: IncomingMessage, hasKeys: boolean, sessionId?: string): string {
  if (hasKeys) return digest("key", keyIn(request.headers));
  const told = request.headers["x-session-id"];
  return digest(
    "session",
    sessionId || String(told ?? queryOf(request).get("session") ?? "") || randomUUID(),
  );
}

/** What tells a session from others, in the log and traces, and is no key to its answers. "": there is no session. */
export const shortDigest = (sessionId: string) => sessionId && digest("log", sessionId).slice(0, 12);

/** A short name for some texts that can't be read back from it. */
export const digest = (...parts: string[]) =>
  createHash("sha256").update(JSON.stringify(parts)).digest("base64url");
