import { beforeAll, describe, expect, test } from "vitest";
import { closedGrading, type Grading, hello, rightAnswer } from "../support/grading.ts";

describe("a handler on Node that means harm, where the system has namespaces,", () => {
  let right: string;
  let grader: Grading;

  beforeAll(async () => {
    right = await rightAnswer("js");
    grader = await closedGrading("js");
  });

  const run = async (code: string) => (await grader.run({ [hello]: code })).get(hello)?.state;

  test.each([
    ["loops when it is loaded", "for (;;);"],
    ["ends its process", "process.exit();"],
    ["ends others", "process.kill(process.ppid, 'SIGKILL');"],
    ["opens the runner's debugger", "process.kill(process.ppid, 'SIGUSR1');"],
    [
      "does so by a name that it imports",
      "import { kill } from 'node:process';\nkill(process.ppid, 'SIGUSR1');",
    ],
    ["does so by Node's own", "process.binding('process_methods')._kill(process.ppid, 10);"],
    ["prints without an end", "for (;;) process.stdout.write('x'.repeat(100_000));"],
    ["takes all memory", "const all = [];\nfor (;;) all.push(new Array(1_000_000).fill({}));"],
    ["starts another", "import { spawn } from 'node:child_process';\nspawn(process.execPath, ['-v']);"],
    ["begins a worker", "import { Worker } from 'node:worker_threads';\nnew Worker('', { eval: true });"],
    ["deletes its folder", "import { rmSync } from 'node:fs';\nrmSync('.', { recursive: true });"],
    ["writes", "import { writeFileSync } from 'node:fs';\nwriteFileSync('/tmp/x', '');"],
    ["reads what is not its own", "import { readFileSync } from 'node:fs';\nreadFileSync('/etc/passwd');"],
    ["is no code", "%%%"],
  ])("%s: it does not pass", { timeout: 60_000 }, async (_what, code) => {
    expect(await run(`${code}\n${right}`)).toBe("failed");
  });

  test.each([
    ["loops when it is asked", "export async function* handler() { for (;;); }"],
    [
      "answers without an end",
      "export async function* handler() { for (;;) yield { id: '1', type: 'text', text: 'x', progress: 'IN_PROGRESS' }; }",
    ],
  ])("%s: it does not pass", { timeout: 60_000 }, async (_what, code) => {
    expect(["failed", "ended", "late"]).toContain(await run(code));
  });

  test("but for what takes memory outside of the language's own", { timeout: 60_000 }, async () => {
    const code = `const all = [];\nfor (let count = 0; count < 60; count++) all.push(Buffer.alloc(50_000_000, 1));\n${right}`;
    expect(await run(code)).toBe("failed");
  });

  test("leaves the lessons after it to be run", { timeout: 60_000 }, async () => {
    const last = grader.bench.lessons.at(-1)?.name ?? "";
    const endless = right.replace(
      /\}\s*;?\s*$/,
      `for (;;) yield { id: String(Math.random()), type: "text", progress: "IN_PROGRESS", text: "x".repeat(10_000) };\n}`,
    );
    const outcomes = await grader.run({ [hello]: endless, [last]: "export async function* handler() {}" });
    expect(["failed", "ended"]).toContain(outcomes.get(hello)?.state);
    expect(outcomes.get(last)?.state).toBe("failed");
  });
});
