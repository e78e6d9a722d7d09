import { beforeAll, expect, test } from "vitest";
import { describeInPython } from "../python/describe.ts";
import { closedGrading, type Grading, hello, rightAnswer } from "../support/grading.ts";
import { environment } from "../support/python-environment.ts";

/** In place of one of the runner's modules, it lets all checks pass. */
const FORGER = `
import lessons.run.check as check
async def run_checks(checks, start, patience=10):
    return [check.Result(one["name"], "passed") for one in checks]
check.run_checks = run_checks
`;

describeInPython("a handler in Python that means harm, where the system has namespaces,", () => {
  let right: string;
  let grader: Grading;

  beforeAll(async () => {
    right = await rightAnswer("py");
    const env = { VIRTUAL_ENV: environment, PATH: process.env.PATH };
    grader = await closedGrading("py", { env });
  });

  const run = async (code: string, others?: Record<string, string>) =>
    (await grader.run({ [hello]: `${code}\n${right}` }, others)).get(hello)?.state;

  test.each([
    // Without a limit, these would pass, and end by themselves.
    [
      "forks again and again",
      "import os, time\nfor _ in range(40):\n    if os.fork() == 0:\n        time.sleep(5)\n        os._exit(0)",
    ],
    ["takes much memory", "all = [bytearray(100_000_000) for _ in range(20)]"],
    ["takes memory that is shared", "import mmap\nall = [mmap.mmap(-1, 100_000_000) for _ in range(20)]"],
    ["writes into its folder", "open('x', 'w').write('x' * 100_000)"],
    ["loops", "while True:\n    pass"],
    ["prints without an end", "while True:\n    print('x' * 100_000)"],
    ["ends at once", "import os\nos._exit(0)"],
    ["ends its group", "import os\nos.killpg(0, 9)"],
    ["reads the runner's memory", "import os\nopen(f'/proc/{os.getppid()}/mem', 'rb').read(1)"],
    ["writes where the runner does", "import os\nopen(f'/proc/{os.getppid()}/fd/1', 'wb').write(b'x')"],
  ])("%s: it does not pass", { timeout: 60_000 }, async (_what, code) => {
    expect(["failed", "ended"]).toContain(await run(code));
  });

  test("by modules with the names of the runner's: nobody imports them", { timeout: 60_000 }, async () => {
    const names = ["h11", "httpx", "uvicorn", "json", "asyncio", "hardening", "anyio"];
    const others = Object.fromEntries(names.map((name) => [`${name}.py`, FORGER]));
    const outcomes = await grader.run({ [hello]: "async def handler(request):\n    return" }, others);
    expect(outcomes.get(hello)?.state).toBe("failed");
  });

  test("finds its own modules, and may begin some threads", { timeout: 60_000 }, async () => {
    const threads =
      "import threading\nfor _ in range(4):\n    threading.Thread(target=threading.Event().wait, daemon=True).start()";
    expect(await run(`import mine\n${threads}`, { "mine.py": "x = 1" })).toBe("passed");
  });
});
