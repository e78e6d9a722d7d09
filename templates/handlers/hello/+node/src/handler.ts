import type { Handler } from "./llmbrick/types.ts";

/**
 * Answers one request. Each event that you `yield` is sent to the client at once.
 *
 * `request` holds the model and the messages, already checked against `config.ts`.
 * `signal` fires when the client goes away or a time limit ends the stream: pass it to `fetch` and to
 * your model's SDK, so that they stop too.
 */
export const handler: Handler = async function* (_request, _context) {
  yield { id: "msg-1", type: "text", text: "Hello World", progress: "IN_PROGRESS" };
  yield { id: "msg-2", type: "done", progress: "DONE" };
};
