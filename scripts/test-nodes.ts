/**
 * Tests the program and the generated projects on other releases of Node, which npm's package "node" brings.
 *
 *     npm run test:nodes               22, 24 and 26
 *     npm run test:nodes -- 22 koa     22 alone, and the tests of Koa alone
 */
import { delimiter, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { installNode } from "./node-release.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2);
const isRelease = (arg: string) => /^\d+$/.test(arg);
const chosen = args.filter(isRelease);
const program = "test/bin/";
const insides = "test/runtime/node-insides.test.ts";
const projects = "test/generated/frameworks/";
const frameworks = args.filter((arg) => !isRelease(arg)).map((framework) => projects + framework);
const filters = frameworks.length > 0 ? frameworks : [insides, program, projects];

const summary: string[] = [];
for (const release of chosen.length > 0 ? chosen : ["22", "24", "26"]) {
  const node = await installNode(release);
  const { stdout: version } = await execa(node, ["--version"]);
  console.log(`Node ${version}`);
  // The tests start everything by this very program, or by the name "node".
  const env = { PATH: dirname(node) + delimiter + process.env.PATH };
  const vitest = ["node_modules/vitest/vitest.mjs", "run", ...filters];
  const { exitCode, durationMs } = await execa({ cwd: root, env, stdio: "inherit", reject: false })(
    node,
    vitest,
  );
  summary.push(
    `Node ${version}: ${exitCode === 0 ? "passed" : "FAILED"} in ${Math.round(durationMs / 1000)} s`,
  );
  if (exitCode !== 0) process.exitCode = 1;
}
console.log(summary.join("\n"));
