/** How a server is asked. */
export interface Protocol {
  path: string;
  /** What a body holds beside the model, the messages and the like. */
  body: object;
  /** Opening braces in an answer of so many events, by which its reader knows that it is whole. */
  braces(events: number): number;
  /** The frames of an answer that bear no event, at its end. */
  frames: number;
  /** Whether a frame bears the event of this number. */
  isEvent(frame: string, number: number): boolean;
}

/** LLMBrick's own, which all peers speak. */
export const native: Protocol = {
  path: "/chat/completions",
  body: { sessionId: "bench-session", maxTokens: 1024 },
  braces: (events) => events,
  frames: 0,
  isEvent: isNativeEvent,
};

/** OpenAI's: a chunk has three objects, and the last two frames say that the answer is over. */
export const openAi: Protocol = {
  path: "/v1/chat/completions",
  body: { max_tokens: 1024 },
  braces: (events) => 3 * (events + 1),
  frames: 2,
  isEvent: (frame, number) =>
    JSON.parse(frame.slice("data: ".length)).choices[0].delta.content === `token ${number} `,
};

/** What an llm brick's answer becomes: the last event has an object within it. */
export const bricks: Protocol = {
  ...native,
  braces: (events) => events + 2,
  frames: 1,
  isEvent: (frame) => JSON.parse(frame.slice(frame.indexOf("data: ") + 6)).type === "text",
};

const headers = {
  Accept: "text/event-stream",
  "Content-Type": "application/json",
};

/** The body of a full request whose last message says which answer is wanted. */
function bodyFor(answer: string, protocol: Protocol): string {
  return JSON.stringify({
    model: "gpt-4o",
    messages: [
      { role: "system", content: "You are a helpful assistant." },
      { role: "user", content: answer },
    ],
    stream: true,
    temperature: 0.7,
    ...protocol.body,
  });
}

/** The bytes of a request. */
export function requestFor(answer: string, port: number, protocol = native): Buffer {
  const body = bodyFor(answer, protocol);
  const lines = Object.entries({ ...headers, Host: `127.0.0.1:${port}`, "Content-Length": body.length });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.from(`POST ${protocol.path} HTTP/1.1\r\n${head}\r\n${body}`);
}

/** Asks a server once and reads its whole answer as a client of the protocol would. Throws where it is wrong. */
export async function checkAnswer(
  answer: string,
  events: number,
  port: number,
  protocol = native,
): Promise<void> {
  const url = `http://127.0.0.1:${port}${protocol.path}`;
  const response = await fetch(url, { method: "POST", headers, body: bodyFor(answer, protocol) });
  const text = await response.text();
  const all = text.split("\n\n").filter((frame) => frame.includes("data:"));
  const frames = all.slice(0, all.length - protocol.frames);
  const wrong = frames.findIndex((frame, index) => !protocol.isEvent(frame, index));
  if (response.status !== 200 || frames.length !== events || wrong !== -1) {
    throw new Error(
      `Expected ${events} events, got ${frames.length} with status ${response.status}; the first wrong one is ${wrong}:\n${text.slice(0, 500)}`,
    );
  }
}

/** Whether a frame bears the event of this number: `event` before `data`, or after it, one space or none. */
function isNativeEvent(frame: string, number: number): boolean {
  const fields = new Map(frame.split("\n").map((line) => line.split(/: ?(.*)/s, 2) as [string, string]));
  const { id, type, text, progress } = JSON.parse(fields.get("data") ?? "null");
  const isNamed = fields.get("event") === "message";
  return (
    isNamed &&
    id === `msg-${number}` &&
    type === "text" &&
    text === `token ${number} ` &&
    progress === "IN_PROGRESS"
  );
}
