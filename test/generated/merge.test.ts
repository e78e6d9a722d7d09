import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputJson } from "fs-extra/esm";
import { expect, test } from "vitest";
import { program } from "../support/generated-project.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { testFolder } from "../support/test-folder.ts";

/** Puts into an object what another one has. */
function put(into: Record<string, unknown>, from: object): void {
  for (const [name, value] of Object.entries(from)) {
    const own = into[name];
    if (typeof own === "object" && own !== null) put(own as Record<string, unknown>, value);
    else into[name] = value;
  }
}

test.each(["js", "ts"])(
  "merged into what npm init has made: the advice is told, and a project in %s that follows it runs",
  { timeout: 240_000 },
  async (language) => {
    const cwd = await testFolder();
    await execa({ cwd })`npm init -y`;
    // What newer versions of npm write.
    const packageJson = join(cwd, "package.json");
    const own = { ...JSON.parse(await readFile(packageJson, "utf8")), type: "commonjs" };
    await outputJson(packageJson, own);
    const before = await readFile(packageJson, "utf8");
    const flags = ["--if-exists", "merge", "--framework", "express", "--language", language, "--no-git"];
    const create = (...more: string[]) =>
      execa({ cwd, reject: false })`node ${program} . ${flags} ${more} --yes --json`;

    const first = await create();
    const { files, steps, next } = outcomeIn(first.stdout);
    expect([first.exitCode, steps.install, next]).toEqual([0, "skipped", ["npm install", "npm run dev"]]);
    expect(first.stderr).toContain(
      "Nothing is installed yet: first put into package.json what is listed above",
    );
    expect(await readFile(packageJson, "utf8")).toBe(before);
    const told = files.find(({ path }: { path: string }) => path === "package.json");
    expect(told.conflicts).toEqual([
      { member: "type", present: "commonjs", planned: "module" },
      expect.objectContaining({ member: "scripts.test" }),
    ]);
    expect(told.missing).toMatchObject({ dependencies: { express: expect.any(String) } });

    // Whoever insists on an install, or on a verification, is told that there was none.
    expect((await create("--install")).exitCode).toBe(4);
    const unverified = await create("--verify");
    expect(unverified.exitCode).toBe(6);
    expect(unverified.stderr).toContain("Not verified, since package.json lacks packages");

    put(own, told.missing);
    own.type = "module";
    own.scripts.test = told.conflicts[1].planned;
    await writeFile(packageJson, JSON.stringify(own));
    const second = await create("--verify");
    expect([second.exitCode, outcomeIn(second.stdout).steps]).toMatchObject([
      0,
      { install: "done", verify: "done" },
    ]);
    expect((await execa({ cwd })`npm test`).stdout).toMatch(/\bfail 0\b/);
  },
);
