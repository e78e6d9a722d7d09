// npm test: from a fresh clone to every check and test. Arguments go to vitest: npm test -- test/plan
import { run, setUp } from "./setup.mjs";
import { leaveNoTraces } from "./traces.mjs";

setUp();
leaveNoTraces();
run("npm", "run", "check");
test("units");
// From here on it takes programs, and the program as it is built.
run("npx", "tsx", "scripts/ensure-programs.ts");
run("npx", "tsx", "scripts/ensure-python.ts");
test("whole");

function test(project) {
  const results = [
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=.cache/test-results/${project}.json`,
  ];
  const which = ["--project", project, "--passWithNoTests", ...process.argv.slice(2)];
  run("npx", "vitest", "run", ...results, ...which);
}
