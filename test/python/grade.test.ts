import { expect, test } from "vitest";
import { grading, hello, rightAnswer } from "../support/grading.ts";
import { environment } from "../support/python-environment.ts";
import { describeInPython } from "./describe.ts";

describeInPython("a handler in Python, graded:", () => {
  test("what is right passes with its own modules; what ends its process does not", {
    timeout: 60_000,
  }, async () => {
    const right = await rightAnswer("py");
    const grader = await grading("py", { env: { VIRTUAL_ENV: environment, PATH: process.env.PATH } });
    const handlers = { [hello]: `import mine\n${right}`, "02-tokens": "import os\nos._exit(0)" };
    const outcomes = await grader.run(handlers, { "mine.py": "" });
    expect([...outcomes.values()].map(({ state }) => state)).toEqual(["passed", "failed"]);
  });
});
