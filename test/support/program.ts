import { chmod, cp, mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { program } from "./generated-project.ts";
import { testFolder } from "./test-folder.ts";

export interface RunOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Another copy of the program than the one that was built. */
  readonly bin?: string;
  /** The user that it runs as. */
  readonly uid?: number;
}

/** The environment of a program that knows nothing of this machine but where programs are. */
export const bareEnv = {
  PATH: process.env.PATH ?? "",
  HOME: "/nonexistent",
  GIT_CONFIG_NOSYSTEM: "1",
  // Of the tests' own, which goes with them: package managers and shells leave things in the system's.
  TMPDIR: tmpdir(),
};

/** Runs the program as it was built, without a terminal. */
export async function run(argv: readonly string[], { cwd, env, input, bin = program, uid }: RunOptions) {
  const command = uid === undefined ? [bin] : await asUser(uid, bin);
  const { exitCode, stdout, stderr } = await execa(process.execPath, [...command, ...argv], {
    cwd,
    env: { ...bareEnv, ...env },
    extendEnv: false,
    reject: false,
    ...(input === undefined ? { stdin: "ignore" } : { input }),
  });
  return { exitCode, stdout, stderr };
}

/**
 * Arguments by which Node becomes another user before it starts the program, as a copy: Node and the repository may
 * lie in a home that this user can't look into.
 */
async function asUser(uid: number, bin: string): Promise<string[]> {
  const folder = await testFolder();
  await cp(dirname(bin), folder, { recursive: true });
  await chmod(folder, 0o755);
  const become = `process.setgroups([]); process.setgid(${uid}); process.setuid(${uid});`;
  return ["--import", `data:text/javascript,${become}`, join(folder, basename(bin))];
}

/** What a fake package manager runs to install, so that the packages are there. */
export const FAKE_INSTALL = `"${process.execPath}" "${fileURLToPath(new URL("fake-install.mjs", import.meta.url))}"`;

/** A folder of programs, each a shell script, to be put first on the PATH, or to be all of it. */
export async function fakePrograms(scripts: Readonly<Record<string, string>>): Promise<string> {
  const folder = join(await testFolder(), "bin");
  await mkdir(folder);
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  return folder;
}
