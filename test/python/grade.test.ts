import { join } from "node:path";
import { outputFile } from "fs-extra/esm";
import { expect, test } from "vitest";
import { readLessons } from "../../scripts/lessons/lesson.ts";
import { main } from "../../src/main.ts";
import { runProgram } from "../../src/run-program.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { environment } from "../support/python-environment.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";
import { describeInPython } from "./describe.ts";

const hello = "01-hello";
const signal = new AbortController().signal;

describeInPython("a class of Python, graded:", () => {
  test("what is right has its point; what means harm has none, and harms nothing", {
    timeout: 120_000,
  }, async () => {
    const folder = await testFolder();
    const [lesson] = await readLessons([hello]);
    const right = lesson?.files["solution.py"] ?? "";
    const mine = join(folder, "mine.txt");
    const submissions: Record<string, string> = {
      right,
      "forks-without-an-end": `import os\nwhile True:\n    os.fork()\n${right}`,
      "takes-all-memory": `all = []\nwhile True:\n    all.append(bytearray(100_000_000))\n${right}`,
      "writes-elsewhere": `open(${JSON.stringify(mine)}, "w").write("x")\n${right}`,
      "ends-at-once": `import os\nos._exit(0)\n${right}`,
    };
    for (const [name, code] of Object.entries(submissions)) {
      await outputFile(join(folder, name, `lessons/work/${hello}/handler.py`), code);
      await outputFile(join(folder, name, ".llmbrick.json"), "{}");
    }
    const io = testIo({ cwd: folder, env: { VIRTUAL_ENV: environment, PATH: process.env.PATH } });
    io.run = (command, args, options) => runProgram(command, args, options, signal);
    await main(["grade", folder, "--json"], io);
    const document = outcomeIn(io.out());
    const points = document.submissions.map(({ name, points }: Record<string, unknown>) => [name, points]);
    const isOpen = document.contained ? 0 : 1;
    expect(Object.fromEntries(points)).toEqual({
      right: 1,
      "forks-without-an-end": 0,
      "takes-all-memory": 0,
      "writes-elsewhere": isOpen,
      "ends-at-once": 0,
    });
  });
});
