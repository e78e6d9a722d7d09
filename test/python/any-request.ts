import fc from "fast-check";

/** A request as it goes out. */
export interface AnyRequest {
  body: string;
  headers: { accept?: string; "content-type"?: string };
}

const model = fc.constantFrom("gpt-4o", "claude-3");
const role = fc.constantFrom("user", "user", "user", "system", "assistant", "tool", "");
const content = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom("", "a\u2028b", "\u0000", "🦜".repeat(10), "🦜".repeat(11), "event: x\n\ndata: y"),
);
const messages = fc.array(fc.record({ role, content }), { maxLength: 4 });

const words = [
  "true",
  "FALSE",
  "yes",
  "No",
  "on",
  "off",
  "t",
  "f",
  "y",
  "n",
  "1",
  "0",
  "perhaps",
  "",
  " true",
];
const numbers = [
  "1",
  " 1.5 ",
  "1e3",
  "+2",
  "-7",
  "1_000",
  "1__0",
  ".5",
  "5.",
  "0x10",
  "one",
  "",
  "１",
  "1.0",
  "01",
];
/** Whole numbers and others, of a size that every language holds alike. */
const anyNumber = fc.oneof(
  fc.integer(),
  fc.double({ min: -1e15, max: 1e15, noNaN: true }).filter((value) => !Object.is(value, -0)),
  fc.constantFrom(...numbers),
);
const anyValue = fc
  .jsonValue({ maxDepth: 2 })
  .filter((value) => typeof value !== "number" || Math.abs(value) < 1e15);

/** For each field what is right, and what may pass for it. */
const fields = {
  stream: fc.oneof(fc.boolean(), fc.constantFrom(0, 1, 2, 0.5, ...words)),
  clientId: fc.option(fc.string()),
  temperature: fc.oneof(fc.constant(null), anyNumber, fc.boolean()),
  maxTokens: fc.oneof(fc.constant(null), anyNumber, fc.boolean()),
  tools: fc.option(fc.array(fc.jsonValue(), { maxLength: 2 })),
  toolChoice: fc.jsonValue(),
  sourceLanguage: fc.option(fc.string()),
};

const valid = fc
  .tuple(fc.record({ model, messages, sessionId: fc.string() }), fc.record(fields, { requiredKeys: [] }))
  .map(([required, optional]): Record<string, unknown> => ({ ...required, ...optional }));

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const extraKeys = ["__proto__", "constructor", "extra", "session_id", "Model", "", "鍵", "0"];
const names = ["model", "messages", "sessionId", ...Object.keys(fields)];
type Change = (body: Record<string, unknown>) => void;

/** One thing that makes a request another. */
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.constantFrom(...names).map(
    (name): Change =>
      (body) =>
        delete body[name],
  ),
  fc.tuple(fc.constantFrom(...names), anyValue).map(
    ([name, value]): Change =>
      (body) =>
        set(body, name, value),
  ),
  fc.tuple(fc.constantFrom(...extraKeys), fc.jsonValue({ maxDepth: 1 })).map(
    ([name, value]): Change =>
      (body) =>
        set(body, name, value),
  ),
  fc.constantFrom(...names).map(
    (name): Change =>
      (body) => {
        if (!Object.hasOwn(body, name)) return;
        set(body, snakeCase(name), body[name]);
        if (snakeCase(name) !== name) delete body[name];
      },
  ),
  fc
    .array(
      fc.oneof(
        fc.jsonValue({ maxDepth: 1 }),
        fc.record(
          { role: fc.jsonValue({ maxDepth: 0 }), content: fc.jsonValue({ maxDepth: 0 }), name: fc.string() },
          { requiredKeys: [] },
        ),
      ),
      { maxLength: 3 },
    )
    .map(
      (list): Change =>
        (body) =>
          set(body, "messages", list),
    ),
);

/** As JSON.parse sets a key: `__proto__` is one like any other. */
function set(body: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(body, name, { value, enumerable: true, configurable: true, writable: true });
}

const nearlyValid = fc
  .tuple(valid, fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([body, changes]) => {
    for (const apply of changes) apply(body);
    return body;
  });

const tokens = ["@", "{", "}", "[", "]", '"', ",", ":", "\\", "null", "01", "\n", "\u00a0", "//", "é"];
/** Texts that no JSON writer would write. */
const hostile = fc
  .tuple(fc.oneof(valid, nearlyValid), fc.nat(), fc.nat(4), fc.constantFrom(...tokens))
  .map(([body, at, remove, token]) => {
    const text = Array.from(JSON.stringify(body));
    text.splice(at % text.length, remove, token);
    return text.join("");
  });

const raw = fc.constantFrom(
  "",
  " ",
  "null",
  "[]",
  "1",
  '"x"',
  "{",
  "\ufeff{}",
  '{"model":1,"model":"gpt-4o","messages":[],"sessionId":"s"}',
  `{"model":"gpt-4o","messages":[],"sessionId":"s","maxTokens":1${"0".repeat(30)}}`,
);

const body = fc.oneof(
  { weight: 4, arbitrary: valid.map((value) => JSON.stringify(value)) },
  { weight: 4, arbitrary: nearlyValid.map((value) => JSON.stringify(value)) },
  { weight: 3, arbitrary: hostile },
  { weight: 1, arbitrary: raw },
);

const accept = fc.constantFrom(
  "text/event-stream",
  "text/event-stream",
  "application/json, text/event-stream;q=0.5",
  "*/*",
  "application/json",
  "Text/Event-Stream",
  "text/event-stream;q=0",
);
const contentType = fc.constantFrom(
  "application/json",
  "application/json",
  "application/json; charset=utf-8",
  "application/vnd.api+json",
  "text/plain",
  "application/x-www-form-urlencoded",
);

/** Requests of all kinds: valid, nearly valid, hostile. Most have the headers that they should have. */
export const anyRequest: fc.Arbitrary<AnyRequest> = fc.record({
  body,
  headers: fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constant({ accept: "text/event-stream", "content-type": "application/json" }),
    },
    { weight: 1, arbitrary: fc.record({ accept, "content-type": contentType }) },
  ),
});
