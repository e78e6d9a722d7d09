/** Holds the lessons to what a lesson must be, and prints what is wrong with them. See `docs/lessons/authors.md`. */
import { parseArgs } from "node:util";
import { faultsOf, judge, nodeBench, pythonBench } from "./lessons/judge.ts";
import { lacksOf, readLessons } from "./lessons/lesson.ts";

const { values, positionals } = parseArgs({
  options: {
    times: { type: "string", default: "1" },
    "only-solutions": { type: "boolean", default: false },
    python: { type: "string" },
  },
  allowPositionals: true,
});
const lessons = await readLessons(positionals);
const faults = lessons.flatMap((lesson) => lacksOf(lesson).map((fault) => `${lesson.name}: ${fault}`));
const benches = [nodeBench, ...(values.python ? [pythonBench(values.python)] : [])];
for (const bench of benches) {
  const judged = await judge(bench, lessons, {
    times: Number(values.times),
    onlySolutions: values["only-solutions"],
  });
  const found = faultsOf(judged).map((fault) => `${fault} (${bench.language})`);
  faults.push(...found);
  console.log(`${bench.language}: ${judged.length} handlers judged, ${found.length} faults`);
}
if (!values.python) console.log("py: not judged; name a Python that has a project's packages: --python PATH");
for (const fault of faults) console.log(fault);
process.exitCode = faults.length > 0 ? 1 : 0;
