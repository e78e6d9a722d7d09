// npm run test:update: the properties of update and add, with many cases that no run has played yet.
import { run } from "./setup.mjs";

process.env.FUZZ_SEED ??= "new";
process.env.FUZZ_RUNS ??= "10000";
run("npx", "vitest", "run", "--project", "units", "test/update", ...process.argv.slice(2));
