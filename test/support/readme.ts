import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
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

/** Runs the curl command of a README, and expects the answer that the README shows. */
export async function expectCurlAnswer(blocks: CodeBlocks, address: string): Promise<void> {
  const command = blocks("sh").find((block) => block.startsWith("curl"));
  const { stdout } = await execa("sh", ["-c", String(command).replace(SHOWN_ADDRESS, address)]);
  expect(stdout.trim()).toBe(blocks("text")[0]?.trim());
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
