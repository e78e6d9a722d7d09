import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { post } from "../support/first-request.ts";
import { startServer } from "../support/server-process.ts";
import { describeInPython } from "./describe.ts";

/** Answers with one event that tells its version, and leaves the answer open. */
const handler = (version: string) => `
import asyncio
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

async def handler(_):
    yield ConversationSSEResponse(id="1", type="text", text="${version}", progress="IN_PROGRESS")
    await asyncio.Event().wait()
`;

describeInPython("a Python project under uvicorn --reload", (project) => {
  test("starts again as soon as a file is saved, and tells open streams so", async () => {
    const file = join(project.folder, "handler.py");
    await writeFile(file, handler("first"));
    const command = ["-m", "uvicorn", "server:app", "--reload", "--port", "0"];
    const server = startServer(project.python, command, { cwd: project.folder });
    const [, address = ""] = await server.nextMatch(/running on (http\S+)/);
    await server.nextMatch(/startup complete/);

    const first = await read(address, "first");
    await writeFile(file, handler("second"));
    // Without a word to them, uvicorn waits for their clients, for ever.
    expect(await first.rest()).toContain('event: error\ndata: {"error":"Server shutting down"');
    await server.nextMatch(/startup complete/);
    const second = await read(address, "second");
    await second.cancel();
  });
});

/** Sends a request, and reads its answer up to a text. */
async function read(address: string, until: string) {
  const { body } = await post(address);
  const reader = (body as ReadableStream).pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (!text.includes(until)) text += (await reader.read()).value;
  return {
    async rest() {
      for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
      return text;
    },
    cancel: () => reader.cancel(),
  };
}
