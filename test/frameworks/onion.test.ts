import { createServer, type Server } from "node:http";
import { serve } from "@hono/node-server";
import express, { type RequestHandler } from "express";
import { Hono } from "hono";
import { timeout } from "hono/timeout";
import Koa, { type Middleware } from "koa";
import session from "koa-session";
import { describe, expect, test } from "vitest";
import { llmbrick as forExpress } from "../../templates/express/src/llmbrick/server.ts";
import { llmbrick as forHono } from "../../templates/hono/src/llmbrick/server.ts";
import { llmbrick as forKoa } from "../../templates/koa/src/llmbrick/server.ts";
import { event } from "../support/client.ts";
import { latch } from "../support/latch.ts";
import { listen, options } from "./endpoint-of-one-event.ts";

const foreign = { Host: "foreign.example" };

describe("middleware around us in Koa", () => {
  const around = (...middleware: Middleware[]) => {
    const app = new Koa();
    for (const one of middleware) app.use(one);
    app.keys = ["s"];
    const errors: Error[] = [];
    app.on("error", (error) => void errors.push(error));
    app.use(forKoa(options({ prefix: "/ai" })));
    return { app, errors, chat: () => listen(createServer(app.callback())) };
  };

  test("knows the status, and sets headers, once we have the answer", async () => {
    const seen: number[] = [];
    const { chat } = around(async (context, next) => {
      await next();
      seen.push(context.status);
      context.set("X-After", String(context.status));
    });
    const ask = await chat();
    const answers = [await ask(), await ask({ body: {} }), await ask({ headers: foreign })];
    expect(answers.map(({ headers }) => headers["x-after"])).toEqual(["200", "422", "403"]);
    expect(seen).toEqual([200, 422, 403]);
  });

  test("stores its session, however long that takes, before the first event", async () => {
    const stored: unknown[] = [];
    const store = {
      get: async () => undefined,
      async set(_id: string, value: unknown) {
        for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
        stored.push(value);
      },
      destroy: async () => {},
    };
    const { app, errors } = around();
    const own = new Koa();
    own.keys = ["s"];
    own.on("error", (error) => void errors.push(error));
    own.use(session({ store, maxAge: "session" }, own)).use(async (context, next) => {
      Object.assign(context.session as object, { visits: 1 });
      await next();
    });
    for (const middleware of app.middleware) own.use(middleware);
    const ask = await listen(createServer(own.callback()));
    const { status, headers } = await ask();
    expect([status, headers["set-cookie"]?.length, stored.length, errors]).toEqual([200, 2, 1, []]);
  });

  test("that makes a 404 of what nobody has answered leaves us alone", async () => {
    const { chat } = around(async (context, next) => {
      await next();
      if (context.status === 404 && context.body == null) context.throw(404, "own");
    });
    const ask = await chat();
    expect(await ask()).toMatchObject({ status: 200 });
    expect(await ask({ path: "/ai/healthz", method: "GET" })).toMatchObject({ status: 200 });
    expect(await ask({ path: "/no" })).toMatchObject({ status: 404, text: "own" });
  });

  test("may fail behind us: its error is the answer, and no place is lost", async () => {
    const { app, errors } = around();
    app.middleware.unshift(async (_context, next) => {
      await next();
      throw new Error("behind");
    });
    const ask = await listen(createServer(app.callback()));
    expect(await ask()).toMatchObject({ status: 500, text: "Internal Server Error" });
    expect(errors.map(({ message }) => message)).toEqual(["behind"]);
  });
});

describe("middleware around us in Hono", () => {
  const serving = (app: Hono) =>
    listen(serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }).close() as Server);

  test("knows the status, and sets headers, once we have the answer", async () => {
    const app = new Hono().use(async (context, next) => {
      context.header("Vary", "Accept-Language");
      await next();
      context.header("X-After", String(context.res.status));
    });
    const corsOrigins = ["https://friend.example"];
    app.route("/ai", forHono(options({ config: { enableTestPage: false, corsOrigins } })));
    const ask = await serving(app);
    const answers = [
      await ask({ headers: { Origin: "https://friend.example" } }),
      await ask({ body: {} }),
      await ask({ headers: foreign }),
    ];
    expect(answers.map(({ headers }) => headers["x-after"])).toEqual(["200", "422", "403"]);
    expect(answers[0]?.headers).toMatchObject({ vary: "Accept-Language, Origin" });
    expect(answers[0]?.headers).not.toHaveProperty("x-hono-already-sent");
  });

  test("that makes a 404 of its own leaves us alone", async () => {
    const app = new Hono().use(async (context, next) => {
      await next();
      if (context.res.status === 404) context.res = new Response("own", { status: 404 });
    });
    app.route("/ai", forHono(options()));
    const ask = await serving(app);
    expect(await ask()).toMatchObject({ status: 200 });
    expect(await ask({ path: "/no" })).toMatchObject({ status: 404, text: "own" });
  });

  test("that limits the time answers first, and gives the place back", async () => {
    const asked = latch();
    const mayGoOn = latch();
    const released = latch();
    const slots = {
      areTaken: () => false,
      async take() {
        asked.set();
        await mayGoOn.happened;
        return true;
      },
      release: () => released.set(),
    };
    const app = new Hono().use(timeout(10)).route("/ai", forHono(options({ slots })));
    const ask = await serving(app);
    const answer = ask();
    await asked.happened;
    expect(await answer).toMatchObject({ status: 504 });
    mayGoOn.set();
    await released.happened;
  });
});

describe("what Express passes over for an error of a body parser", () => {
  const login: RequestHandler = (_request, response) => void response.status(401).json("log in first");
  const refusing = (_request: unknown, _response: unknown, bytes: Buffer) => {
    if (bytes.length > 0) throw new Error("not signed");
  };

  test.each<[string, Record<string, string>, RequestHandler]>([
    ["a charset", { "Content-Type": "application/json; charset=latin1" }, express.json()],
    ["a coding", { "Content-Encoding": "identity, identity" }, express.json()],
    ["a signature", {}, express.json({ verify: refusing })],
    [
      "a value",
      {},
      express.json({
        reviver() {
          throw new SyntaxError("no such value");
        },
      }),
    ],
  ])("is passed over by no chat: %s that the parser refuses", async (_name, headers, parser) => {
    let chats = 0;
    const ours = forExpress(
      options({
        async *handler() {
          chats++;
          yield event();
        },
      }),
    );
    const app = express().use(parser).use(login).use("/ai", ours);
    const { status } = await (await listen(createServer(app)))({ headers });
    expect([status >= 400, chats]).toEqual([true, 0]);
  });

  test("is passed over by no other route of ours", async () => {
    const app = express().use(express.json()).use(login).use("/ai", forExpress(options()));
    app.use(
      ((_error, _request, response, _next) =>
        void response.status(400).end("own")) as express.ErrorRequestHandler,
    );
    const ask = await listen(createServer(app));
    expect(await ask({ path: "/ai/healthz", method: "GET", body: "{" })).toMatchObject({
      status: 400,
      text: "own",
    });
    expect(await ask({ body: "{" })).toMatchObject({ status: 422 });
  });
});
