// A generated project, compiled, with a handler that gives the bench's events, or with the one in BENCH_HANDLER.
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { listening } from "../control.mjs";
import { events } from "../events.mjs";

const compiled = pathToFileURL(`${process.env.BENCH_OURS}/`);
const { config } = await import(new URL("config.js", compiled));
const { SSEServer } = await import(new URL("llmbrick/server.js", compiled));

// Standard output belongs to the bench.
const log = (lines) => process.stderr.write(lines);
const { handler } = process.env.BENCH_HANDLER ? await import(process.env.BENCH_HANDLER) : { handler: events };
const server = new SSEServer({ config, handler, log });
const address = await server.listen();
// What it can't do without may take a moment longer.
while (!(await fetch(new URL("readyz", address))).ok) await setTimeout(10);
listening(Number(new URL(address).port));
