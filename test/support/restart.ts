import { appendFile } from "node:fs/promises";
import { expect } from "vitest";
import { post } from "./first-request.ts";
import type { ServerProcess } from "./server-process.ts";

/** A handler's code, changed so that its answer stays open. */
export function openHandler(code: string): string {
  const changed = code.replace(/^ {2}yield .*"DONE".*$/m, "  await new Promise(() => {});");
  expect(changed).not.toBe(code);
  return changed;
}

/** Expects a server under a watcher to start again when a file is saved, and to end an open stream in order. */
export async function expectRestart(server: ServerProcess, file: string): Promise<void> {
  const response = await post(await server.nextAddress());
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const read = async () => {
    const { done, value } = (await reader?.read()) ?? { done: true };
    text += value ?? "";
    return !done;
  };
  while (!text.includes("Hello World")) expect(await read()).toBe(true);
  await appendFile(file, "\n");
  while (await read());
  expect(text).toContain("Server shutting down");
  const next = await post(await server.nextAddress());
  expect(next.status).toBe(200);
  await next.body?.cancel();
}
