// Reads the same request's body again and again, in one of three ways. Prints microseconds of processor time by text.
import { pathToFileURL } from "node:url";

const [peer, compiled] = process.argv.slice(2);
const texts = {
  English: 'The quick brown fox said: "jump over the lazy dog",\nand so it did, again and again. '.repeat(3),
  Chinese: "請用三句話說明這個專案的伺服器如何把事件送給瀏覽器，\n並舉一個例子。".repeat(5),
};

/** How long each measurement takes, and the warm-up before it, in microseconds of processor time. */
const span = 400_000;

const readers = {
  "JSON.parse": (body) => () => JSON.parse(body.toString()),
  "JSON.parse without decoding": (body) => {
    const text = body.toString();
    return () => JSON.parse(text);
  },
  ours: await ourReader(),
};

const figures = {};
for (const [name, text] of Object.entries(texts)) {
  const read = readers[peer](bodyOf(text));
  await timesOf(read);
  figures[`${name} text`] = await timesOf(read);
}
console.log(JSON.stringify(figures));

function bodyOf(text) {
  const messages = Array.from({ length: 100 }, (_, index) => ({
    role: index % 2 === 0 ? "user" : "assistant",
    content: `${index}: ${text}`,
  }));
  messages.push({ role: "user", content: "Go on" });
  return Buffer.from(JSON.stringify({ model: "gpt-4o", messages: messages.slice(1), sessionId: "bench" }));
}

/** Our whole way from the request's bytes to a request that the handler may have: schema and business rules. */
async function ourReader() {
  const folder = pathToFileURL(`${compiled}/`);
  const { BodyReader } = await import(new URL("llmbrick/request/body.js", folder));
  const { readRequest } = await import(new URL("llmbrick/request/request.js", folder));
  const { defaultRules } = await import(new URL("llmbrick/request/rules.js", folder));
  const { resolveConfig } = await import(new URL("llmbrick/config/config.js", folder));
  const { config } = resolveConfig({}, {});
  const bodies = new BodyReader(config.maxBodyBytes);
  return (body) => async () => {
    const exchange = { contentType: "application/json", contentLength: body.length };
    const outcome = await bodies.read(incoming(body), exchange, (value) =>
      readRequest(value, config.maxMessagesCount),
    );
    if (!outcome.request) throw new Error(`The request was refused: ${JSON.stringify(outcome)}`);
    defaultRules(outcome.request, config);
  };
}

/** A request as far as its reader looks at it: its body comes in one piece, as soon as someone listens for its end. */
function incoming(body) {
  const listeners = {};
  return {
    headers: {},
    off() {
      return this;
    },
    resume() {},
    on(name, listener) {
      listeners[name] = listener;
      if (name === "end") {
        queueMicrotask(() => {
          listeners.data(body);
          listener();
        });
      }
      return this;
    },
  };
}

/** Microseconds for one reading. */
async function timesOf(read) {
  const used = () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  };
  const before = used();
  let count = 0;
  let cpu = 0;
  while (cpu < span) {
    for (let index = 0; index < 50; index++) await read();
    count += 50;
    cpu = used() - before;
  }
  return cpu / count;
}
