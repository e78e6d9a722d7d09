// npm test: from a fresh clone to every check and test. Arguments go to vitest: npm test -- test/plan
import { run, setUp } from "./setup.mjs";
import { leaveNoTraces } from "./traces.mjs";

setUp();
leaveNoTraces();
run("npm", "run", "check");
// They stay in memory, so that each core can have its own.
test("units", "--maxWorkers=100%");
// From here on it takes programs, and the program as it is built: what measures time wants some of the machine left.
run("npx", "tsx", "scripts/ensure-programs.ts");
run("npx", "tsx", "scripts/ensure-python.ts");
test("whole");

function test(project, ...options) {
  const results = [
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=.cache/test-results/${project}.json`,
  ];
  const which = ["--project", project, "--passWithNoTests", ...options, ...process.argv.slice(2)];
  run("npx", "vitest", "run", ...results, ...which);
}
