const path = "/chat/completions";

const headers = {
  Accept: "text/event-stream",
  "Content-Type": "application/json",
};

/** The body of a full request whose last message says which answer is wanted. */
function bodyFor(answer: string): string {
  return JSON.stringify({
    model: "gpt-4o",
    messages: [
      { role: "system", content: "You are a helpful assistant." },
      { role: "user", content: answer },
    ],
    sessionId: "bench-session",
    stream: true,
    temperature: 0.7,
    maxTokens: 1024,
  });
}

/** The bytes of a request. */
export function requestFor(answer: string, port: number): Buffer {
  const body = bodyFor(answer);
  const lines = Object.entries({ ...headers, Host: `127.0.0.1:${port}`, "Content-Length": body.length });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n${body}`);
}

/** Asks a server once and reads its whole answer as a client of the protocol would. Throws where it is wrong. */
export async function checkAnswer(answer: string, events: number, port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}${path}`;
  const response = await fetch(url, { method: "POST", headers, body: bodyFor(answer) });
  const text = await response.text();
  const frames = text.split("\n\n").filter((frame) => frame.includes("data:"));
  const wrong = frames.findIndex((frame, index) => !isEvent(frame, index));
  if (response.status !== 200 || frames.length !== events || wrong !== -1) {
    throw new Error(
      `Expected ${events} events, got ${frames.length} with status ${response.status}; the first wrong one is ${wrong}:\n${text.slice(0, 500)}`,
    );
  }
}

/** Whether a frame bears the event of this number: `event` before `data`, or after it, one space or none. */
function isEvent(frame: string, number: number): boolean {
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
