import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import fc from "fast-check";
import { outputFile } from "fs-extra/esm";
import { expect } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { program } from "../support/generated-project.ts";
import { outcomeIn } from "../support/outcome-document.ts";
import { parseCommandLine } from "../support/parse-line.ts";
import { bareEnv, fakePrograms } from "../support/program.ts";
import { PseudoTerminal } from "../support/pseudo-terminal.ts";
import { KEYS } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";
import { treeOf } from "../support/tree.ts";
import { answersDocuments } from "./documents.ts";
import { fuzz } from "./fuzz.ts";
import { EXPECTED_CODES, STACK } from "./judge.ts";
import { keyPresses } from "./keys.ts";
import { argumentLists } from "./words.ts";

const RUNS = 40;
const LIMIT = 20_000;
/** In milliseconds: nobody types faster. */
const BETWEEN_KEYS = 10;

/** A system takes no NUL, a terminal stops the program by Ctrl-Z, and what stands here is the real disk: nothing may lead out of the folder. */
const isHarmless = (word: string) => !/[\0\u001A]|^[/~]|\.\.|=\s*[/~]/.test(word);
const harmlessLists = argumentLists.map((words) => words.filter(isHarmless));

/** A folder for a run, with a folder beside it that the run has no business with. */
async function newPlace() {
  const outer = await testFolder();
  const cwd = join(outer, "here");
  await outputFile(join(cwd, "full/README.md"), "mine");
  await outputFile(join(cwd, "file"), "mine");
  await mkdir(join(outer, "beside"));
  return { outer, cwd };
}

/** Package managers and git that are there and do nothing; no `node`, and nothing that could reach a network. */
async function quietPrograms() {
  const names = ["npm", "pnpm", "yarn", "bun", "git", "uv", "python3"];
  return fakePrograms(Object.fromEntries(names.map((name) => [name, "exit 0"])));
}

/** What a server says is told behind this line. */
const SERVER_OUTPUT = new RegExp([en, zhTW].map(({ verify }) => verify.output).join("|"));

/** What must be true after every run. */
async function expectTidy(
  { outer }: { outer: string },
  words: readonly string[],
  exitCode: number,
  text: string,
) {
  const { command, controls } = parseCommandLine(words);
  // The finding of a command that something is wrong is 1.
  expect(
    ["doctor", "check", "grade"].includes(command ?? "") ? [0, 1, ...EXPECTED_CODES] : EXPECTED_CODES,
  ).toContain(exitCode);
  // A project whose packages are missing says so in Node's own way.
  const [ours = ""] = text.split(SERVER_OUTPUT);
  if (!controls.debugCli) expect(ours).not.toMatch(STACK);
  const after = await treeOf(outer);
  const paths = Object.keys(after);
  expect(paths.filter((path) => !path.startsWith("here/"))).toEqual(["beside/"]);
  expect(paths.filter((path) => path.includes(".create-llmbrick-sse-"))).toEqual([]);
  expect(after).toMatchObject({ "here/file": "mine", "here/full/README.md": expect.any(String) });
}

const processes = fc.record({
  words: harmlessLists,
  input: answersDocuments,
  readsInput: fc.boolean(),
  LANG: fc.constantFrom("C", "zh_TW.UTF-8"),
});

fuzz(
  "processes",
  processes,
  async ({ words, input, readsInput, LANG }) => {
    const place = await newPlace();
    const argv = readsInput ? [...words, "--answers", "-"] : words;
    const { exitCode, stdout, stderr, timedOut } = await execa(process.execPath, [program, ...argv], {
      cwd: place.cwd,
      env: { ...bareEnv, PATH: await quietPrograms(), LANG },
      extendEnv: false,
      reject: false,
      timeout: LIMIT,
      input,
    });
    expect(timedOut).toBe(false);
    await expectTidy(place, argv, exitCode ?? Number.NaN, stdout + stderr);
    const { json, help, version } = parseCommandLine(argv).controls;
    if (json && !help && !version) outcomeIn(stdout);
    return exitCode ?? Number.NaN;
  },
  { reached: [0, 2], runs: RUNS },
);

const sessions = fc.record({
  words: fc.subarray(["app", "full", "--no-install", "--dry-run", "--if-exists=merge"], { maxLength: 3 }),
  keys: keyPresses.map((keys) => keys.filter(isHarmless)),
  columns: fc.constantFrom(1, 20, 80),
  TERM: fc.constantFrom("xterm-256color", "xterm-256color", "dumb"),
});

fuzz(
  "sessions in a real terminal",
  sessions,
  async ({ words, keys, columns, TERM }) => {
    const place = await newPlace();
    const terminal = new PseudoTerminal([process.execPath, program, ...words], {
      cwd: place.cwd,
      env: { ...bareEnv, PATH: await quietPrograms(), TERM },
      cols: columns,
      rows: 24,
    });
    let isLate = false;
    const limit = setTimeout(() => {
      isLate = true;
      terminal.kill("SIGKILL");
    }, LIMIT);
    await terminal.until("anything", () => terminal.bytes !== "");
    for (const key of keys) {
      terminal.type(key);
      await pause(BETWEEN_KEYS);
    }
    // Whoever is still there after all of these is sent away.
    const impatience = setInterval(() => terminal.type(KEYS.ctrlC), BETWEEN_KEYS);
    const exitCode = await terminal.exitCode();
    clearInterval(impatience);
    clearTimeout(limit);
    expect(isLate).toBe(false);
    await expectTidy(place, words, exitCode, terminal.bytes);
    return exitCode;
  },
  { reached: [130], runs: RUNS },
);
