import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { chat } from "../../templates/core/src/llmbrick/client.ts";
import { generate } from "../support/generated-project.ts";
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
import { temporaryFolder } from "../support/test-folder.ts";

const chunk = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;

const project = join(temporaryFolder(), "my-server");

describe("the README of a generated project", { timeout: 60_000 }, () => {
  let blocks: CodeBlocks;

  beforeAll(async () => {
    await generate(project);
    blocks = await codeBlocksOf(join(project, "README.md"));
  }, 120_000);

  const start = (env: Record<string, string> = {}) =>
    startServer("node", ["--import", "tsx", "src/index.ts"], { cwd: project, env });

  test.skipIf(lacks("curl"))("shows a curl command that gets the answer which it shows", async () => {
    await expectCurlAnswer(blocks, await start().nextAddress());
  });

  test("shows a client that prints the answer's text", async () => {
    const address = await start().nextAddress();
    const code =
      blocks("ts").find((block) => block.includes("llmbrick/client.ts") && block.includes("chat({")) ?? "";
    await writeFile(join(project, "src/example.ts"), code.replace(SHOWN_ADDRESS, address));
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
      for await (const { text, progress } of chat({
        url: `${address}chat/completions`,
        request: chatRequest,
      })) {
        events.push([text, progress]);
      }
      expect(events).toEqual([
        ["你好", "IN_PROGRESS"],
        [", world", "IN_PROGRESS"],
        [null, "DONE"],
      ]);
    });

    test("reports a model whose answer was cut", async () => {
      const model = await startModel((response) => response.end(chunk("Hello")));
      const address = await start({ OPENAI_BASE_URL: model }).nextAddress();

      const events = chat({ url: `${address}chat/completions`, request: chatRequest });
      expect((await events.next()).value).toMatchObject({ text: "Hello" });
      await expect(events.next()).rejects.toThrow("The model's answer was cut");
    });

    test("reports a model that refuses", async () => {
      const model = await startModel((response) => response.writeHead(401).end("no key"));
      const address = await start({ OPENAI_BASE_URL: model }).nextAddress();

      const events = chat({ url: `${address}chat/completions`, request: chatRequest });
      await expect(events.next()).rejects.toThrow("The model answered 401: no key");
    });

    test("stops the model when the client goes away", async () => {
      let modelRequest: Promise<unknown> | undefined;
      const model = await startModel((response) => {
        modelRequest = once(response, "close");
        response.write(chunk("Hello"));
      });
      const address = await start({ OPENAI_BASE_URL: model }).nextAddress();

      const events = chat({ url: `${address}chat/completions`, request: chatRequest });
      expect((await events.next()).value).toMatchObject({ text: "Hello" });
      await events.return();
      await expect(modelRequest).resolves.toEqual([]);
    });
  });
});
