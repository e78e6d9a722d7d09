import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { post } from "../support/first-request.ts";
import { codeBlocksOf } from "../support/readme.ts";
import { startServer } from "../support/server-process.ts";
import { describeInPython } from "./describe.ts";

/** Answers with one event, and leaves the answer open. */
const handler = `
import asyncio
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

async def handler(_):
    yield ConversationSSEResponse(id="1", type="text", text="first", progress="IN_PROGRESS")
    await asyncio.Event().wait()
`;

const lifespan = `
from contextlib import asynccontextmanager

@asynccontextmanager
async def lifespan(app):
    print("own start", flush=True)
    yield
    print("own end", flush=True)

main.router.lifespan_context = lifespan
`;

const ofOurs = `
@main.get("/drain")
async def drain():
    server.app.state.open_streams.drain(0.1)
`;

describeInPython("a Python project's streams in an application that has none of its lifespan", (project) => {
  /** Serves what the README shows, and what is added to it. */
  async function serve(added: string, ...options: string[]) {
    const blocks = await codeBlocksOf(join(project.folder, "README.md"));
    const shown = blocks("python").find((block) => block.includes("main.mount"));
    await writeFile(join(project.folder, "handler.py"), handler);
    await writeFile(join(project.folder, "outer.py"), `${shown}${added}`);
    const command = ["-m", "uvicorn", "outer:main", "--port", "0", ...options];
    const env = { LLMBRICK_SHUTDOWN_GRACE: "0.1" };
    const server = startServer(project.python, command, { cwd: project.folder, env });
    const [, address = ""] = await server.nextMatch(/running on (http\S+)/);
    // With workers, it says so before any of them listens.
    await vi.waitFor(() => fetch(address), 20_000);
    return { server, address };
  }

  async function open(address: string) {
    const { body } = await post(`${address}/ai/`);
    const reader = (body as ReadableStream).pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("first")) text += (await reader.read()).value;
    return async () => {
      for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value;
      return text;
    };
  }

  const lastWords = 'event: error\ndata: {"error":"Server shutting down"';

  test.each([
    ["as it is", "", []],
    ["with a lifespan of its own", lifespan, []],
    ["with the limits on connections", "", ["--http", "hardening.connections:LimitedProtocol"]],
    ["with workers", "", ["--workers", "2"]],
  ])("end in order at a signal: %s", async (_name, added, options) => {
    const { server, address } = await serve(added, ...options);
    const rest = await open(address);
    const stopped = server.stop("SIGTERM");
    expect(await rest()).toContain(lastWords);
    if (added) await server.nextMatch(/own end/);
    await stopped;
  });

  test("end when the application says so", async () => {
    const { address } = await serve(ofOurs);
    const rest = await open(address);
    await fetch(`${address}/drain`);
    expect(await rest()).toContain(lastWords);
    expect((await post(`${address}/ai/`)).status).toBe(503);
  });

  test("hold up no restart under uvicorn --reload", async () => {
    const { server, address } = await serve("", "--reload");
    await server.nextMatch(/startup complete/);
    const rest = await open(address);
    await writeFile(join(project.folder, "outer.py"), "from fastapi import FastAPI\n\nmain = FastAPI()\n");
    expect(await rest()).toContain(lastWords);
    await server.nextMatch(/startup complete/);
    expect((await post(`${address}/ai/`)).status).toBe(404);
  });
});
