import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { chat } from "../../templates/core/src/llmbrick/client.ts";
import { ask, helloWorld, post } from "../support/first-request.ts";
import { lacks } from "../support/needed-programs.ts";
import {
  type CodeBlocks,
  chatRequest,
  codeBlocksOf,
  expectCurlAnswer,
  SHOWN_ADDRESS,
  startModel,
} from "../support/readme.ts";
import { startServer } from "../support/server-process.ts";
import { describeInPython } from "./describe.ts";

const stream = { "Content-Type": "text/event-stream" };
const chunk = (content: string) =>
  `data: ${JSON.stringify({ id: "1", object: "chat.completion.chunk", choices: [{ index: 0, delta: { content } }] })}\n\n`;

describeInPython("the README of a Python project shows", (project) => {
  let blocks: CodeBlocks;

  beforeAll(async () => {
    blocks = await codeBlocksOf(join(project.folder, "README.md"));
  });

  const start = (env: Record<string, string> = {}) =>
    startServer(project.python, ["server.py"], { cwd: project.folder, env });

  test.skipIf(lacks("curl"))("a curl command that gets the answer which it shows", async () => {
    await expectCurlAnswer(blocks, await start().nextAddress());
  });

  test("a client that prints the answer's text", async () => {
    const address = await start().nextAddress();
    const code = blocks("python").find((block) => block.includes("httpx.stream"));
    const program = String(code).replace(SHOWN_ADDRESS, address);
    const { stdout } = await execa(project.python, ["-c", program]);
    expect(stdout).toBe("Hello World");
  });

  test("how to start a server that starts again on each change", async () => {
    const readme = await readFile(join(project.folder, "README.md"), "utf8");
    const [, line = ""] = /`python -m (uvicorn server:app --reload[^`]*)`/.exec(readme) ?? [];
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
    expect(await vi.waitFor(() => ask(address), 10_000)).toBe(helloWorld);

    // A stream that is open does not hold it up.
    const handler = join(project.folder, "handler.py");
    const code = await readFile(handler, "utf8");
    onTestFinished(() => writeFile(handler, code));
    const restarted = async () => {
      output = "";
      while (!output.includes("Application startup complete")) {
        const { done, value } = await lines.next();
        if (done) throw new Error(output);
        output += value;
      }
    };
    await writeFile(
      handler,
      code.replace(/^ {4}yield .*"DONE".*$/m, "    import asyncio; await asyncio.sleep(3600)"),
    );
    await restarted();
    const open = await post(address);
    await open.body?.getReader().read();
    await writeFile(handler, code);
    await restarted();
    expect(await vi.waitFor(() => ask(address), 10_000)).toBe(helloWorld);
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

    const cut = chat({ url, request: chatRequest });
    expect((await cut.next()).value).toMatchObject({ text: "你好" });
    await cut.return();
    await expect(left).resolves.toEqual([]);

    const events: unknown[] = [];
    for await (const { text, progress } of chat({ url, request: chatRequest })) events.push([text, progress]);
    expect(events).toEqual([
      ["你好", "IN_PROGRESS"],
      [", world", "IN_PROGRESS"],
      [null, "DONE"],
    ]);
  });
});
