import { readFile, symlink } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { outputFile, outputJson } from "fs-extra/esm";
import { deriveJavaScript } from "../../build/derive-js.ts";
import { installNode } from "../../scripts/node-release.ts";
import { commonJs } from "../../src/application/imports.ts";
import { run } from "../support/program.ts";
import { type Edition, ownApplications } from "./own-applications.ts";

/** What an application answers, on routes of its own and on ours: statuses, and the beginning of each body. */
type Answers = Readonly<Record<string, readonly [status: number, body: string]>>;

/** What became of an application: before, and with the two lines in it. */
export interface Joined {
  readonly before: Answers;
  readonly after: Answers;
  readonly said: string;
  /** What its compiler said, and the tests of the endpoint; the last lines of each. */
  readonly compiled: string;
  readonly tested: string;
  /** The package.json after it. */
  readonly manifest: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What is run beside the application, whatever its modules are. */
const probe = (file: string) => `
const { start } = await import(${JSON.stringify(`./${file}`)}).then((all) => all.default?.start ? all.default : all);
const server = await start();
const url = "http://127.0.0.1:" + server.address().port;
const body = JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "Hello" }], sessionId: "s1" });
const headers = { Accept: "text/event-stream", "Content-Type": "application/json" };
const ask = async (path, options) => {
  const response = await fetch(url + path, options);
  return [response.status, (await response.text()).slice(0, 14)];
};
console.log(JSON.stringify({
  mine: await ask("/mine"),
  none: await ask("/none"),
  chat: await ask("/ai/chat/completions", { method: "POST", headers, body }),
  page: await ask("/ai/"),
}));
process.exit(0);
`;

/** The line that a framework's lines take the place of, with what belongs around it. */
const withLines = (code: string, [first, second]: readonly string[]) =>
  code
    .replace("// first", first ?? "")
    .replace(/\/\/ second\n {2}\/\/ else yours/, `${second}\n  else yours`)
    .replace(
      /if \(!chat\.handle\(request, response\)\) yours\(request, response\);\n {2}else yours\(request, response\);/,
      second ?? "",
    )
    .replace("// second", second ?? "");

const nodes = new Map<string, Promise<string>>();

/** The program of a release of Node, which is installed once. */
function nodeOf(release: string): Promise<string> {
  const node = nodes.get(release) ?? installNode(release);
  nodes.set(release, node);
  return node;
}

/** Makes an application of a framework in a folder, puts the endpoint into it as its user does, and asks both. */
export async function joinApplication(
  framework: keyof typeof ownApplications,
  edition: Edition,
  cwd: string,
): Promise<Joined> {
  const { packages, javascript, ...own } = ownApplications[framework];
  const code = edition.extension === "js" && javascript ? javascript : own.code;
  const node = edition.node ? await nodeOf(edition.node) : process.execPath;
  const loader = edition.node ? [] : ["--import", "tsx"];
  const env = { PATH: dirname(node) + delimiter + process.env.PATH };
  const dependencies = Object.fromEntries(packages.map((name) => [name, "*"]));
  await symlink(
    fileURLToPath(new URL("../../node_modules", import.meta.url)),
    join(cwd, "node_modules"),
    "dir",
  );
  await outputJson(
    join(cwd, "package.json"),
    { name: "own", ...edition.packageJson, dependencies },
    { spaces: 4 },
  );
  const { compilerOptions } = edition;
  if (compilerOptions) await outputJson(join(cwd, "tsconfig.json"), { compilerOptions, include: ["src"] });
  const write = async (source: string) =>
    outputFile(join(cwd, edition.folder, `app.${edition.extension}`), await written(source, edition));
  const answers = async (): Promise<Answers> => {
    await outputFile(join(cwd, "probe.mjs"), probe(edition.runs));
    const { stdout } = await execa({ cwd })`${node} ${loader} probe.mjs`;
    return JSON.parse(stdout.slice(stdout.indexOf('{"mine"')));
  };
  const compile = async () => {
    if (!compilerOptions) return "";
    return (await execa({ cwd, all: true, reject: false })`npx tsc -p tsconfig.json`).all;
  };

  await write(code.replace("// second\n  // else yours", "yours"));
  const untouched = await compile();
  if (untouched !== "") throw new Error(untouched);
  const before = await answers();
  const added = ["add", "--json", "--no-install", ...(framework === "node" ? ["--framework", "node"] : [])];
  const said = await run(added, { cwd });
  if (said.exitCode !== 0) throw new Error(said.stdout + said.stderr);
  const { lines } = JSON.parse(said.stdout);
  await write(withLines(code, lines));
  const compiled = await compile();
  const manifest = JSON.parse(await readFile(join(cwd, "package.json"), "utf8"));
  const script = Object.keys(manifest.scripts ?? {}).find((key) => key.startsWith("test:")) ?? "";
  const tested = await execa({ cwd, env, all: true, reject: false })`npm run ${script}`;
  return { before, after: await answers(), said: said.stderr, compiled, tested: tested.all, manifest };
}

async function written(source: string, { extension, packageJson, isModule }: Edition): Promise<string> {
  if (extension !== "js") return source;
  // A line of CommonJS that takes the endpoint is that already.
  const code = await deriveJavaScript(source);
  return packageJson.type === "module" || isModule ? code : commonJs(code);
}
