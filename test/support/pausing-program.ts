/**
 * The program with a disk that stops at one operation: it says "paused", and goes on when a signal has come.
 * PAUSE_AT is such as "rename 2": the second rename.
 */
import type { FileSystem } from "../../src/io.ts";
import { main } from "../../src/main.ts";
import { systemIo } from "../../src/system/system-io.ts";

const [pauseAt, pauseCount] = (process.env.PAUSE_AT ?? "").split(" ");
const io = systemIo();
let count = 0;

const pausingFs = new Proxy(io.fs, {
  get(target, operation: keyof FileSystem) {
    return async (...args: unknown[]) => {
      if (operation === pauseAt && ++count === Number(pauseCount)) await untilSignal();
      return (target[operation] as (...args: unknown[]) => unknown)(...args);
    };
  },
});

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    // A listener alone does not keep a process alive.
    const alive = setInterval(() => {}, 1000);
    io.signal.addEventListener("abort", () => {
      clearInterval(alive);
      resolve();
    });
    process.stderr.write("paused\n");
  });
}

void main(process.argv.slice(2), { ...io, fs: pausingFs }).then((exitCode) => {
  process.exitCode = exitCode;
});
