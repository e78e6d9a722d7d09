import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { execa } from "execa";
import MarkdownIt from "markdown-it";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { chat } from "../../templates/runtime/src/llmbrick/client.ts";
import { generate, temporaryFolder } from "../support/generated-project.ts";
import { startServer } from "../support/server-process.ts";

/** A model with an OpenAI-compatible API, whose answers the test writes. Gives its address. */
async function startModel(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => answer(response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

const request = {
  model: "gpt-4o",
  messages: [{ role: "user" as const, content: "Hello" }],
  sessionId: "s",
};

const project = join(await temporaryFolder(), "my-server");

describe("the README of a generated project", { timeout: 60_000 }, () => {
  /** The code blocks of one language. */
  let blocks: (language: string) => string[];

  beforeAll(async () => {
    await generate(project);
    const readme = new MarkdownIt().parse(await readFile(join(project, "README.md"), "utf8"), {});
    blocks = (language) =>
      readme.filter(({ type, info }) => type === "fence" && info === language).map(({ content }) => content);
  }, 120_000);

  const start = (env: Record<string, string> = {}) =>
    startServer("node", ["--import", "tsx", "src/index.ts"], { cwd: project, env });

  test("shows a curl command that gets the answer which it shows", async () => {
    const address = await start().nextAddress();
    const command = blocks("sh").find((block) => block.startsWith("curl"));
    const { stdout } = await execa("sh", ["-c", String(command).replace("http://127.0.0.1:9000/", address)]);
    expect(stdout.trim()).toBe(blocks("text")[0]?.trim());
  });

  test("shows a client that prints the answer's text", async () => {
    const address = await start().nextAddress();
    const [, code = ""] = blocks("ts");
    await writeFile(join(project, "src/example.ts"), code.replace("http://127.0.0.1:9000/", address));
    await execa("npx", ["tsc"], { cwd: project });
    const { stdout } = await execa("node", ["--import", "tsx", "src/example.ts"], { cwd: project });
    expect(stdout).toBe("Hello World");
  });

  describe("shows a handler that", () => {
    beforeAll(async () => {
      const [code = ""] = blocks("ts");
      await writeFile(join(project, "src/handler.ts"), code);
    });

    test("has right types", async () => {
      await expect(execa("npx", ["tsc"], { cwd: project })).resolves.toMatchObject({ exitCode: 0 });
    });

    test("passes the model's answer on", async () => {
      const model = await startModel((response) =>
        response.end(`${chunk("你好")}${chunk(", world")}data: [DONE]\n\n`),
      );
      const address = await start({ OPENAI_BASE_URL: model }).nextAddress();

      const events: unknown[] = [];
      for await (const { text, progress } of chat({ url: `${address}chat/completions`, request })) {
        events.push([text, progress]);
      }
      expect(events).toEqual([
        ["你好", "IN_PROGRESS"],
        [", world", "IN_PROGRESS"],
        [null, "DONE"],
      ]);
    });

    test("reports a model that refuses", async () => {
      const model = await startModel((response) => response.writeHead(401).end("no key"));
      const address = await start({ OPENAI_BASE_URL: model }).nextAddress();

      const events = chat({ url: `${address}chat/completions`, request });
      await expect(events.next()).rejects.toThrow("The model answered 401: no key");
    });

    test("stops the model when the client goes away", async () => {
      let modelRequest: Promise<unknown> | undefined;
      const model = await startModel((response) => {
        modelRequest = once(response, "close");
        response.write(chunk("Hello"));
      });
      const address = await start({ OPENAI_BASE_URL: model }).nextAddress();

      const events = chat({ url: `${address}chat/completions`, request });
      expect((await events.next()).value).toMatchObject({ text: "Hello" });
      await events.return();
      await expect(modelRequest).resolves.toEqual([]);
    });
  });
});
