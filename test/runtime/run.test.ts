import { once } from "node:events";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { bundle, type Child, startChild } from "../support/child-server.ts";
import { request } from "../support/client.ts";
import { dataOf } from "../support/event-stream.ts";
import { ask } from "../support/http.ts";
import { head, post, RawClient } from "../support/raw-client.ts";

let program: Awaited<ReturnType<typeof bundle>>;
beforeAll(async () => {
  program = await bundle("./child-program.ts");
});
afterAll(() => program.remove());

/** Runs the server with a configuration and variables. */
function run(config: object = {}, env: NodeJS.ProcessEnv = {}): Child {
  const common = { port: 0, enableTestPage: false };
  return startChild(program.file, { TEST_CONFIG: JSON.stringify({ ...common, ...config }), ...env });
}

async function running(config?: object, env?: NodeJS.ProcessEnv) {
  const child = run(config, env);
  const [, address, port] = (await child.prints(/^Listening on (http:\/\/[\d.]+:(\d+)\/)$/m)) as string[];
  return { child, address: address as string, port: Number(port), url: `${address}chat/completions` };
}

const session = (sessionId: string) => post(JSON.stringify({ ...request, sessionId }));

async function open(port: number, sessionId: string): Promise<RawClient> {
  const client = await RawClient.connect(port);
  await client.send(session(sessionId)).until('"id":"1"');
  return client;
}

describe("run", () => {
  test("prints its address once, with the port in use, and answers there", async () => {
    const { child, url } = await running();
    const { text } = await ask(url, { body: { ...request, sessionId: "hello" } });
    expect(dataOf(text)).toHaveLength(2);
    await child.prints(/"outcome":"done"/);
    expect(child.stdout.match(/Listening/g)).toHaveLength(1);
    expect(child.stdout).not.toContain(":0/");
    expect(child.stderr).toBe("");
  });

  test("gives an address that a browser can open where it listens everywhere", async () => {
    const { address, url } = await running({ host: "0.0.0.0" });
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:/);
    expect(await ask(url, { body: { ...request, sessionId: "hello" } })).toMatchObject({ status: 200 });
  });

  test("prints every address to open, and warns once where anybody who reaches it needs no key", async () => {
    const networks = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
    const expected = networks.filter(({ family, internal }) => family === "IPv4" && !internal);
    const { child, port } = await running({ host: "0.0.0.0" });
    const others = Array.from(child.stdout.matchAll(/also on (\S+)/g), ([, address]) => address);
    expect(others).toEqual(expected.map(({ address }) => `http://${address}:${port}/`));
    await expect.poll(() => child.stderr, { interval: 10 }).toMatch(/LLMBRICK_API_KEYS/);
    expect(child.stderr.match(/Whoever can reach/g)).toHaveLength(1);
  });

  test.each<[object, NodeJS.ProcessEnv]>([
    [{ host: "127.0.0.1" }, {}],
    [{ host: "localhost" }, {}],
    [{ host: "0.0.0.0" }, { LLMBRICK_API_KEYS: "key" }],
  ])("warns of nothing with %j and %j", async (config, env) => {
    const child = run(config, env);
    await child.prints(/^Listening on /m);
    child.kill("SIGTERM");
    await child.exited;
    expect(child.stderr).toBe("");
  });

  /** Expects the server not to start, and to say why once, without a stack. */
  async function expectFailure(child: Child, ...reasons: (string | RegExp)[]) {
    expect(await child.exited).toEqual({ code: 1, signal: null });
    expect(child.stdout).not.toContain("Listening");
    for (const reason of reasons) expect(child.stderr).toMatch(reason);
    expect(child.stderr).not.toMatch(/^\s+at /m);
  }

  test("says which port is busy, and how to choose another", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void other.close());
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    await expectFailure(
      run({ port }),
      `Port ${port} of 127.0.0.1 is in use by another program.`,
      `It comes from config.port. Stop that program, or set LLMBRICK_PORT to another port, such as ${port + 1}`,
    );
  });

  test("lists every fault of its configuration", () =>
    expectFailure(
      run(
        { requestTimeout: 0, maxMessagesCount: "many" },
        { LLMBRICK_PORT: "70000", LLMBRICK_DEBUG_MODE: "maybe" },
      ),
      "LLMBRICK_PORT is 70000: expected a whole number from 0 to 65535",
      'LLMBRICK_DEBUG_MODE is "maybe": expected true or false',
      "config.requestTimeout is 0: expected a number of seconds from 0.001 to 86400",
      'config.maxMessagesCount is "many": expected a whole number from 1 to 100000',
    ));

  test.each<[string, object, NodeJS.ProcessEnv, ...string[]]>([
    [
      "an address that is not this machine's",
      { host: "192.0.2.1" },
      {},
      "192.0.2.1 is not an address of this machine. It comes from config.host.",
    ],
    [
      "a host that is not known, from a variable that is not ours",
      {},
      { HOST: "x86_64-conda-linux-gnu" },
      "The host name x86_64-conda-linux-gnu is not known. It comes from HOST.",
    ],
    [
      "a host that is not known, from our own variable",
      {},
      { HOST: "127.0.0.1", LLMBRICK_HOST: "no-such-host.invalid" },
      "The host name no-such-host.invalid is not known. It comes from LLMBRICK_HOST.",
    ],
    ["an address of one link alone", { host: "fe80::1" }, {}, "The server can't listen on fe80::1, port 0: "],
  ])("explains %s", (_name, config, env, ...reasons) => expectFailure(run(config, env), ...reasons));

  test("warns of variables that mean nothing, and goes on", async () => {
    const { child } = await running({}, { LLMBRICK_PROT: "1", LLMBRICK_: "x", OTHER: "y" });
    await child.prints(/"level":"warn".*LLMBRICK_PROT/);
    await child.prints(/"level":"warn".*LLMBRICK_ is/);
    expect(child.stdout).not.toContain("OTHER");
  });
});

describe("a server outlives", () => {
  test("what nothing catches of one answer: the log tells, and the others go on", async () => {
    const { child, port } = await running();
    const other = await open(port, "finish");
    const stray = await open(port, "stray");
    for (const words of ["left alone", "why", "in a timer", "that nobody hears", "without a message"]) {
      await child.prints(new RegExp(`"level":"error".*${words}`));
    }
    stray.socket.destroy();
    await child.prints(/"level":"error".*in a listener/);
    child.kill("SIGTERM");
    expect(await other.closed()).toContain('"id":"2"');
    expect(await child.exited).toEqual({ code: 0, signal: null });
  });

  test("the reader of its log", async () => {
    const { child, url } = await running();
    child.stopReading("stdout");
    const hello = { body: { ...request, sessionId: "hello" } };
    for (let count = 0; count < 3; count++) expect(await ask(url, hello)).toMatchObject({ status: 200 });
    child.kill("SIGTERM");
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(child.stderr).toBe("The log can't be written (EPIPE): the server goes on without it\n");
  });

  test("the readers of all that it writes", async () => {
    const { child, url } = await running();
    child.stopReading("stdout");
    child.stopReading("stderr");
    const hello = { body: { ...request, sessionId: "hello" } };
    for (let count = 0; count < 3; count++) expect(await ask(url, hello)).toMatchObject({ status: 200 });
    child.kill("SIGTERM");
    expect(await child.exited).toEqual({ code: 0, signal: null });
  });
});

describe("shutdown by a signal", () => {
  test("leaves no request out of the log, one that never came in whole neither", async () => {
    const { child, port } = await running({ shutdownGrace: 0.1 });
    const client = await RawClient.connect(port);
    await client.send(post(undefined, { Expect: "100-continue" }).slice(0, -1)).until("100 Continue");
    child.kill("SIGTERM");
    await child.prints(/"path":"\/chat\/completions".*"outcome":"aborted"/);
    expect(await child.exited).toMatchObject({ code: 0 });
  });

  test("that fails is in the log, and ends the process with 1", async () => {
    const { child } = await running({}, { TEST_CLOSE_FAULT: "no way to the database" });
    child.kill("SIGTERM");
    await child.prints(/"level":"error",.*no way to the database/);
    expect(await child.exited).toMatchObject({ code: 1 });
  });

  test.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)(
    "%s: an idle server exits with 0 at once",
    async (signal) => {
      const { child, port } = await running({ shutdownGrace: 60 });
      const idle = await RawClient.connect(port);
      await idle.send(head("GET /healthz")).until('{"status":"ok"}');
      const unused = await RawClient.connect(port);
      child.kill(signal);
      expect(await child.exited).toEqual({ code: 0, signal: null });
      await idle.closed();
      await unused.closed();
    },
  );

  test("open streams may finish, and new connections are refused", async () => {
    const { child, port } = await running({ shutdownGrace: 60 });
    const client = await open(port, "finish");
    child.kill("SIGTERM");
    expect(await client.closed()).toMatch(/"id":"2".*\r\n0\r\n\r\n$/s);
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(child.stdout).toContain('"outcome":"done"');
  });

  test("when the grace is over, streams get their error frame and it exits with 0", async () => {
    const { child, port } = await running({ shutdownGrace: 0.2 });
    const client = await open(port, "hang");
    child.kill("SIGTERM");
    expect(await client.closed()).toContain(
      'event: error\ndata: {"error":"Server shutting down","details":"Server shutting down"}\n\n',
    );
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(child.stdout).toContain('"outcome":"shutdown"');
  });

  test.each([
    ["SIGTERM", "SIGTERM", 143],
    ["SIGINT", "SIGINT", 130],
    ["SIGTERM", "SIGINT", 130],
  ] as const)("%s, then %s exits at once with %i", async (first, second, code) => {
    const { child, port } = await running({ shutdownGrace: 60 });
    await open(port, "hang");
    child.kill(first);
    // It has begun to shut down once it accepts no more.
    await expect.poll(() => isRefused(port), { interval: 10 }).toBe(true);
    child.kill(second);
    expect(await child.exited).toEqual({ code, signal: null });
  });
});

/** Whether nothing listens on a port any more. */
async function isRefused(port: number): Promise<boolean> {
  return RawClient.connect(port).then(
    (client) => {
      client.socket.destroy();
      return false;
    },
    (error) => error.code === "ECONNREFUSED",
  );
}
