// A generated project, compiled, with a handler that gives the bench's events.
import { pathToFileURL } from "node:url";
import { listening } from "../control.mjs";
import { events } from "../events.mjs";

const compiled = pathToFileURL(`${process.env.BENCH_OURS}/`);
const { config } = await import(new URL("config.js", compiled));
const { SSEServer } = await import(new URL("llmbrick/server.js", compiled));

// Standard output belongs to the bench.
const log = (lines) => process.stderr.write(lines);
const server = new SSEServer({ config, handler: events, log });
listening(Number(new URL(await server.listen()).port));
