// npm run fuzz: the tests in test/fuzz with cases that no run has played yet.
import { run } from "./setup.mjs";

process.env.FUZZ_SEED ??= "new";
run("npx", "vitest", "run", "test/fuzz", ...process.argv.slice(2));
