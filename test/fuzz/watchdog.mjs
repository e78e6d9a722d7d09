// A thread that ends the process when one case keeps it busy for good, since no timer of the process fires then. It
// is sent each case as it starts.
import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const STANDARD_ERROR = 2;
let timer;

parentPort.on("message", (description) => {
  clearTimeout(timer);
  timer = setTimeout(() => {
    writeSync(STANDARD_ERROR, `${workerData.title} hangs at:\n${description}\n`);
    process.kill(process.pid, "SIGKILL");
  }, workerData.limit);
});
