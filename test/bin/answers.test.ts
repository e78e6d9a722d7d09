import { once } from "node:events";
import { join } from "node:path";
import { execa } from "execa";
import { expect, test } from "vitest";
import { program } from "../support/generated-project.ts";
import { bareEnv } from "../support/program.ts";
import { testFolder } from "../support/test-folder.ts";

const QUICK = ["--no-install", "--no-git", "--dry-run"];

async function shell(script: string) {
  const ours = `"${process.execPath}" "${program}" app ${QUICK.join(" ")}`;
  const cwd = await testFolder();
  const options = { cwd, env: bareEnv, extendEnv: false, reject: false } as const;
  const { exitCode, stderr, stdout } = await execa("bash", ["-c", script.replaceAll("OURS", ours)], options);
  return { exitCode, stdout, stderr };
}

test.each([
  ["a pipe", `OURS --answers <(echo '{"port": 9123}')`],
  ["a named pipe", `mkfifo p; (echo '{"port": 9123}' >p) & OURS --answers p`],
  ["standard input", `echo '{"port": 9123}' | OURS --answers -`],
])("answers come from %s", async (_what, script) => {
  const { exitCode, stdout } = await shell(script);
  expect([exitCode, stdout]).toEqual([0, expect.stringContaining(".llmbrick.json")]);
});

// "模型" in UTF-16 with its mark, as `>` of Windows PowerShell writes it, and in Big5.
const MODELS = (bytes: string) => `printf '{"models":["%b"]}' '${bytes}'`;
const UTF16 = `${MODELS("模型")} | iconv -f UTF-8 -t`;

test.each([
  ["UTF-8 behind a byte order mark", `(printf '\\xEF\\xBB\\xBF'; ${MODELS("模型")})`],
  ["UTF-16", `${UTF16} UTF-16`],
  ["UTF-16 with the high bytes first", `(printf '\\xFE\\xFF'; ${UTF16} UTF-16BE)`],
])("answers may be in %s", async (_what, script) => {
  const { exitCode, stdout } = await shell(`${script} | OURS --answers - --json`);
  expect([exitCode, JSON.parse(stdout).options.models]).toEqual([0, ["模型"]]);
});

test.each([
  ["Big5", MODELS("\\xBC\\xD2\\xAB\\xAC")],
  ["half a letter", MODELS("\\xE6\\xA8")],
])("answers in %s are refused, since they would come out as other letters", async (_what, script) => {
  const { exitCode, stderr } = await shell(`${script} > a.json; OURS --answers a.json`);
  expect([exitCode, stderr]).toEqual([
    2,
    expect.stringContaining("a.json: it is no text in UTF-8. Save it in"),
  ]);
});

test.each([
  ["a device without end", "OURS --answers /dev/zero", "larger than 1 MB"],
  ["standard input without end", "yes | OURS --answers -", "larger than 1 MB"],
  ["a pipe without end", "OURS --answers <(yes)", "larger than 1 MB"],
  ["a giant file", "truncate -s 3G giant; OURS --answers giant", "larger than 1 MB"],
  ["a folder", "OURS --answers .", "it is a folder"],
  [
    "a socket",
    "python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"s\")'; OURS --answers s",
    "nothing can be read",
  ],
])("answers that are %s are told as such", async (_what, script, reason) => {
  const { exitCode, stderr } = await shell(script);
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining(reason)]);
});

test("Ctrl-C is heard while a pipe is read that nobody writes into", async () => {
  const cwd = await testFolder();
  const pipe = join(cwd, "pipe");
  await execa("mkfifo", [pipe]);
  const run = execa(process.execPath, [program, "app", "--answers", pipe, "--debug-cli"], {
    cwd,
    env: { ...bareEnv, NODE_DEBUG: "net" },
    extendEnv: false,
    reject: false,
  });
  // Node tells that it reads.
  await once(run.stderr, "data");
  run.kill("SIGINT");
  expect((await run).exitCode).toBe(130);
});
