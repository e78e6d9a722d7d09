import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { event } from "../../support/client.ts";
import type { StartOptions } from "../../support/llmbrick-server.ts";
import { framesIn, type KeepingServer, requestBody, told } from "./server.ts";

export type Start = (options?: StartOptions) => Promise<KeepingServer>;

/** Yields one event, and waits for its end. */
const waiting: NonNullable<StartOptions["handler"]> = async function* (_request, { signal }) {
  yield event();
  if (!signal.aborted) await once(signal, "abort");
};

/** What holds of each kind of store. `prepare` gives how servers that share one are started. */
export function describeKept(name: string, prepare: () => Promise<Start>): void {
  describe(`an answer that is kept ${name}`, () => {
    test("has a name, and each of its frames an id", async () => {
      const server = await (await prepare())();
      const { headers, text } = await server.ask();
      const id = String(headers["x-answer-id"]);
      expect(headers["content-location"]).toBe(`/chat/completions/${id}`);
      expect(framesIn(text).map((frame) => frame.split("\n")[0])).toEqual(["id: 1", "id: 2"]);
      expect((await server.rest(id)).text).toBe(text);
      expect((await server.rest(id, 1)).text).toBe(text.slice(text.indexOf("id: 2")));
      expect((await server.rest(id, 2)).status).toBe(204);
    });

    test("is kept with its error, whatever that is", async () => {
      const server = await (await prepare())();
      const { headers, text } = await server.ask({ body: { ...requestBody, model: "nope" } });
      expect(text).toMatch(/^id: 1\nevent: error\n/);
      expect((await server.rest(String(headers["x-answer-id"]))).text).toBe(text);
    });

    test("goes on while nobody reads it, and is taken up from any event", async () => {
      const { handler, step, finish } = told();
      const server = await (await prepare())({ handler });
      const first = await server.open();
      step(3);
      const [...begun] = await first.frames(2);
      first.leave();
      step(2);
      finish();
      const whole = (await server.rest(first.id)).text;
      expect(framesIn(whole)).toHaveLength(6);
      expect(framesIn(whole).slice(0, begun.length)).toEqual(begun);
      for (let after = 0; after < 6; after++) {
        const { text } = await server.rest(first.id, after);
        expect(framesIn(text)).toEqual(framesIn(whole).slice(after));
      }
    });

    test("is cancelled by DELETE, which all who read it are told", async () => {
      const { handler, step, aborted } = told();
      const server = await (await prepare())({ handler });
      const reader = await server.open();
      step();
      await reader.frames(1);
      expect((await server.cancel(reader.id)).status).toBe(204);
      await aborted();
      expect((await reader.frames()).at(-1)).toContain(
        'id: 2\nevent: error\ndata: {"error":"Answer cancelled"',
      );
      expect((await server.cancel(reader.id)).status).toBe(204);
    });

    test("is cancelled when nobody has come back for long enough, and not before", async () => {
      const [read, left] = [told(), told()];
      const server = await (await prepare())({
        env: { RESUME_WINDOW: "0.2" },
        handler: (request, context) => (request.temperature ? left : read).handler(request, context),
      });
      const reader = await server.open();
      read.step();
      await reader.frames(1);
      reader.leave();
      const second = await server.open({}, "GET", reader.id);
      // Of another one, which is left later, the window is over first: somebody reads this one.
      (await server.open({}, "POST", "", { ...requestBody, temperature: 1 })).leave();
      expect(await left.aborted()).toMatchObject({ cause: "aborted" });
      expect(read.state.aborted).toBeUndefined();
      second.leave();
      expect(await read.aborted()).toMatchObject({ cause: "aborted" });
    });

    test("belongs to its session, or to its key: to others, there is none", async () => {
      const start = await prepare();
      const open = await start();
      const id = String((await open.ask()).headers["x-answer-id"]);
      const foreign = { "X-Session-Id": "session-2" };
      expect((await open.rest(id, 0, foreign)).status).toBe(404);
      expect((await open.cancel(id, foreign)).status).toBe(404);
      expect((await open.rest(id, 0, { "X-Session-Id": "" })).status).toBe(404);
      const path = `/chat/completions/${id}?session=session-1&after=1`;
      const named = await open.ask({ method: "GET", path, body: "" });
      expect(framesIn(named.text)).toHaveLength(1);

      const keyed = await start({ env: { LLMBRICK_API_KEYS: "key-1,key-2" } });
      const key = (name: string) => ({ Authorization: `Bearer ${name}` });
      const own = String((await keyed.ask({ headers: key("key-1") })).headers["x-answer-id"]);
      const statuses = await Promise.all(
        ["key-1", "key-2", "none"].map(async (name) => (await keyed.rest(own, 0, key(name))).status),
      );
      expect(statuses).toEqual([200, 404, 401]);
    });

    test("is begun once by one Idempotency-Key, however often it is asked", async () => {
      const { handler, finish, state } = told();
      const server = await (await prepare())({ handler, config: { maxConcurrentConnections: 1 } });
      const asking = { headers: { "Idempotency-Key": "k" }, body: requestBody };
      const both = [
        await server.open({ "Idempotency-Key": "k" }),
        await server.open({ "Idempotency-Key": "k" }),
      ];
      finish();
      const texts = await Promise.all(both.map((answer) => answer.frames()));
      expect([both[0]?.id, texts[0]]).toEqual([both[1]?.id, texts[1]]);
      expect(framesIn((await server.ask(asking)).text)).toEqual(texts[0]);
      expect(state.begun).toBe(1);
      const other = await server.ask({ ...asking, body: { ...requestBody, temperature: 1 } });
      expect(other.status).toBe(409);
      expect((await server.ask({ headers: { "Idempotency-Key": "" }, body: requestBody })).status).toBe(400);
    });

    test("of many requests at once by one key, one begins it", async () => {
      let begun = 0;
      const server = await (await prepare())({
        async *handler() {
          begun++;
          yield event({ progress: "DONE" });
        },
      });
      const asked = Array.from({ length: 8 }, () =>
        server.ask({ headers: { "Idempotency-Key": "k" }, body: requestBody }),
      );
      const answers = await Promise.all(asked);
      expect(new Set(answers.map(({ headers }) => headers["x-answer-id"])).size).toBe(1);
      expect([begun, new Set(answers.map(({ text }) => text)).size]).toEqual([1, 1]);
    });

    test("keeps no more than its bounds, and tells who asks for what is gone", async () => {
      const { handler, step, finish } = told();
      const server = await (await prepare())({ handler, env: { RESUME_MAX_EVENTS: "3" } });
      const reader = await server.open();
      for (let count = 1; count <= 5; count++) {
        step();
        await reader.frames(count);
      }
      finish();
      expect(await reader.frames()).toHaveLength(6);
      expect(framesIn((await server.rest(reader.id, 3)).text)).toHaveLength(3);
      const gone = await server.rest(reader.id, 1);
      expect([gone.status, gone.text]).toEqual([
        410,
        '{"detail":{"error":"Events 2 to 3 are no longer kept"}}',
      ]);
    });

    test("takes the place of an older one, once its owner has many; of none that goes on", async () => {
      const server = await (await prepare())({
        env: { RESUME_MAX_ANSWERS: "2" },
        async *handler({ temperature }, { signal }) {
          yield event({ progress: temperature ? "IN_PROGRESS" : "DONE" });
          if (temperature && !signal.aborted) await once(signal, "abort");
        },
      });
      const [first, second] = [await server.ask(), await server.ask()].map(({ headers }) =>
        String(headers["x-answer-id"]),
      ) as [string, string];
      const open = { ...requestBody, temperature: 1 };
      const going = [await server.open({}, "POST", "", open), await server.open({}, "POST", "", open)];
      expect([(await server.rest(first)).status, (await server.rest(second)).status]).toEqual([404, 404]);
      expect((await server.ask()).status).toBe(429);
      const other = { ...requestBody, sessionId: "session-2" };
      expect((await server.ask({ body: other })).status).toBe(200);
      for (const answer of going) await server.cancel(answer.id);
      await expect.poll(async () => (await server.ask()).status).toBe(200);
    });

    test("by one Idempotency-Key of two sessions is each one's own", async () => {
      const server = await (await prepare())();
      const headers = { "Idempotency-Key": "k" };
      const own = await server.ask({ headers, body: requestBody });
      const other = await server.ask({ headers, body: { ...requestBody, sessionId: "session-2" } });
      expect(other.status).toBe(200);
      expect(other.headers["x-answer-id"]).not.toBe(own.headers["x-answer-id"]);
    });

    test("has one end, of cancels at once and of a cancel as it ends", async () => {
      const { handler, step, finish } = told();
      const server = await (await prepare())({ handler });
      for (const race of [() => {}, finish]) {
        const reader = await server.open();
        step();
        await reader.frames(1);
        race();
        const cancels = await Promise.all([1, 2, 3].map(() => server.cancel(reader.id)));
        expect(cancels.map(({ status }) => status)).toEqual([204, 204, 204]);
        const frames = await reader.frames();
        expect(frames).toHaveLength(2);
        expect(frames[1]).toMatch(/Answer cancelled|"progress":"DONE"/);
        expect(framesIn((await server.rest(reader.id)).text)).toEqual(frames);
      }
    });

    test("tells a client that says to have seen what never was", async () => {
      const { handler, step, finish } = told();
      const server = await (await prepare())({ handler });
      const reader = await server.open();
      step();
      await reader.frames(1);
      const ahead = await server.open({ "Last-Event-ID": "9" }, "GET", reader.id);
      finish();
      expect(await ahead.frames()).toEqual([expect.stringContaining("The answer has ended before event 9")]);
      const late = await server.rest(reader.id, 9);
      expect([late.status, late.text]).toEqual([
        410,
        '{"detail":{"error":"The answer has ended before event 9"}}',
      ]);
    });

    test("is no longer kept after its time", async () => {
      const server = await (await prepare())({ env: { RESUME_KEEP: "1" }, config: { requestTimeout: 0.1 } });
      const id = String((await server.ask()).headers["x-answer-id"]);
      expect((await server.rest(id)).status).toBe(200);
      await expect.poll(async () => (await server.rest(id)).status, { timeout: 5_000 }).toBe(404);
    });

    test("holds one of the places until its handler ends, whether it is read or not", async () => {
      const { handler, finish } = told();
      const server = await (await prepare())({ handler, config: { maxConcurrentConnections: 1 } });
      const reader = await server.open();
      reader.leave();
      expect((await server.ask()).status).toBe(503);
      finish();
      await server.rest(reader.id);
      finish();
      await expect.poll(async () => (await server.ask()).status).toBe(200);
    });

    test("may be read by many, but not by any number: who comes back takes no place of an answer", async () => {
      const { handler, step, finish } = told();
      const server = await (await prepare())({ handler, config: { maxConcurrentConnections: 1 } });
      const first = await server.open();
      step();
      await first.frames(1);
      const second = await server.open({}, "GET", first.id);
      await second.frames(1);
      const third = await server.rest(first.id);
      expect([third.status, third.headers["retry-after"]]).toEqual([503, "1"]);
      second.leave();
      // The place is free once the server has noticed.
      const comesBack = async () => {
        const next = await server.open({}, "GET", first.id);
        const { status } = next;
        next.leave();
        return status;
      };
      await expect.poll(comesBack).toBe(200);
      finish();
      expect(await first.frames()).toHaveLength(2);
    });

    test("without a session is nobody's: no other without one can read it", async () => {
      const server = await (await prepare())();
      const { headers } = await server.ask({ body: { ...requestBody, sessionId: "" } });
      const id = String(headers["x-answer-id"]);
      expect((await server.rest(id, 0, { "X-Session-Id": "" })).status).toBe(404);
      expect((await server.cancel(id, { "X-Session-Id": "" })).status).toBe(404);
    });

    test("what is no answer's name is none, whatever else has it", async () => {
      const server = await (await prepare())();
      const id = String((await server.ask()).headers["x-answer-id"]);
      for (const other of [`${id}:log`, id.toUpperCase(), `${id}%00`, "..", "%2e%2e", "__proto__"])
        expect([other, (await server.rest(other)).status]).toEqual([other, 404]);
      expect((await server.cancel(`${id}:log`)).status).toBe(404);
    });

    test("what asks for none is refused", async () => {
      const server = await (await prepare())();
      const nope = randomUUID();
      const statusOf = async (method: string, path: string, headers = {}) =>
        (await server.ask({ method, path: `/chat/completions/${path}`, headers, body: "" })).status;
      expect(await statusOf("GET", nope)).toBe(404);
      expect(await statusOf("DELETE", nope)).toBe(404);
      expect(await statusOf("GET", `${nope}?after=x`)).toBe(400);
      for (const id of ["-1", "7-0", "1e3", "x".repeat(1_000), "9".repeat(16), "%00"]) {
        expect(await statusOf("GET", nope, { "Last-Event-ID": id })).toBe(400);
      }
      for (const id of ["..%2f..", "%E0%A4%A", "x".repeat(4_000)]) {
        expect([400, 404]).toContain(await statusOf("GET", id));
      }
      expect(await statusOf("PUT", nope)).toBe(405);
      expect(await statusOf("POST", "")).toBe(307);
    });

    test("ends with the server, and its readers are told", async () => {
      const server = await (await prepare())({ handler: waiting, config: { shutdownGrace: 0 } });
      const reader = await server.open();
      await reader.frames(1);
      const closed = server.running.server.close();
      expect((await reader.frames()).at(-1)).toContain(
        'id: 2\nevent: error\ndata: {"error":"Server shutting down"',
      );
      await closed;
    });

    test("is named in the log by a session's digest, unless it belongs to a key", async () => {
      const start = await prepare();
      const sessionId = "as-good-as-a-key";
      const body = { ...requestBody, sessionId };
      const open = await start();
      await open.ask({ body });
      // One that is refused, too.
      await open.ask({ body, headers: { Accept: "text/html" } });
      for (const status of [200, 406]) {
        const { sessionId: named } = await open.running.logged({ status, method: "POST" });
        expect(named).toMatch(/^[\w-]{12}$/);
      }
      expect(JSON.stringify(open.running.log)).not.toContain(sessionId);

      const keyed = await start({ env: { LLMBRICK_API_KEYS: "key-1" } });
      await keyed.ask({ body, headers: { Authorization: "Bearer key-1" } });
      expect(await keyed.running.logged({ status: 200, method: "POST" })).toMatchObject({ sessionId });
    });

    test("each connection has its line in the log, and the answer one of its own", async () => {
      const server = await (await prepare())();
      const { headers } = await server.ask();
      const { running } = server;
      expect(await running.logged({ answerId: headers["x-answer-id"] })).toMatchObject({
        outcome: "done",
        events: 2,
      });
      expect(await running.logged({ method: "POST" })).toMatchObject({
        outcome: "done",
        events: 2,
        status: 200,
      });
    });
  });
}
