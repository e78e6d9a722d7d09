import assert from "node:assert/strict";
import type { Answer, Changes, Server } from "./server.ts";

/** What a plain answer must be. */
export interface Expected {
  status: number;
  /** The parsed body. */
  body: unknown;
  headers?: Record<string, string>;
}

/** A refusal by one of the checks. */
export const refused = (status: number, error: string): Expected => ({ status, body: { detail: { error } } });

export const notFound: Expected = { status: 404, body: { detail: "Not Found" } };

/** Throws unless an answer is the expected one, as JSON. */
export function expectAnswer({ status, headers, text }: Answer, expected: Expected): void {
  assert.equal(status, expected.status, text);
  assert.match(headers["content-type"] ?? "", /^application\/json/);
  assert.deepEqual(JSON.parse(text), expected.body);
  for (const [name, value] of Object.entries(expected.headers ?? {}))
    assert.equal(headers[name], value, name);
}

/** A request to a path of the server's own, where it is mounted. */
const where = (server: Server, { path, ...changes }: Changes): Changes =>
  path === undefined ? changes : { ...changes, path: server.below(path) };

/** A check that one request is answered so. */
export const answers = (changes: Changes, expected: Expected) => async (server: Server) =>
  expectAnswer(await server.ask(where(server, changes)), expected);

/** A check that each of these requests has its status. The key says what is special about it. */
export const statuses = (rows: Record<string, [Changes, number]>) => async (server: Server) => {
  const seen: Record<string, number> = {};
  for (const [name, [changes]] of Object.entries(rows)) seen[name] = (await server.glance(changes)).status;
  assert.deepEqual(
    seen,
    Object.fromEntries(Object.entries(rows).map(([name, [, status]]) => [name, status])),
  );
};
