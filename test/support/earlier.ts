import { readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { collectLayers } from "../../build/layers.ts";
import type { RunOptions, RunResult } from "../../src/io.ts";
import { main } from "../../src/main.ts";
import type { Layers } from "../../src/plan/layers.ts";
import { ANSWERS_FILE } from "../../src/plan/plan.ts";
import { type TestIo, type TestIoOptions, testIo } from "./test-io.ts";

/** An earlier version of the program: its templates are otherwise. */
export interface Earlier {
  readonly version: string;
  readonly layers: Layers;
  /** Whether it keeps hashes. */
  readonly hasHashes: boolean;
}

/** Makes an earlier version, some of whose plain templates begin with a line that they have no more. */
export async function earlierVersion(paths: readonly string[], hasHashes = true): Promise<Earlier> {
  const layers = Object.entries(await collectLayers()).map(([name, files]) => [
    name,
    Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, paths.includes(path) ? `// old\n${text}` : text]),
    ),
  ]);
  return { version: "0.0.9", layers: Object.fromEntries(layers), hasHashes };
}

/** Has an earlier version run in this process. */
export async function runEarlier(
  { version, layers, hasHashes }: Earlier,
  argv: readonly string[],
  cwd: string,
): Promise<Pick<RunResult, "status" | "output">> {
  const io = testIo({ cwd, readLayers: async () => layers });
  const exitCode = await main(argv, io);
  if (exitCode !== 0) return { status: "failed", output: io.err() };
  const [first = "", second = ""] = argv;
  const folder = resolve(cwd, first === "add" ? "." : first === "update" ? second : first);
  const file = join(folder, ANSWERS_FILE);
  const { files, ...answers } = JSON.parse(await readFile(file, "utf8"));
  const document = { ...answers, generatorVersion: version, ...(hasHashes && { files }) };
  await writeFile(file, `${JSON.stringify(document, null, 2)}\n`);
  return { status: "done", output: io.out() };
}

/** Runs the program, for which npx runs that version. No other program is there. */
export async function runWith(
  earlier: Earlier,
  argv: readonly string[],
  cwd: string,
  parts: TestIoOptions = {},
): Promise<{ exitCode: number; out: string; err: string; commands: readonly string[] }> {
  const commands: string[] = [];
  const run = async (command: string, args: readonly string[], { cwd: place }: RunOptions) => {
    commands.push([command, ...args].join(" "));
    return args[1] === `create-llmbrick-sse@${earlier.version}`
      ? runEarlier(earlier, args.slice(2), place)
      : { status: "failed" as const, output: "" };
  };
  const io: TestIo = Object.assign(testIo({ cwd, ...parts }), { run });
  return { exitCode: await main([...argv], io), out: io.out(), err: io.err(), commands };
}
