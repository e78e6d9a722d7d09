import { mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type LessonProject, lacksPython, lessonProject } from "../lessons/project.ts";
import { Terminal } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";

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

test.each([
  { framework: "node", language: "js" },
  ...(lacksPython ? [] : [{ framework: "llmbrick", language: "js" } as const]),
] as const)(
  "in a terminal, a reader saves, sees, and goes on ($framework)",
  { timeout: 120_000 },
  async (changes) => {
    const project = await seat("seat-01", changes);
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

test("two seats of one machine have a page each, at once, and Ctrl-C leaves nothing behind", async () => {
  const base = await freeBase();
  const seats = await Promise.all(
    ["seat-01", "seat-02"].map((name) => seat(name, { framework: "node", language: "js" })),
  );
  const runs = await Promise.all(seats.map((project) => watch(project, "--port-base", String(base))));
  expect(runs.map(({ page }) => page)).toEqual([1, 2].map((number) => `http://127.0.0.1:${base + number}/`));
  for (const { terminal } of runs) terminal.type("\u0003");
  await Promise.all(runs.map(({ terminal }) => terminal.exitCode()));
  for (const { page } of runs) await expect.poll(() => onPage(page).catch(String)).toMatch("fetch failed");
});
