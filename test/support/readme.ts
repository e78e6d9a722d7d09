import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import MarkdownIt from "markdown-it";
import { expect, onTestFinished } from "vitest";

/** The code blocks of a document, by their language. */
export type CodeBlocks = (language: string) => string[];

/** The address that a README shows, in whose place a test puts its own server's. */
export const SHOWN_ADDRESS = "http://127.0.0.1:9000/";

export async function codeBlocksOf(path: string): Promise<CodeBlocks> {
  const tokens = new MarkdownIt().parse(await readFile(path, "utf8"), {});
  return (language) =>
    tokens.filter(({ type, info }) => type === "fence" && info === language).map(({ content }) => content);
}

/** Runs the curl commands of a README, for both kinds of shells, and expects the answer that the README shows. */
export async function expectCurlAnswer(blocks: CodeBlocks, address: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "create-llmbrick-sse-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "request.json"), blocks("json")[0] ?? "");
  const commands = [...blocks("sh"), ...blocks("powershell")].filter((block) => block.startsWith("curl"));
  expect(commands).toHaveLength(2);
  for (const command of commands) {
    // A POSIX shell takes what both shells of Windows take; there, the program has another name.
    const line = command.replace("curl.exe", "curl").replace(SHOWN_ADDRESS, address);
    const { stdout } = await execa("sh", ["-c", line], { cwd: folder });
    expect(stdout.trim()).toBe(blocks("text")[0]?.trim());
  }
}

/** A model with an OpenAI-compatible API, whose answers the test writes. Gives its address. */
export async function startModel(answer: (response: ServerResponse) => void): Promise<string> {
  const server = createServer((_request, response) => answer(response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => server.closeAllConnections());
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A request to a server whose handler asks such a model. */
export const chatRequest = {
  model: "gpt-4o",
  messages: [{ role: "user" as const, content: "Hello" }],
  sessionId: "s",
};
