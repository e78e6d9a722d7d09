import { mkdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { execa } from "execa";
import { vi } from "vitest";
import { collectLayers } from "../../../build/layers.ts";
import { describeError } from "../../../templates/core/src/llmbrick/log/describe.ts";
import type { Handler } from "../../../templates/core/src/llmbrick/types.ts";
import { options } from "../../support/options.ts";
import { plan } from "../../support/plan.ts";
import type { Platform, SeenFailure, Variables } from "./platform.ts";

const layers = await collectLayers();

/** A project in plain JavaScript. Its handler runs in the process of the tests. */
export const node: Platform = {
  name: "node",
  server: ["node", ["src/index.js"]],

  async write(folder, handler, features = []) {
    const { files } = plan(options({ handler, features, framework: "node", language: "js" }), layers);
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    // What the layers name in their package.json is installed here.
    const modules = fileURLToPath(new URL("../../../node_modules", import.meta.url));
    await symlink(modules, join(folder, "node_modules"), "junction");
  },

  async load(folder, variables) {
    setVariables(variables);
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    vi.resetModules();
    const { handler }: { handler: Handler } = await import(
      /* @vite-ignore */ pathToFileURL(join(folder, "src/handler.js")).href
    );
    const warnings = warn.mock.calls.flat().join("\n");
    warn.mockRestore();
    return {
      warnings,
      async ask(request, own, { signal, onEvent }) {
        setVariables(own);
        const events = [];
        try {
          for await (const event of handler(request, { signal, requestId: "test", log() {} })) {
            events.push(event);
            onEvent();
          }
          return { events };
        } catch (error) {
          return { events, failure: failureSeen(error) };
        }
      },
      async stop() {},
    };
  },

  async test(folder, variables) {
    await execa("node", ["--test"], { cwd: folder, env: variables });
  },
};

function failureSeen(error: unknown): SeenFailure {
  const { kind = null, message, cause, retryAfter = null } = error as Error & Partial<SeenFailure>;
  return { kind, message, cause: describeError(cause), retryAfter };
}

function setVariables(variables: Variables): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
