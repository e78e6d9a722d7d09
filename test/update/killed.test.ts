import { cpSync } from "node:fs";
import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureDir, outputFile, outputJson } from "fs-extra/esm";
import { expect, test } from "vitest";
import { ASIDE } from "../../src/commands/change/aside.ts";
import type { FileSystem } from "../../src/io.ts";
import { main } from "../../src/main.ts";
import { runsOr } from "../fuzz/seed.ts";
import { testFolder } from "../support/test-folder.ts";
import { type Started, testIo } from "../support/test-io.ts";
import { treeOf } from "../support/tree.ts";
import { olden } from "./olden.ts";

/** No process has such a number. */
const DEAD = 4_194_304;

const CHANGING = ["chmod", "link", "mkdir", "rename", "rm", "rmdir", "writeFile"];

class Killed extends Error {}

/** A disk on which nothing happens any more from the n-th change on. A file that is being written then is half written. */
function dyingDisk(n = Number.POSITIVE_INFINITY): { fs: FileSystem; changes: () => number } {
  const { fs } = testIo();
  let count = 0;
  const isDead = () => count >= n;
  return {
    changes: () => count,
    fs: new Proxy(fs, {
      get:
        (target, operation: keyof FileSystem) => async (path: string, content: unknown, options: unknown) => {
          const wasDead = isDead();
          if (CHANGING.includes(operation)) count += 1;
          if (isDead()) {
            const half = String(content).slice(0, String(content).length / 2);
            if (!wasDead && operation === "writeFile") await fs.writeFile(path, half);
            throw new Killed(`at ${operation} ${path}`);
          }
          return (target[operation] as (...args: unknown[]) => unknown)(path, content, options);
        },
    }),
  };
}

/** What the earlier version made, beside the folders of all projects. */
const OLD = "old";

async function run(cwd: string, argv: readonly string[], own: Parameters<typeof testIo>[0] = {}) {
  const respond = ({ command, args }: Started) => {
    if (command === "npx") cpSync(join(cwd, "../..", OLD), args[2] ?? "", { recursive: true });
    return {};
  };
  const io = testIo({ cwd, respond, ...own });
  const exitCode = await main([...argv], io);
  return { exitCode, text: io.out() + io.err() };
}

interface Scene {
  /** Makes what is there before. */
  readonly prepare: (folder: string) => Promise<void>;
  readonly argv: readonly string[];
  /** What takes it back. */
  readonly back?: readonly string[];
}

const create = async (folder: string) => {
  const { exitCode, text } = await run(folder, [".", "--yes", "--no-install", "--no-git"]);
  expect([exitCode, text]).toEqual([0, text]);
};

/** A project of an earlier version, in which the user has worked: files are replaced, merged, made and removed. */
const older = async (folder: string) => {
  await create(folder);
  await olden(folder, {
    "README.md": (text) => `old\n${text}`,
    "src/handler.ts": (text) => `// old\n${text}`,
    "src/llmbrick/old/gone.ts": () => "// gone\n",
    "public/page/app.js": undefined,
  });
  await cp(folder, join(folder, "../..", OLD), { recursive: true });
  const handler = join(folder, "src/handler.ts");
  await writeFile(handler, `${await readFile(handler, "utf8")}// mine\n`);
  await outputFile(join(folder, "src/own.ts"), "mine\n");
};

const update = ["update", "--no-install"];

const scenes: Readonly<Record<string, Scene>> = {
  update: { prepare: older, argv: update, back: ["update", "--undo"] },
  "update --undo": {
    async prepare(folder) {
      await older(folder);
      await run(folder, update);
    },
    argv: ["update", "--undo"],
  },
  add: { prepare: create, argv: ["add", "docker", "--no-install"], back: ["add", "--undo"] },
  "add -name": {
    async prepare(folder) {
      await create(folder);
      await run(folder, ["add", "github-actions", "--no-install"]);
    },
    argv: ["add", "-github-actions", "--no-install"],
    back: ["add", "--undo"],
  },
  "add into an application": {
    async prepare(folder) {
      await outputJson(join(folder, "package.json"), { name: "own", dependencies: { koa: "*" } });
      await outputFile(join(folder, "src/app.js"), "mine\n");
    },
    argv: ["add", "--framework", "koa", "--no-install"],
  },
};

/** What differs between two trees; what is kept aside for the way back does not count. */
const differing = (one: Record<string, string>, other: Record<string, string>) =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter(
    (path) => one[path] !== other[path] && !path.startsWith(ASIDE),
  );

/** Whether runs are killed at each change of the disk, and not at a few. */
const isWhole = runsOr(0) > 0;

test.each(Object.entries(scenes))(
  "%s: whenever it is killed, the next run puts it right",
  {
    timeout: 3_600_000,
  },
  async (_name, { prepare, argv, back }) => {
    const folder = await testFolder();
    const [first, whole] = [join(folder, "first/app"), join(folder, "whole/app")];
    await ensureDir(first);
    await prepare(first);
    const before = await treeOf(first);
    await cp(first, whole, { recursive: true });
    const { fs: counting, changes } = dyingDisk();
    const undisturbed = await run(whole, argv, { fs: counting });
    expect(undisturbed).toEqual({ exitCode: 0, text: undisturbed.text });
    const after = await treeOf(whole);

    const all = Array.from({ length: changes() }, (_, index) => index + 1);
    for (const n of isWhole ? all : [0.4, 0.8].map((share) => Math.round(share * changes()))) {
      const cwd = join(folder, `killed-${n}/app`);
      await cp(first, cwd, { recursive: true });
      await run(cwd, argv, { fs: dyingDisk(n).fs, pid: DEAD });
      const again = await run(cwd, argv);
      expect({ n, ...again, left: differing(await treeOf(cwd), after) }).toEqual({ n, ...again, left: [] });
      if (back) {
        const undone = await run(cwd, back);
        expect({ n, ...undone, left: differing(await treeOf(cwd), before) }).toEqual({
          n,
          ...undone,
          left: [],
        });
      }
      await rm(cwd, { recursive: true });
    }
  },
);
