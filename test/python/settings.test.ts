import { execFileSync } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { faultyEnvFiles } from "../settings/faulty-files.ts";
import { oddFiles, oddValues, settingOf } from "../settings/odd-lines.ts";
import { describeInPython } from "./describe.ts";

/** Reads what stands on standard input as the server does. */
const READER = `
import json, sys
from hardening.env import parse_env_file
from hardening.settings import load_settings
from llmbrick.servers.sse.config import SSEServerConfig

def resolve(environ):
    try:
        return vars(load_settings(SSEServerConfig(debug_mode=True), environ=environ))
    except SystemExit as fault:
        return str(fault)

files, values = json.load(sys.stdin)
read = [[parse_env_file(text) for text in files], [resolve(environ) for environ in values]]
print(json.dumps(read))
`;

describeInPython("a Python server", (project) => {
  test("reads odd .env files and odd values as a server on Node does", () => {
    const environs = oddValues.map(([variable, text]) => ({ [variable]: text }));
    const input = JSON.stringify([oddFiles.map(([text]) => text), environs]);
    const output = execFileSync(project.python, ["-c", READER], {
      cwd: project.folder,
      input,
      maxBuffer: 2 ** 28,
    });
    const [files, values] = JSON.parse(output.toString().split("\n").at(-2) ?? "");
    for (const [index, [text, variables, strangeLines = []]] of oddFiles.entries()) {
      const [read, strange] = files[index];
      expect(new Map(Object.entries(read)), text).toEqual(new Map(Object.entries(variables)));
      expect(strange.map(([number]: [number]) => number)).toEqual(strangeLines);
    }
    for (const [index, [variable, text, value]] of oddValues.entries()) {
      const settings = values[index];
      const name = settingOf(variable).replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
      if (value === undefined) expect(settings, `${variable}=${text}`).toContain(variable);
      else expect(settings[name], `${variable}=${text}`).toEqual(value);
    }
  });

  test.each(faultyEnvFiles)("does not start, and says why, with an .env that is $name", async (faulty) => {
    const file = join(project.folder, ".env");
    onTestFinished(() => rm(file, { recursive: true }));
    await faulty.make(file);
    const server = join(project.folder, "server.py");
    const { exitCode, stdout, stderr } = await execa(project.python, [server], {
      cwd: "/",
      env: { LLMBRICK_PORT: "0" },
      reject: false,
    });
    expect(exitCode).toBe(1);
    expect(stdout).not.toContain("Listening");
    expect(stderr).toMatch(faulty.says);
    expect(stderr).toContain(file);
    expect(stderr.split("\n")).toHaveLength(1);
  });

  test("reads .env beside server.py, and lets a variable that is set win", async () => {
    const file = join(project.folder, ".env");
    onTestFinished(() => rm(file));
    await writeFile(file, "\ufeffLLMBRICK_API_KEYS=secret\r\nexport LLMBRICK_PORT=1 # one\n");
    const { stdout } = await execa(
      project.python,
      ["-c", "from server import settings; print([settings.api_keys, settings.port])"],
      { cwd: "/", env: { PYTHONPATH: project.folder, LLMBRICK_PORT: "2" } },
    );
    expect(stdout.split("\n").at(-1)).toBe("[['secret'], 2]");
  });
});
