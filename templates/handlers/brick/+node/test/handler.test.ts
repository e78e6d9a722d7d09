import assert from "node:assert/strict";
import { once } from "node:events";
import { type TestContext, test } from "node:test";
import { type Brick, BrickError, llmBrick, unaryBrick } from "../src/bricks/brick.ts";
import { serveBricks } from "../src/bricks/serve.ts";
import { services } from "../src/bricks/services.ts";
import { handler } from "../src/handler.ts";
import { ask, setVariables } from "./provider.ts";

const kinds = ["guard", "rectify", "translate", "intention", "retrieval", "llm"] as const;

/** Leads the handler to the bricks of some kinds at an address, and to no others. */
function lead(t: TestContext, served: readonly string[] = [], address = "") {
  setVariables(
    t,
    Object.fromEntries(
      kinds.map((kind) => [`BRICK_${kind.toUpperCase()}`, served.includes(kind) ? address : ""]),
    ),
  );
}

async function serve(t: TestContext, ...bricks: Brick[]) {
  const server = await serveBricks(bricks, { port: 0 });
  t.after(() => server.close());
  lead(
    t,
    bricks.map(({ kind }) => kind),
    server.address,
  );
  return server;
}

const info = { name: "test" };
const says = (...pieces: string[]) =>
  llmBrick(info, async function* () {
    yield* pieces;
  });

test("without any address, the mocks play the whole pipeline", async (t) => {
  lead(t);
  const { events, text, last } = await ask(handler);
  assert.deepEqual(
    events.flatMap(({ type, metadata }) => (type === "meta" ? [metadata?.step] : [])),
    kinds.slice(0, -1),
  );
  assert.match(text, /Hello/);
  assert.deepEqual([last?.progress, last?.metadata?.step], ["DONE", "llm"]);
  assert.equal(new Set(events.map(({ id }) => id)).size, events.length);
});

test("an attack ends the answer with one event", async (t) => {
  const isAttack = true;
  const guard = unaryBrick("guard", info, () => ({
    results: [{ isAttack, confidence: 0.9, detail: "rule 17" }],
  }));
  await serve(t, guard, says("never"));
  const { events, failure } = await ask(handler);
  assert.deepEqual([failure, events.length], [undefined, 1]);
  assert.deepEqual([events[0]?.type, events[0]?.progress], ["error", "ERROR"]);
  const { step, milliseconds, ...told } = events[0]?.metadata ?? {};
  // Why is for the log alone.
  assert.deepEqual([step, typeof milliseconds, told], ["guard", "number", { isAttack }]);
});

test("what is found goes to the client, and into the prompt", async (t) => {
  const document = { docId: "1", title: "Fact", snippet: "It is 42", score: 0.5, metadata: { page: 7 } };
  const retrieval = unaryBrick("retrieval", info, ({ query, maxResults }) => {
    assert.deepEqual([query, maxResults], ["Hello", 3]);
    return { documents: [document] };
  });
  const llm = llmBrick(info, async function* ({ prompt, context, temperature, sessionId }) {
    yield JSON.stringify([prompt.includes("It is 42"), context.length, temperature.toFixed(1), sessionId]);
  });
  await serve(t, retrieval, llm);
  const { events, text } = await ask(handler);
  assert.deepEqual(events[0]?.metadata?.searchResults, [document]);
  assert.deepEqual(JSON.parse(text), [true, 0, "0.7", "test-session"]);
});

for (const [code, kind] of [
  [13, "unavailable"],
  [401, "auth"],
  [429, "rate_limit"],
  [503, "overloaded"],
  [2003, "bad_request"],
] as const) {
  test(`the code ${code} in the middle of an answer is the kind ${kind}`, async (t) => {
    const llm = llmBrick(info, async function* () {
      yield "Hel";
      throw new BrickError(code, "no more");
    });
    await serve(t, llm);
    const { kind: got, text, failure } = await ask(handler);
    assert.deepEqual([got, text], [kind, "Hel"]);
    assert.match(String(failure?.cause), new RegExp(`${code} no more`));
  });
}

test("the last piece ends the answer of a brick whose stream does not end", async (t) => {
  await serve(t, {
    kind: "llm",
    register: (router) =>
      router.service(services.llm, {
        async *outputStreaming(_request, { signal }) {
          yield { text: "Hello", isFinal: true };
          await once(signal, "abort");
        },
      }),
  });
  const { failure, text, last } = await ask(handler);
  assert.deepEqual([failure, text, last?.progress], [undefined, "Hello", "DONE"]);
});

test("a brick that is away is unavailable, and the step is named", async (t) => {
  const server = await serve(t, says("Hello"));
  await server.close();
  const { kind, failure } = await ask(handler);
  assert.equal(kind, "unavailable");
  assert.match(String(failure), /in the step "llm"/);
});

for (const address of ["http://127.0.0.1:1", "host", ":1", "::1:1", "a:0", "a:99999", "a b:1", "unix:/a"]) {
  test(`a variable that holds ${address} is told`, async (t) => {
    lead(t, ["llm"], address);
    const { kind, failure } = await ask(handler);
    assert.equal(kind, "unavailable");
    assert.match(String(failure), /BRICK_LLM must be host:port/);
    assert.ok(String(failure).endsWith(`and not ${address}`));
  });
}

test("a password in an address is not told", async (t) => {
  lead(t, ["llm"], "http://me:secret@127.0.0.1:1");
  assert.doesNotMatch(String((await ask(handler)).failure), /secret/);
});

test("tools are refused", async (t) => {
  await serve(t, says("Hello"));
  assert.equal((await ask(handler, { tools: [{ name: "add" }] })).kind, "bad_request");
});

test("a client that leaves stops the brick", { timeout: 5_000 }, async (t) => {
  const stopped = new AbortController();
  const llm = llmBrick(info, async function* (_request, { signal }) {
    signal.addEventListener("abort", () => stopped.abort());
    yield "Hel";
    await once(signal, "abort");
  });
  await serve(t, llm);
  const leaving = new AbortController();
  const onEvent = () => leaving.abort(new Error("The client went away"));
  const logged: { step?: string; outcome?: string }[] = [];
  const log = (_message: string, fields = {}) => void logged.push(fields);
  const { kind } = await ask(handler, {}, { signal: leaving.signal, onEvent, log });
  assert.match(String(kind), /The client went away/);
  assert.deepEqual(
    logged.map(({ step, outcome }) => [step, outcome]),
    [["llm", "aborted"]],
  );
  if (!stopped.signal.aborted) await once(stopped.signal, "abort");
});

test("two bricks of one kind are refused", async () => {
  await assert.rejects(serveBricks([says("a"), says("b")], { port: 0 }), /two of the kind llm/);
});
