/**
 * Holds a generated Python project to the protocol under every ASGI server that its README names, and prints a table.
 *
 *     npm run test:asgi               every server
 *     npm run test:asgi -- granian    some of them
 */
import { fileURLToPath } from "node:url";
import { emptyDir } from "fs-extra/esm";
import { clauses, startClauses } from "../conformance/clauses/index.ts";
import { expectOutcome } from "../conformance/differences.ts";
import { Launcher } from "../conformance/process.ts";
import { checkAll } from "../conformance/run.ts";
import { scriptedLauncher } from "../test/python/scripted-project.ts";
import { writePythonProject } from "../test/support/python.ts";
import { type AsgiServer, asgiServers, installServers } from "./asgi-servers.ts";

const words = process.argv.slice(2);
const names = asgiServers.map(({ name }) => name);
const unknown = words.filter((word) => !names.includes(word));
if (unknown.length > 0) {
  console.error(`There is no server ${unknown.join(", ")}: ${names.join(", ")}`);
  process.exit(2);
}

const programs = await installServers();
for (const server of asgiServers) {
  if (words.length > 0 && !words.includes(server.name)) continue;
  const failures = await check(server);
  const count = clauses.length + startClauses.length;
  const differing = Object.keys(server.differences).length;
  console.log(
    `${server.name.padEnd(16)} ${count - failures.length} of ${count} as described, ${differing} of them differences`,
  );
  for (const failure of failures) console.log(failure);
  if (failures.length > 0) process.exitCode = 1;
}

/** Gives what a server does otherwise than described, each with what was seen. */
async function check({ name, command, differences }: AsgiServer): Promise<string[]> {
  const folder = fileURLToPath(new URL(`../.cache/asgi/${name}`, import.meta.url));
  await emptyDir(folder);
  await writePythonProject(folder);
  await scriptedLauncher({ folder, python: `${programs}/python` });
  const wrapper = fileURLToPath(new URL("asgi-server.mjs", import.meta.url));
  const [program, ...options] = command;
  const launcher = new Launcher(folder, process.execPath, wrapper, `${programs}/${program}`, ...options);
  try {
    const failures: string[] = [];
    for (const [{ section, promise }, failure] of await checkAll(launcher.start, clauses, startClauses)) {
      try {
        expectOutcome(failure, differences[promise]);
      } catch (error) {
        failures.push(`  §${section} ${promise}\n    ${error}`);
      }
    }
    return failures;
  } finally {
    await launcher.stopAll();
  }
}
