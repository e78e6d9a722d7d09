import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { outputFile } from "fs-extra/esm";
import { afterAll, beforeAll, describe } from "vitest";
import { collectLayers } from "../../../build/layers.ts";
import { Launcher } from "../../../conformance/process.ts";
import type { LogLine } from "../../../conformance/server.ts";
import { existsFor } from "../../../src/features/rules.ts";
import { options } from "../../support/options.ts";
import { plan } from "../../support/plan.ts";
import { python } from "../../support/python-environment.ts";

/** A server whose played model every client of OpenAI's API can ask. */
export interface Served {
  /** The address that clients are given. */
  baseURL: string;
  apiKey: string;
  /** Resolves to the first line of the log, past or to come, with these fields. */
  logged(fields: LogLine): Promise<LogLine>;
}

const kinds = [
  { framework: "node", command: process.execPath, args: ["--import", "tsx", "src/index.ts"] },
  { framework: "llmbrick", command: python, args: ["server.py"] },
] as const;

const repository = fileURLToPath(new URL("../../..", import.meta.url));

/** Milliseconds: far more than any test needs, on a busy machine too. */
const TIMEOUT = 120_000;

/** Tests of a client, against a server of each platform that has the routes for it. The tests of one call share it. */
export function describeServed(name: string, tests: (served: Served) => void): void {
  for (const { framework, command, args } of kinds.filter((kind) =>
    existsFor("openai-api", kind.framework),
  )) {
    const isSkipped = !command && !process.env.CI;
    describe.skipIf(isSkipped)(`${name}, ${framework}`, { timeout: TIMEOUT }, () => {
      const served: Served = {
        baseURL: "",
        apiKey: "key-1",
        logged: () => Promise.reject(new Error("Not started")),
      };
      let folder: string;
      let launcher: Launcher | undefined;

      beforeAll(async () => {
        if (!command) throw new Error("no Python with the packages: see scripts/ensure-python.ts");
        // Inside the repository, whose packages the project finds.
        await mkdir(join(repository, ".cache"), { recursive: true });
        folder = await mkdtemp(join(repository, ".cache/openai-client-"));
        await write(folder, framework);
        launcher = new Launcher(folder, command, ...args);
        const { url, process: running } = await launcher.run({
          LLMBRICK_API_KEYS: "key-1",
          MOCK_SPEED: "20",
        });
        served.baseURL = new URL("v1", url).href;
        served.logged = (fields) => running.logged(fields);
      }, TIMEOUT);

      afterAll(async () => {
        await launcher?.stopAll();
        await rm(folder, { recursive: true, force: true });
      });

      tests(served);
    });
  }
}

async function write(folder: string, framework: "node" | "llmbrick"): Promise<void> {
  const chosen = options({
    framework,
    handler: "mock",
    features: ["openai-api"],
    models: ["gpt-4o", "org/model"],
  });
  const { files } = plan(chosen, await collectLayers());
  for (const [path, text] of files) await outputFile(join(folder, path), text);
}
