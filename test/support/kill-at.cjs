// Kills this process before its KILL_AT-th change of the disk. It is loaded before all else.
const fs = require("node:fs");

let count = 0;
for (const name of ["mkdirSync", "renameSync", "rmdirSync", "rmSync", "writeFileSync"]) {
  const operation = fs[name];
  fs[name] = (...args) => {
    count += 1;
    if (count === Number(process.env.KILL_AT)) process.kill(process.pid, "SIGKILL");
    return operation(...args);
  };
}
