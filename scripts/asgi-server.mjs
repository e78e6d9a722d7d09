// Starts an ASGI server on a free port, says where it listens once it answers, and ends as it does.
// node asgi-server.mjs <program> <words…>: "PORT" stands for the port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

const probe = createServer().listen(0, "127.0.0.1");
await once(probe, "listening");
const port = String(probe.address().port);
probe.close();

const [program, ...words] = process.argv.slice(2);
const child = spawn(
  program,
  words.map((word) => word.replace(/\bPORT$/, port)),
  // A group of its own: some have workers.
  { stdio: "inherit", detached: true },
);
// Where this process is killed, nothing of the group is left.
const guard = `while kill -0 ${process.pid}; do sleep 1; done; kill -KILL -${child.pid}`;
spawn("sh", ["-c", guard], { detached: true, stdio: "ignore" }).unref();
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => child.kill(signal));
const numbers = { SIGTERM: 143, SIGINT: 130 };
child.on("exit", (code, signal) => process.exit(code ?? numbers[signal]));

const url = `http://127.0.0.1:${port}/`;
while (!(await fetch(`${url}healthz`).catch(() => undefined))) await pause(50);
console.log(`Listening on ${url}`);
