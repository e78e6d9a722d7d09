import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Io } from "../io.ts";
import type { PackageManager } from "../options/table.ts";
import { ANSWERS_FILE } from "../plan/plan.ts";
import { orAbsent } from "./or-absent.ts";
import { MOST_OF_OURS, readOrdinary } from "./ordinary.ts";

/** How each package manager runs a package that is not installed. The first version of Yarn can't. */
const RUNNERS: Readonly<Record<PackageManager, readonly string[]>> = {
  npm: ["npx", "--yes"],
  pnpm: ["pnpm", "dlx"],
  yarn: ["yarn", "dlx"],
  bun: ["bunx"],
};

/** Milliseconds for one of them. */
const PATIENCE = 180_000;

/** What was fetched once is there without a network; where there is none, nobody waits for minutes to hear it. */
const OFFLINE_FIRST = { npm_config_prefer_offline: "true", npm_config_fetch_retries: "1" };

/** The files that an earlier version of this program makes of the same answers, or why it did not make any. */
export type EarlierPlan =
  | { readonly files: ReadonlyMap<string, string> }
  | { readonly command: string; readonly output: string };

/**
 * Runs an earlier version of this program by a package manager, into a folder of its own.
 * @param version a version and nothing else: it becomes a part of a command
 * @param answers the text of the project's own file of answers
 */
export async function earlierPlan(
  io: Io,
  { version, manager, answers }: { version: string; manager: PackageManager; answers: string },
): Promise<EarlierPlan> {
  const folder = join(tmpdir(), `create-llmbrick-sse-${io.pid}-${crypto.randomUUID()}`);
  const project = join(folder, "project");
  await io.fs.mkdir(folder, { mode: 0o700 });
  try {
    const args = await argsFor(io, project, answers);
    let failed = { command: "", output: "" };
    for (const [program = "", ...words] of new Set([RUNNERS[manager], RUNNERS.npm])) {
      const command = [...words, `create-llmbrick-sse@${version}`];
      const { status, output } = await io.run(program, [...command, ...args], {
        cwd: folder,
        env: { ...io.env, ...OFFLINE_FIRST },
        signal: AbortSignal.timeout(PATIENCE),
      });
      const files = status === "done" ? await filesIn(io, project) : new Map<string, string>();
      if (files.size > 0) return { files };
      failed = { command: [program, ...command].join(" "), output };
    }
    return failed;
  } finally {
    await io.fs.rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/**
 * What has that version make the files of the answers. Those of an endpoint in an application are made where their
 * answers are and they are not: as what an update finds to be new.
 */
async function argsFor(io: Io, project: string, answers: string): Promise<string[]> {
  const document = JSON.parse(answers);
  await io.fs.mkdir(project);
  if (document.application !== undefined) {
    await io.fs.writeFile(join(project, ANSWERS_FILE), JSON.stringify({ ...document, files: {} }));
    return ["update", project, "--no-install"];
  }
  await io.fs.writeFile(`${project}.json`, answers);
  return [project, "--answers", `${project}.json`, "--yes", "--no-install", "--no-git"];
}

async function filesIn(io: Io, folder: string, below = ""): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const entries = await orAbsent(io.fs.readdir(join(folder, below), { withFileTypes: true }));
  for (const entry of entries ?? []) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory())
      for (const [inner, text] of await filesIn(io, folder, path)) files.set(inner, text);
    else {
      const content = await readOrdinary(io, join(folder, path), MOST_OF_OURS);
      if (content) files.set(path, content.toString());
    }
  }
  return files;
}
