import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type Launcher, StartFailed } from "../../conformance/process.ts";
import { Server } from "../../conformance/server.ts";
import { data, errorFrame, event, framesOf } from "../../conformance/stream.ts";
import { makeCertificate } from "../support/certificate.ts";
import { lacks } from "../support/needed-programs.ts";
import { describeInPython } from "./describe.ts";
import { scriptedLauncher } from "./scripted-project.ts";

describeInPython("where a Python project goes its own way,", (project) => {
  let launcher: Launcher;
  let server: Server;

  beforeAll(async () => {
    launcher = await scriptedLauncher(project);
    server = await launcher.start();
  }, 120_000);
  afterAll(() => launcher?.stopAll());

  test("an event frame has all keys in order, nested ones in snake_case", async () => {
    const context = { conversationId: "c" };
    const metadata = { attachments: [{ a: null }] };
    const full = event({ model: "m", text: 'a\r\nevent: x\n\ndata: \u2028"\\磚🧱', context, metadata });
    const { text } = await server.ask({ script: [{ yield: full }, { yield: event() }] });
    const sent = data({
      model: "m",
      text: 'a\r\nevent: x\n\ndata: \u2028"\\磚🧱',
      context: { conversation_id: "c", cursor: null },
      metadata: { search_results: null, attachments: [{ a: null }] },
    });
    const plain = [sent, data()]
      .map((event) => `event: message\ndata: ${JSON.stringify(event)}\n\n`)
      .join("");
    expect(text).toBe(plain.replaceAll("\u2028", "\\u2028"));
  });

  test("half of a surrogate pair goes out escaped, and the stream goes on", async () => {
    const halves = event({ model: "\udd11", text: "磚\ud800", metadata: { attachments: ["\ud800"] } });
    const answer = await server.ask({ script: [{ yield: halves }, { yield: event() }] });
    const [first, second] = framesOf(answer);
    const metadata = { search_results: null, attachments: ["\ud800"] };
    expect(first).toEqual({ event: "message", data: data({ model: "\udd11", text: "磚\ud800", metadata }) });
    expect(second).toEqual({ event: "message", data: data() });
  });

  test("a handler gets the package's request, its lax forms read", async () => {
    const fields = { temperature: "0.5", max_tokens: "7", stream: "off", tool_choice: "auto" };
    const [frame] = framesOf(await server.ask({ body: server.body(fields, [{ echo: true }]) }));
    expect(frame).toMatchObject({
      data: {
        metadata: {
          search_results: {
            model: "gpt-4o",
            messages: [{ role: "user", content: "Hello" }],
            sessionId: "session-1",
            stream: false,
            temperature: 0.5,
            maxTokens: 7,
            tools: null,
            toolChoice: "auto",
            sourceLanguage: null,
          },
        },
      },
    });
  });

  test("what is no event ends the stream with an error frame, and is in the log", async () => {
    const headers = { "X-Request-Id": "invalid" };
    const frames = framesOf(await server.ask({ headers, script: [{ yield: event({ progress: "HALF" }) }] }));
    expect(frames).toEqual([errorFrame("Server returned invalid event", "Invalid progress value: HALF")]);
    const line = await server.process.logged({ requestId: "invalid", level: "error" });
    expect(line.details).toBe("Invalid progress value: HALF");
    await server.process.logged({ requestId: "invalid", outcome: "error" });
  });

  test("when the client goes away, a finally block of the handler may wait", async () => {
    const headers = { "X-Request-Id": "slow-end" };
    const body = server.body({ sourceLanguage: "slow end" }, [{ yield: event() }, { hang: true }]);
    const connection = await server.connect();
    await connection.send(server.wire({ headers, body })).until("event: message");
    connection.close();
    await server.process.logged({ requestId: "slow-end", message: "signal", cause: "aborted" });
    const line = await server.process.logged({ requestId: "slow-end", message: "finally" });
    expect(line.level).toBe("info");
  });

  test("a path that has to be escaped is served, and described as a URL has it", async () => {
    const escaped = { LLMBRICK_PREFIX: "/%E7%A3%9A", LLMBRICK_CHAT_COMPLETIONS_PATH: "/chat%20here" };
    const elsewhere = await launcher.start(escaped);
    expect(elsewhere.endpoint).toBe("/%E7%A3%9A/chat%20here");
    expect((await elsewhere.ask()).status).toBe(200);
  });

  test("a client that leaves before its request is whole is in the log as gone", async () => {
    const connection = await server.connect();
    const request = server.wire({ headers: { "X-Request-Id": "half", Expect: "100-continue" } });
    // The server asks for the body once the handler of the request waits for it.
    await connection.send(request.slice(0, request.indexOf("\r\n\r\n") + 4)).until("100 Continue");
    connection.close();
    const line = await server.process.logged({ requestId: "half", method: "POST" });
    expect([line.status, line.outcome]).toEqual([0, "aborted"]);
  });

  test("with a flush interval, events that come close share a write, but for the first", async () => {
    const joining = await launcher.start({ LLMBRICK_FLUSH_INTERVAL: "2000" });
    const connection = await joining.connect();
    connection.send(joining.wire({ script: ["a", "b", "c"].map((id) => ({ yield: event({ id }) })) }));
    const text = await connection.until("\r\n0\r\n\r\n");
    const chunks = text
      .slice(text.indexOf("\r\n\r\n") + 4)
      .split(/(?:^|\r\n)[0-9a-f]+\r\n/)
      .filter((chunk) => chunk !== "" && chunk !== "\r\n")
      .map((chunk) => chunk.match(/(?<="id":")\w/g));
    expect(chunks).toEqual([["a"], ["b", "c"]]);
  });

  test.skipIf(lacks("openssl"))(
    "TLS carries the same streams, and a client that takes nothing is cut",
    async () => {
      const certificate = makeCertificate();
      onTestFinished(certificate.remove);
      const { url, process } = await launcher.run({
        LLMBRICK_SSL_KEYFILE: certificate.sslKeyfile,
        LLMBRICK_SSL_CERTFILE: certificate.sslCertfile,
        LLMBRICK_WRITE_TIMEOUT: "0.5",
      });
      const ca = await readFile(certificate.sslCertfile, "utf8");
      const secure = new Server({ url, endpoint: "/chat/completions", model: "gpt-4o", ca }, process);
      expect(framesOf(await secure.ask({ script: [{ yield: event(), times: 100 }] }))).toHaveLength(100);

      const headers = { "X-Request-Id": "stalled" };
      const connection = await secure.connect();
      connection.socket.pause();
      const endless = { yield: event({ text: "x".repeat(1000) }), times: 1e6 };
      connection.send(secure.wire({ headers, script: [endless] }));
      const line = await process.logged({ requestId: "stalled", outcome: "stalled" });
      expect(line.events).toBeLessThan(endless.times);
      connection.close();
    },
  );

  test("a head of a request that is too large is refused", async () => {
    const connection = await server.connect();
    connection.send(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(70_000)}`);
    expect(await connection.closed()).toMatch(/^HTTP\/1\.1 431 /);
  });

  test.each([
    [
      { LLMBRICK_SSL_KEYFILE: "no.pem", LLMBRICK_SSL_CERTFILE: "no.pem" },
      /^ssl_keyfile is "no.pem" and ssl_certfile /,
    ],
    [{ LLMBRICK_HOST: "no-such-host.invalid" }, /^The host name no-such-host\.invalid is not known\. /],
    [{ LLMBRICK_HOST: "192.0.2.1" }, /^192\.0\.2\.1 is not an address of this machine\. /],
  ])("with %j it says in one line why it can't start", async (env, message) => {
    const failure = await launcher.start(env).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StartFailed);
    const { exitCode, output } = failure as StartFailed;
    const said = output.split("\n").filter((line) => !line.startsWith("Logger "));
    expect([exitCode, said]).toEqual([1, [expect.stringMatching(message)]]);
  });
});
