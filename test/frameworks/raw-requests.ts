import { head, RawClient } from "../support/raw-client.ts";

/** A request without a body, as it is on the wire, after whose answer the connection closes. */
export const get = (line: string, headers = {}) => head(line, { Connection: "close", ...headers });

/** One with a body. */
export const sent = (path: string, type: string | undefined, body: string, headers = {}) =>
  get(`POST ${path}`, { "Content-Type": type, "Content-Length": String(body.length), ...headers }) + body;

/** What is answered to each of them, byte for byte, but for the time. */
export async function answersTo(requests: string[], port: number): Promise<string[]> {
  const answers: string[] = [];
  for (const request of requests) {
    const client = await RawClient.connect(port);
    const answer = await client.send(request).closed();
    answers.push(request + answer.replace(/^Date: .*\r\n/im, ""));
  }
  return answers;
}
