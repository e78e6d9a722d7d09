import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { expect, onTestFinished, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { lacks } from "../support/needed-programs.ts";
import { options } from "../support/options.ts";
import { plan } from "../support/plan.ts";
import { startServer } from "../support/server-process.ts";
import { BASH, scriptsOf, workflowOf } from "../support/workflow.ts";

const layers = await collectLayers();
const cache = fileURLToPath(new URL("../../.cache", import.meta.url));

test.skipIf(lacks("curl")).each(["hello", "mock", "openai"] as const)(
  "the workflow takes an answer of %s from a server, and would not take less",
  async (handler) => {
    const chosen = {
      language: "js",
      features: ["docker", "github-actions"],
      prefix: "/api",
      handler,
    } as const;
    const { files } = plan(options(chosen), layers);
    // Inside the repository, whose packages the project finds.
    await mkdir(cache, { recursive: true });
    const folder = await mkdtemp(join(cache, "workflow-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    for (const [path, text] of files) await outputFile(join(folder, path), text);

    const env = { NODE_ENV: "production", OPENAI_API_KEY: "" };
    const server = startServer(process.execPath, ["src/index.js"], { cwd: folder, env });
    const { origin } = new URL(await server.nextAddress());
    const script = scriptsOf(workflowOf(files), "image").find((text) => text.includes("--data-raw")) ?? "";
    const run = (changes: (text: string) => string) =>
      execa("bash", [...BASH, "-c", changes(script.replaceAll("http://127.0.0.1:8080", origin))], {
        cwd: folder,
        reject: false,
      });

    expect(await run((text) => text)).toMatchObject({ exitCode: 0, stderr: "" });
    expect((await run((text) => text.replace("/chat/", "/chats/"))).exitCode).not.toBe(0);
    expect((await run((text) => text.replace(/"model":"[^"]*"/, '"model":"nope"'))).exitCode).toBe(
      handler === "openai" ? 0 : 1,
    );
    expect(
      (await run((text) => text.replace(/--quiet '.*'/, '--quiet \'"progress":"NEVER"\''))).exitCode,
    ).toBe(1);
  },
);
