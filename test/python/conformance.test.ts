import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { clauses, startClauses } from "../conformance/clauses/index.ts";
import { Launcher } from "../conformance/process.ts";
import { checkAll, type Results } from "../conformance/run.ts";
import { ofPython } from "./allowed.ts";
import { describeInPython } from "./describe.ts";

describeInPython("a generated Python project, held to the protocol:", (project) => {
  let results: Results;
  let launcher: Launcher;

  beforeAll(async () => {
    const handler = fileURLToPath(new URL("scripted_handler.py", import.meta.url));
    await copyFile(handler, join(project.folder, "handler.py"));
    const server = join(project.folder, "server.py");
    const code = await readFile(server, "utf8");
    // Some clauses are about a server without a handler.
    await writeFile(server, code.replace("server.set_handler(", "if handler: server.set_handler("));
    launcher = new Launcher(project.folder, project.python, "server.py");
    results = await checkAll(launcher.start, clauses, startClauses);
  }, 120_000);
  afterAll(() => launcher?.stopAll());

  for (const clause of [...clauses, ...startClauses]) {
    const reason = ofPython[clause.promise];
    const name = `§${clause.section} ${clause.promise}`;
    if (reason === undefined) test(name, () => expect(results.get(clause)).toBeUndefined());
    else test(`${name}: differs, since ${reason}`, () => expect(results.get(clause)).toBeInstanceOf(Error));
  }
});
