import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { examine } from "../../support/doctor.ts";
import { testFolder } from "../../support/test-folder.ts";

const openai = ["--handler", "openai"];

test("a handler without a model of somebody's has neither check", async () => {
  const { found } = await examine(["--handler", "mock"]);
  expect(found).not.toHaveProperty("key");
  expect(found).not.toHaveProperty("model");
});

test("a key is looked for in the environment, then in the project's .env, and never told", async () => {
  const none = await examine(openai);
  expect(none.exitCode).toBe(0);
  expect(none.found.key).toEqual({
    status: "warning",
    found: "OPENAI_API_KEY is not set",
    fix: "Write OPENAI_API_KEY=… into the project's .env, or set it where the server runs.",
  });

  const bySystem = await examine(openai, {}, { env: { OPENAI_API_KEY: "sk-secret" } });
  expect(bySystem.found.key).toEqual({ status: "ok", found: "OPENAI_API_KEY is set" });
  expect(bySystem.io.out()).not.toContain("sk-secret");

  const cwd = await testFolder();
  await writeFile(join(cwd, ".env"), "\uFEFFOPENAI_API_KEY='sk-secret'\r\n");
  const byFile = await examine(openai, {}, { cwd });
  expect(byFile.found.key).toEqual({ status: "ok", found: "OPENAI_API_KEY is set in .env" });
  expect(byFile.io.out()).not.toContain("sk-secret");
});

test("a model server that gives any answer is there; else the reason is told", async () => {
  const asked: string[] = [];
  const there = await examine(openai, {}, { tryAddress: async (address) => void asked.push(address) });
  expect(asked).toEqual(["https://api.openai.com/v1"]);
  expect(there.found.model).toEqual({ status: "ok", found: "https://api.openai.com/v1 answers" });

  const away = await examine(
    openai,
    {},
    {
      env: { OPENAI_BASE_URL: "http://me:secret@127.0.0.1:9/v1?key=secret" },
      tryAddress: async () => undefined,
    },
  );
  expect(away.exitCode).toBe(1);
  expect(away.found.model).toEqual({
    status: "failed",
    found: "http://***@127.0.0.1:9/v1 can't be reached: ERR_INVALID_URL",
    fix: "Does its server run, and does the network let it through? OPENAI_BASE_URL sets another address.",
  });
  expect(away.io.out()).not.toContain("secret");
});

test("Ollama's address may leave out its protocol, its host and its port, others' may not; what is none is told", async () => {
  const askedFor = async (handler: string, variable: string, address: string) => {
    const asked: string[] = [];
    const env = { [variable]: address };
    const tryAddress = async (it: string) => void asked.push(it);
    const { found } = await examine(["--handler", handler], {}, { env, tryAddress });
    return asked[0] ?? found.model.found;
  };
  const ollama = (address: string) => askedFor("ollama", "OLLAMA_HOST", address);
  expect(await ollama("192.168.1.5")).toBe("http://192.168.1.5:11434/");
  expect(await ollama(":8000")).toBe("http://127.0.0.1:8000/");
  expect(await ollama("http://a b")).toMatch(/ERR_INVALID_URL$/);
  const openai = (address: string) => askedFor("openai", "OPENAI_BASE_URL", address);
  for (const none of ["localhost:8000/v1", "http://me:secret@a/v1", "http://a/v1?b=c", "http://a/v1#b"])
    expect(await openai(none)).toMatch(/ERR_INVALID_URL$/);
});
