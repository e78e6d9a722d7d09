import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Options } from "../../src/options/table.ts";
import { Terminal } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";
import { type LessonProject, lessonProject } from "./project.ts";

/** Of which projects the runner is tested. */
export interface Tested {
  changes: Partial<Options>;
  isSkipped?: boolean;
  /** The Node that runs it; this one, if none is named. */
  node?: string;
}

const nameOf = ({ changes, node }: Tested) =>
  [...Object.values(changes), ...(node ? ["another Node"] : [])].join(", ");

/** A reader's way through the first lessons, command by command. */
export function testReader(tested: Tested): void {
  const project = async () => lessonProject(await testFolder(), tested.changes, tested.node);
  test.skipIf(tested.isSkipped)(
    `a reader fails, learns, passes, goes on and gets a certificate, without an install (${nameOf(tested)})`,
    { timeout: 120_000 },
    async () => {
      const { lesson, read, write, handler, extension } = await project();
      const original = await read(handler);

      // Who only looks has begun nothing.
      expect((await lesson("list")).stdout).toContain("> 1. [");
      expect((await lesson("report", "--name", "Ada")).exitCode).toBe(0);
      expect(await read(handler)).toBe(original);

      const first = await lesson("check");
      expect(first.exitCode, first.all).toBe(1);
      expect(first.stdout).toContain("[not yet] The answer greets whoever wrote");
      expect(first.stdout).toContain('Seen: "Hello, nobody!"');
      expect(await read(`lessons/work/before/aside-1.${extension}`)).toBe(original);

      expect((await lesson("next")).exitCode).toBe(2);
      expect((await lesson("report", "--name", "Ada")).stdout).toContain("No lesson is passed yet");
      expect(await read("lesson-report.html")).toContain("has begun to make a server");

      await write(handler, "(");
      const broken = await lesson("check");
      expect(broken.stdout).toContain("Where: the start of the server");
      expect(broken.stdout).toContain("SyntaxError");
      expect(broken.stdout).not.toContain("Each run writes another name");
      expect((await lesson("hint")).stdout).toContain("Hint 1 of 3");
      await write(handler, await read(`lessons/01-hello/solution.${extension}`));
      const second = await lesson("check");
      expect(second.exitCode).toBe(0);
      expect(second.stdout).toContain("Well done!");
      expect(await read(`lessons/work/01-hello/handler.${extension}`)).toBe(await read(handler));

      expect((await lesson("next")).stdout).toContain("Lesson 2 of 12");
      await write(handler, "of my own");
      expect((await lesson("reset")).stdout).toContain("aside-1");
      expect(await read(`lessons/work/02-tokens/aside-1.${extension}`)).toBe("of my own");
      await lesson("solution");

      await lesson("report", "--name", "Ada <b>");
      const report = JSON.parse(await read("lesson-report.json"));
      expect(report.name).toBe("Ada <b>");
      expect(report.lessons[0]).toMatchObject({ name: "01-hello", attempts: 3, looked: false });
      expect(report.lessons[1]).toMatchObject({ name: "02-tokens", passed: null, looked: true });
      let before = "";
      for (const { hash, ...attempt } of report.attempts) {
        const chained = `${before}\n${JSON.stringify(attempt)}`;
        expect(hash).toBe(createHash("sha256").update(chained).digest("hex"));
        before = hash;
      }
      const page = await read("lesson-report.html");
      expect(page).toMatch(/Ada &(lt|#60);b/);
      expect(page).toContain("1 of 12 lessons passed");
      expect(page).toContain(before);
    },
  );
}

/** What the runner says of lines and files that it can't understand. */
export function testLines(tested: Tested): void {
  const project = async () => lessonProject(await testFolder(), tested.changes, tested.node);
  test.skipIf(tested.isSkipped)(
    `what is not understood, and progress that is none, is told to a reader (${nameOf(tested)})`,
    { timeout: 120_000 },
    async () => {
      const { lesson, write } = await project();
      for (const [args, told] of [
        [["jump", "99"], "There is no lesson 99"],
        [["jump"], "There is no lesson"],
        [["--port-base", "70000"], "--port-base: 70000 is no port"],
        [["--port-base", "-1"], ""],
        [["--portbase", "9100"], "That is not understood: --portbase 9100."],
        [["report", "--name"], "That is not understood: report --name."],
        [["dance"], "That is not understood: dance. Commands: hint"],
      ] as const) {
        const { exitCode, all } = await lesson(...args);
        expect([args, exitCode]).toEqual([args, 2]);
        expect(all).toContain(told);
      }
      for (const broken of ["{", "[]", '{"lesson":"99-none","hints":{},"attempts":[]}']) {
        await write("lessons/progress.json", broken);
        const { exitCode, all } = await lesson("hint");
        expect([exitCode, all]).toEqual([
          2,
          expect.stringMatching(/^lessons.progress\.json can't be read\./),
        ]);
      }
    },
  );
}

/** The runner in a terminal, with the page that it serves. */
export function testWatch(tested: Tested): void {
  test.skipIf(tested.isSkipped)(
    `in a terminal, a reader saves, sees, and goes on (${nameOf(tested)})`,
    { timeout: 120_000 },
    async () => {
      const project = await seat("seat-01", tested.changes);
      const base = await freeBase();
      const { terminal, page } = await watch(project, "--port-base", String(base));
      expect(page).toBe(`http://127.0.0.1:${base + 1}/`);
      expect(await onPage(page)).toMatchObject({
        number: 1,
        checks: [{ state: "failed" }, { state: "waiting" }],
      });

      await project.write(
        project.handler,
        await project.read(`lessons/01-hello/solution.${project.extension}`),
      );
      await terminal.waitFor("Well done!");
      await terminal.waitFor("Page: ");
      expect(await onPage(page)).toMatchObject({
        number: 1,
        checks: [{ state: "passed" }, { state: "passed" }],
      });

      terminal.type("dance\r");
      await terminal.waitFor("That is not understood: dance.");
      terminal.type("report Ada Lovelace\r");
      await terminal.waitFor("lesson-report.html");
      expect(await project.read("lesson-report.html")).toContain("Ada Lovelace");

      terminal.type("next\r");
      await terminal.waitFor("Lesson 2 of 12");
      // The new lesson's handler is checked as one that was saved.
      await terminal.waitFor("[not yet]");
      await terminal.waitFor("Page: ");
      expect(await onPage(page)).toMatchObject({ number: 2 });

      await project.write(project.handler, "(");
      await terminal.waitFor("The page can't be served");
      await terminal.waitFor("Where: the start of the server");

      terminal.type("quit\r");
      expect(await terminal.exitCode()).toBe(0);
      await expect(onPage(page)).rejects.toThrow("fetch failed");
    },
  );
}

/** Many seats on one machine. */
export function testSeats(): void {
  test("two seats of one machine have a page each, at once, and Ctrl-C leaves nothing behind", async () => {
    const base = await freeBase();
    const seats = await Promise.all(
      ["seat-01", "seat-02"].map((name) => seat(name, { framework: "node", language: "js" })),
    );
    const runs = await Promise.all(seats.map((project) => watch(project, "--port-base", String(base))));
    expect(runs.map(({ page }) => page)).toEqual(
      [1, 2].map((number) => `http://127.0.0.1:${base + number}/`),
    );
    for (const { terminal } of runs) terminal.type("\u0003");
    await Promise.all(runs.map(({ terminal }) => terminal.exitCode()));
    for (const { page } of runs) await expect.poll(() => onPage(page).catch(String)).toMatch("fetch failed");
  });
}

/** A project in a folder of this name, beside others. */
async function seat(name: string, changes: Parameters<typeof lessonProject>[1]): Promise<LessonProject> {
  const folder = join(await testFolder(), name);
  await mkdir(folder);
  return lessonProject(folder, changes);
}

/** A base from which the ports of seats 1 and 2 are free. */
async function freeBase(): Promise<number> {
  const listen = (port: number) =>
    new Promise<ReturnType<typeof createServer> | undefined>((resolve) => {
      const server = createServer().on("error", () => resolve(undefined));
      server.listen(port, "127.0.0.1", () => resolve(server));
    });
  for (let base = 20_000; ; base += 10) {
    const servers = await Promise.all([listen(base + 1), listen(base + 2)]);
    for (const server of servers) server?.close();
    if (servers.every(Boolean)) return base;
  }
}

/** Starts the runner, and waits until the first check has failed. Gives the page's address. */
async function watch({ runner, folder }: LessonProject, ...args: string[]) {
  const terminal = new Terminal([...runner.slice(1), ...args], { cwd: folder, program: [runner[0]] });
  await terminal.waitFor("[not yet] The answer greets whoever wrote");
  await terminal.waitFor("Page: ");
  await terminal.waitFor("Commands: ");
  return { terminal, page: /Page: (http\S+)/.exec(terminal.text)?.[1] ?? "" };
}

const onPage = async (page: string) => (await fetch(`${page}page/lesson.json`)).json();
