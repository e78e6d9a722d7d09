import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { settings } from "../../build/settings/table.ts";
import { variablesOf } from "../../build/settings/values.ts";
import { ADDRESS_VARIABLES, addressMover } from "../../src/effects/address.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";

test("the variables are those of the settings that decide where the test page is", () => {
  const names = ["host", "port", "debugMode", "enableTestPage"];
  const variables = settings
    .filter((setting) => names.includes(setting.name) || setting.name.startsWith("ssl"))
    .flatMap(variablesOf);
  expect(variables.length).toBeGreaterThan(names.length);
  expect([...ADDRESS_VARIABLES].sort()).toEqual([...variables, "NODE_ENV"].sort());
});

describe("the chosen address holds", () => {
  test.each([
    ["in an empty folder", {}, undefined],
    ["with variables that are empty, or of something else", { PORT: " ", LLMBRICK_PREFIX: "/x" }, undefined],
    ["with a file .env of something else", {}, "LLMBRICK_API_KEYS=PORT=1\n# PORT=1\nPORT=\n"],
  ])("%s", async (_where, env, file) => {
    const folder = await testFolder();
    if (file !== undefined) await writeFile(join(folder, ".env"), file);
    expect(await addressMover(testIo({ env }), folder, [])).toBeUndefined();
  });

  test("with settings that were written", async () => {
    const changes = [{ path: "src/config.ts", content: "", action: "overwrite" } as const];
    expect(await addressMover(testIo(), await testFolder(), changes)).toBeUndefined();
  });
});

describe("it may be another one", () => {
  test.each(["src/config.ts", "src/config.js", "server.py"])("with a kept %s", async (path) => {
    const changes = [{ path, content: "", action: "keep" } as const];
    expect(await addressMover(testIo(), await testFolder(), changes)).toBe(path);
  });

  test.each(ADDRESS_VARIABLES)("with the variable %s", async (name) => {
    expect(await addressMover(testIo({ env: { [name]: "x" } }), await testFolder(), [])).toBe(name);
  });

  test.each(["LLMBRICK_PORT=9100\n", "export HOST='::1'\r\n", "\n  PORT = 1"])(
    "with a file .env of %j",
    async (text) => {
      const folder = await testFolder();
      await writeFile(join(folder, ".env"), text);
      expect(await addressMover(testIo(), folder, [])).toBe(".env");
    },
  );

  test("with a .env that can't be read: a folder, a pipe, a large file", async () => {
    const [folder, pipe, large] = [await testFolder(), await testFolder(), await testFolder()];
    await mkdir(join(folder, ".env"));
    await execa("mkfifo", [join(pipe, ".env")]);
    await execa("truncate", ["--size=1500M", join(large, ".env")]);
    for (const place of [folder, pipe, large]) expect(await addressMover(testIo(), place, [])).toBe(".env");
  });
});
