// npm run try: from a fresh clone to a running server, made with the defaults in ./my-server. Ctrl-C stops it.
import { spawn } from "node:child_process";
import { run, setUp } from "./setup.mjs";
import { leaveNoTraces } from "./traces.mjs";

const project = "my-server";

setUp();
leaveNoTraces();
run("npm", "run", "build", "--silent");
// What is in ./my-server already stays, so that one can go on with yesterday's handler.
run(process.execPath, "dist/bin.cjs", project, "--yes", "--if-exists", "merge");
console.log("\nThat is done for you: the server starts here and now. Ctrl-C stops it.");

// A process group of its own, so that a Ctrl-C of the terminal reaches the server once, through the lines below.
const server = spawn(process.execPath, ["--import", "tsx", "src/index.ts"], {
  cwd: project,
  stdio: ["ignore", "inherit", "inherit"],
  detached: process.platform !== "win32",
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
// A shell between npm and this process, such as dash, ends by SIGTERM and keeps it to itself: then we have no parent.
const shell = process.ppid;
setInterval(() => process.ppid === shell || server.kill("SIGTERM"), 250).unref();
server.on("exit", (code) => {
  process.exitCode = code ?? 1;
});
