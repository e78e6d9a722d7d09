// npm test: from a fresh clone to every check and test. Arguments go to vitest: npm test -- test/plan
import { run, setUp } from "./setup.mjs";
import { leaveNoTraces } from "./traces.mjs";

setUp();
leaveNoTraces();
run("npm", "run", "check");
run("npx", "tsx", "scripts/ensure-programs.ts");
run("npx", "tsx", "scripts/ensure-python.ts");
run("npx", "vitest", "run", ...process.argv.slice(2));
