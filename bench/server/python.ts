import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { python as ofTests } from "../../test/support/python-environment.ts";

const upstream = "llmbrick==0.2.10";
const folder = fileURLToPath(new URL("../../.cache/bench/python", import.meta.url));

let found: Promise<string> | undefined;

/**
 * A Python with the package llmbrick: BENCH_PYTHON, that of the tests, or else a virtual environment that is made
 * once, by pip. Rejects where there is none.
 */
export function pythonForUpstream(): Promise<string> {
  found ??= find();
  return found;
}

async function find(): Promise<string> {
  const given = process.env.BENCH_PYTHON;
  if (given) {
    if (await hasUpstream(given)) return given;
    throw new Error(
      `BENCH_PYTHON=${given} can't import llmbrick. Install it there: ${given} -m pip install ${upstream}`,
    );
  }
  if (ofTests && (await hasUpstream(ofTests))) return ofTests;
  const python = `${folder}/bin/python`;
  if (!existsSync(python) || !(await hasUpstream(python))) {
    process.stderr.write(`Installing ${upstream} in .cache/bench/python, once: about 700 MB\n`);
    const toStderr = { stdio: ["ignore", 2, 2] } as const;
    await execa(toStderr)`python3 -m venv ${folder}`;
    await execa(toStderr)`${python} -m pip install --quiet --disable-pip-version-check ${upstream}`;
  }
  return python;
}

async function hasUpstream(python: string): Promise<boolean> {
  const { failed } = await execa({ reject: false })`${python} -c ${"import llmbrick.servers.sse.server"}`;
  return !failed;
}
