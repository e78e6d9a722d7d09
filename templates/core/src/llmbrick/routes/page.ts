import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import type { PlainReply } from "../http/reply.ts";

const folder = new URL("../../../public/", import.meta.url);

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
};

/** The page shows text from a model: nothing in it may run, and nothing is fetched from elsewhere. */
const headers = {
  "Content-Security-Policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "Referrer-Policy": "no-referrer",
  "Cache-Control": "no-cache",
};

/** The test page's files, read into memory: URL path → reply. `public/index.html` is "/". */
export function loadPage(): Map<string, PlainReply> {
  const page = new Map<string, PlainReply>();
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const name = entry.replaceAll("\\", "/");
    const type = types[extname(name)];
    if (type === undefined) continue;
    const body = readFileSync(new URL(name, folder));
    const etag = `"${createHash("sha256").update(body).digest("base64url")}"`;
    page.set(name === "index.html" ? "/" : `/${name}`, {
      status: 200,
      headers: { "Content-Type": type, ETag: etag, ...headers },
      body,
    });
  }
  return page;
}
