import { join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, test } from "vitest";
import { clauses, startClauses } from "../../../conformance/clauses/index.ts";
import { Launcher } from "../../../conformance/process.ts";
import { putHandler } from "../../../conformance/project.ts";
import { checkAll, type Results } from "../../../conformance/run.ts";
import type { Options } from "../../../src/options/table.ts";
import { generate } from "../../support/generated-project.ts";
import { options } from "../../support/options.ts";
import { temporaryFolder } from "../../support/test-folder.ts";
import { verifyFolder } from "../../support/verify-folder.ts";

type Language = Options["language"];

/**
 * Lines of npm's that tell of a fault in the packages that a project names, of packages that ask for a newer Node.js
 * than is promised, or of a script that waits for a yes.
 */
const warnings = /npm warn (?:deprecated|EBADENGINE|ERESOLVE|install-scripts|.*\bpeer\b)/;

/** What starts a project that is built, if it has to be. */
const servers: Record<Language, string> = { ts: "dist/index.js", js: "src/index.js" };

/** Holds the server of an installed project to the protocol. Its handler is lost. */
async function conformance(project: string, language: Language): Promise<Results> {
  await putHandler(project, language);
  if (language === "ts") await execa({ cwd: project })`npm run build`;
  const launcher = new Launcher(project, process.execPath, servers[language]);
  try {
    return await checkAll(launcher.start, clauses, startClauses);
  } finally {
    await launcher.stopAll();
  }
}

/** Generates a project in each language outside this repository, and does with it all that a user does. */
export function testFramework(framework: Options["framework"]): void {
  // Side by side, since much of the time is waiting.
  describe.concurrent.each(["ts", "js"] as const)(`${framework}, %s`, (language) => {
    const cwd = join(temporaryFolder(), "my-server");
    let installed: string;
    let checked: string;
    let verified: Awaited<ReturnType<typeof verifyFolder>>;
    let results: Results;

    beforeAll(async () => {
      await generate(cwd, "-f", framework, "--language", language, "--no-install");
      const env = { npm_config_prefer_offline: "true" };
      installed = (await execa({ cwd, env, all: true })`npm install`).all;
      checked = (await execa({ cwd, all: true, reject: false })`npm run check`).all;
      verified = await verifyFolder(cwd, options({ framework, language }));
      results = await conformance(cwd, language);
    }, 400_000);

    test("installs without a warning about a package", () => {
      expect(installed).not.toMatch(warnings);
    });

    test("passes its own checks and tests", () => {
      expect(checked).toMatch(/\bpass 9\b/);
      expect(checked).toMatch(/\bfail 0\b/);
    });

    test("is verified: started, spoken to, left, stopped", () => {
      const { error, steps, running } = verified;
      expect([error, running]).toEqual([undefined, 0]);
      expect(steps.map(({ step, status }) => `${step} ${status}`)).toEqual([
        "start done",
        "stream done",
        "abort done",
        "stop done",
      ]);
    });

    test.each([...clauses, ...startClauses])("§$section $promise", (clause) => {
      expect(results.has(clause)).toBe(true);
      const failure = results.get(clause);
      if (failure !== undefined) throw failure;
    });
  });
}
