import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import MarkdownIt from "markdown-it";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { chat } from "../../templates/runtime/src/llmbrick/client.ts";
import { ask, helloWorld } from "../support/first-request.ts";
import { startServer } from "../support/server-process.ts";
import { describeInPython } from "./describe.ts";

/** A model with an OpenAI-compatible API, whose answers the test writes. Gives its address. */
async function startModel(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => answer(response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const stream = { "Content-Type": "text/event-stream" };
const chunk = (content: string) =>
  `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] })}\n\n`;

const request = {
  model: "gpt-4o",
  messages: [{ role: "user" as const, content: "Hello" }],
  sessionId: "s",
};

describeInPython("the README of a Python project shows", (project) => {
  /** The code blocks of one language. */
  let blocks: (language: string) => string[];

  beforeAll(async () => {
    const readme = new MarkdownIt().parse(await readFile(join(project.folder, "README.md"), "utf8"), {});
    blocks = (language) =>
      readme.filter(({ type, info }) => type === "fence" && info === language).map(({ content }) => content);
  });

  const start = (env: Record<string, string> = {}) =>
    startServer(project.python, ["server.py"], { cwd: project.folder, env });

  test("a curl command that gets the answer which it shows", async () => {
    const address = await start().nextAddress();
    const command = blocks("sh").find((block) => block.startsWith("curl"));
    const { stdout } = await execa("sh", ["-c", String(command).replace("http://127.0.0.1:9000/", address)]);
    expect(stdout.trim()).toBe(blocks("text")[0]?.trim());
  });

  test("a client that prints the answer's text", async () => {
    const address = await start().nextAddress();
    const code = blocks("python").find((block) => block.includes("httpx.stream"));
    const program = String(code).replace("http://127.0.0.1:9000/", address);
    const { stdout } = await execa(project.python, ["-c", program]);
    expect(stdout).toBe("Hello World");
  });

  test("how to start a server that starts again on each change", async () => {
    const readme = await readFile(join(project.folder, "README.md"), "utf8");
    const [, line = ""] = /`(uvicorn server:app --reload[^`]*)`/.exec(readme) ?? [];
    const words = line.replace("--port 9000", "--port 0").split(" ");
    const server = execa(project.python, ["-m", ...words], {
      cwd: project.folder,
      all: true,
      reject: false,
      detached: true,
    });
    onTestFinished(() => void process.kill(-Number(server.pid), "SIGKILL"));

    const lines = server.iterable({ from: "all" })[Symbol.asyncIterator]();
    let output = "";
    while (!output.includes("Application startup complete")) {
      const { done, value } = await lines.next();
      if (done) throw new Error(output);
      output += value;
    }
    const [, address = ""] = /running on (http\S+)/.exec(output) ?? [];
    expect(await ask(address)).toBe(helloWorld);
  });

  test("a handler that passes the model's answer on, and stops the model when the client goes away", async () => {
    const [code = ""] = blocks("python");
    await writeFile(join(project.folder, "handler.py"), code);
    let left: Promise<unknown> | undefined;
    const model = await startModel((response) => {
      response.writeHead(200, stream).write(chunk("你好"));
      response.write(chunk(", world"));
      if (left) response.end("data: [DONE]\n\n");
      else left = once(response, "close");
    });
    const env = { OPENAI_BASE_URL: model, OPENAI_API_KEY: "key" };
    const url = `${await start(env).nextAddress()}chat/completions`;

    const cut = chat({ url, request });
    expect((await cut.next()).value).toMatchObject({ text: "你好" });
    await cut.return();
    await expect(left).resolves.toEqual([]);

    const events: unknown[] = [];
    for await (const { text, progress } of chat({ url, request })) events.push([text, progress]);
    expect(events).toEqual([
      ["你好", "IN_PROGRESS"],
      [", world", "IN_PROGRESS"],
      [null, "DONE"],
    ]);
  });
});
