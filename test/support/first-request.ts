/** The first request that the README of a project shows. */
const request = {
  model: "gpt-4o",
  messages: [{ role: "user", content: "Hello" }],
  sessionId: "s",
};

/** What a project answers before its handler is changed. */
export const helloWorld = [
  "event: message",
  'data: {"id":"msg-1","type":"text","model":null,"text":"Hello World","progress":"IN_PROGRESS","context":null,"metadata":null}',
  "",
  "event: message",
  'data: {"id":"msg-2","type":"done","model":null,"text":null,"progress":"DONE","context":null,"metadata":null}',
  "",
  "",
].join("\n");

/** Sends it to a server's address, but for the changes. */
export function post(address: string, changes: Partial<typeof request> = {}): Promise<Response> {
  return fetch(new URL("chat/completions", address), {
    method: "POST",
    headers: { Accept: "text/event-stream", "Content-Type": "application/json" },
    body: JSON.stringify({ ...request, ...changes }),
  });
}

/** Sends it to a server's address, and gives the whole text of the answer. */
export async function ask(address: string): Promise<string> {
  return (await post(address)).text();
}
