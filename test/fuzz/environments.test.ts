import fc from "fast-check";
import { optionTable } from "../../src/options/table.ts";
import type { TestIoOptions } from "../support/test-io.ts";
import { fuzz, playAndJudge } from "./fuzz.ts";
import { argumentLists, oddText } from "./words.ts";

/** The variables that have a say in a run, and values that they have in the wild. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  LANG: ["C", "C.UTF-8", "zh_TW.UTF-8", "zh-Hant", "en_US.UTF-8", "POSIX"],
  LC_ALL: ["C", "zh_TW"],
  LC_MESSAGES: ["zh_HK.Big5"],
  CI: ["", "0", "false", "true", "1"],
  TERM: ["dumb", "xterm-256color"],
  NO_COLOR: ["", "1"],
  FORCE_COLOR: ["", "0", "1", "3"],
  COLUMNS: ["0", "-1", "1"],
  SHELL: ["/bin/bash", "/usr/bin/fish", "/bin/csh"],
  HOME: ["", "/nonexistent"],
  PATH: ["", "."],
  VIRTUAL_ENV: ["/somewhere"],
  NODE_ENV: ["production"],
  NODE_OPTIONS: ["--nonsense"],
  GIT_DIR: ["/somewhere"],
  MSYSTEM: ["MINGW64"],
  PSModulePath: ["a;b;c", "a"],
  HTTP_PROXY: ["http://user:word@proxy.example:8080"],
  npm_config_user_agent: ["npm/11.0.0 node/v24", "pnpm/10", "yarn/1", "bun/1", "/", "deno/2"],
  npm_config_registry: ["https://r.example"],
  npm_config_yes: ["true"],
  npm_command: ["exec"],
};

const ordinary = fc
  .constantFrom(...Object.keys(VARIABLES))
  .chain((name) =>
    fc.tuple(fc.constant(name), fc.oneof(fc.constantFrom(...(VARIABLES[name] ?? [])), oddText)),
  );
/** What npm makes of a flag that it keeps to itself. */
const lost = fc.tuple(
  fc.constantFrom("port", "framework", "models", "install", "git", "json", "dry_run", "answers", "if_exists"),
  fc.oneof(fc.constantFrom("true", "", "false", "9100", "express", "merge", "app"), oddText),
);
const environments = fc
  .tuple(
    fc.array(ordinary, { maxLength: 8 }),
    fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(lost, { maxLength: 3 }) },
    ),
    fc.array(fc.tuple(oddText, oddText), { maxLength: 1 }),
  )
  .map(([some, kept, odd]) =>
    Object.fromEntries([...some, ...kept.map(([flag, value]) => [`npm_config_${flag}`, value]), ...odd]),
  );

/** How the programs that a run starts end, and what they say. */
const results = fc.record({
  status: fc.constantFrom("done", "done", "failed", "missing"),
  output: fc.oneof(oddText, fc.constant("\u001B[31mERR!\u001B[0m 404\r\n\u001B[2K\rtail\n")),
});
const programs = fc
  .dictionary(fc.constantFrom("git", "uv", "python3", ...optionTable.packageManager.choices), results)
  .map(
    (endings): TestIoOptions["respond"] =>
      ({ command }) =>
        endings[command] ?? {},
  );

const platform = fc.constantFrom("linux", "darwin", "win32");
const anyRun = fc.record({ argv: argumentLists, env: environments, platform, respond: programs });
/** Few of the others get as far as git. */
const runToGit = fc.record({
  argv: fc.constant(["app", "--no-install", "--git"]),
  env: environments,
  platform,
  respond: results.map((ending) => () => ending),
});
const cases = fc.oneof({ weight: 15, arbitrary: anyRun }, { weight: 1, arbitrary: runToGit });

fuzz("environments", cases, playAndJudge, { reached: [0, 2, 3, 4, 5] });
