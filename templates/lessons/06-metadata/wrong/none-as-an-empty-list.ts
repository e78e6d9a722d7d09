import type { Handler } from "./llmbrick/types.ts";

/** What there is to know, by the word that a question has. */
const notes = [
  { title: "frame", text: "A frame is one event on the wire." },
  { title: "heartbeat", text: "A heartbeat keeps a silent stream open." },
  { title: "signal", text: "A signal tells the handler to stop." },
  { title: "token", text: "A token is a piece of a word." },
];

export const handler: Handler = async function* (request) {
  const question = request.messages.at(-1)?.content ?? "";
  const found = notes.filter(({ title }) => question.includes(title));
  yield { id: "meta", type: "meta", progress: "IN_PROGRESS", metadata: { searchResults: found } };
  const text = found.map((note) => note.text).join(" ") || "I don't know.";
  yield { id: "text", type: "text", text, progress: "IN_PROGRESS" };
  yield { id: "done", type: "done", progress: "DONE" };
};
