import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { outputFile } from "fs-extra/esm";
import { beforeAll, describe, expect, test } from "vitest";
import { generate } from "../support/generated-project.ts";
import { temporaryFolder, testFolder } from "../support/test-folder.ts";
import { nodeOnWindows, runOnWindows, windowsProgram } from "../support/windows.ts";

/** Runs one of a project's npm scripts as npm does on Windows: by cmd. */
async function npmRun(script: "test", cwd: string) {
  const { scripts } = JSON.parse(await readFile(join(cwd, "package.json"), "utf8"));
  return runOnWindows(["cmd", "/d", "/s", "/c", scripts[script]], { cwd });
}

const passed = { exitCode: 0, stdout: expect.stringMatching(/^(?:#|ℹ) pass [1-9]/m) };

test("the verification of a new project passes", async () => {
  const cwd = await testFolder();
  const argv = ["app", "--language", "js", "--yes", "--no-git", "--verify", "--json"];
  const { exitCode, stdout } = await nodeOnWindows([windowsProgram, ...argv], { cwd });
  expect(exitCode).toBe(0);
  const steps = ["start", "stream", "abort", "stop"].map((step) =>
    expect.objectContaining({ step, status: "done" }),
  );
  expect(JSON.parse(stdout)).toMatchObject({ ok: true, verification: steps });
});

describe("a JavaScript project", () => {
  const project = join(temporaryFolder(), "app");
  beforeAll(() => generate(project, "--language", "js"));

  test("passes its tests", async () => {
    expect(await npmRun("test", project)).toMatchObject(passed);
  });

  test("serves, and its frames are those of other systems", async () => {
    await outputFile(
      join(project, "ask.mjs"),
      `const [url] = process.argv.slice(2);
       const body = JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content: "?" }], sessionId: "s" });
       const headers = { "content-type": "application/json" };
       const answer = await fetch(url + "chat/completions", { method: "POST", headers, body });
       console.log(answer.status, answer.headers.get("content-type"), JSON.stringify(await answer.text()));`,
    );
    const ask = async (url: string) =>
      (await execa(process.execPath, ["ask.mjs", url], { cwd: project })).stdout;
    const env = { LLMBRICK_PORT: "0" };
    const addressIn = (output: string) => /Listening on (http\S+)/.exec(output)?.[1];

    const here = execa(process.execPath, ["src/index.js"], { cwd: project, env, reject: false });
    const hereAddress = new Promise<string>((resolve) => {
      let output = "";
      here.stdout.on("data", (chunk) => {
        output += chunk;
        const address = addressIn(output);
        if (address) resolve(address);
      });
    });
    const expected = await ask(await hereAddress);
    here.kill();

    const controller = new AbortController();
    let server: ReturnType<typeof nodeOnWindows> | undefined;
    const address = await new Promise<string>((resolve, reject) => {
      const onOutput = (output: string) => {
        const found = addressIn(output);
        if (found) resolve(found);
      };
      server = nodeOnWindows(["src/index.js"], { cwd: project, env, onOutput, signal: controller.signal });
      server.then(({ stderr }) => reject(new Error(stderr)), reject);
    });
    expect(await ask(address)).toBe(expected);
    expect(expected).toContain("text/event-stream");
    controller.abort();
    await server;
  });
});

describe("a TypeScript project", () => {
  const project = join(temporaryFolder(), "app");

  beforeAll(async () => {
    await generate(project, "--no-install");
    // Wine lacks what the programs of Go need, so that esbuild is the one in WebAssembly.
    const path = join(project, "package.json");
    const packageJson = JSON.parse(await readFile(path, "utf8"));
    await outputFile(path, JSON.stringify({ ...packageJson, overrides: { esbuild: "npm:esbuild-wasm" } }));
    const args = [
      "install",
      "--no-audit",
      "--no-fund",
      "--prefer-offline",
      "--os=win32",
      "--cpu=x64",
      "--omit=optional",
    ];
    await execa("npm", args, { cwd: project });
  }, 300_000);

  test("passes its tests", { timeout: 300_000 }, async () => {
    expect(await npmRun("test", project)).toMatchObject(passed);
  });
});
