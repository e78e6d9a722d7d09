import { expect, test } from "vitest";
import { refuseLostFlags } from "../../src/command-line/lost-flags.ts";
import { UserError } from "../../src/errors.ts";
import { en } from "../../src/i18n/en.ts";
import { wayOutOf } from "../../src/report/phrase.ts";
import { worded } from "../support/in-english.ts";
import { parseCommandLine } from "../support/parse-line.ts";

function commandFor(
  argv: string[],
  env: Record<string, string>,
  platform: NodeJS.Platform = "linux",
): string | undefined {
  try {
    refuseLostFlags(parseCommandLine(argv), { env, platform });
  } catch (error) {
    if (error instanceof UserError && error.code === "LOST_FLAGS") return wayOutOf(error, en);
    throw error;
  }
  return undefined;
}

// What npm 11 and npm 8 hand on for `npm create llmbrick-sse …` without the two dashes.
test.each([
  [["app"], { npm_config_port: "9100" }, "app -- --port 9100"],
  [["app", "9100"], { npm_config_port: "true" }, "app -- --port 9100"],
  [["9100", "app"], { npm_config_port: "true" }, "app -- --port 9100"],
  [["9100"], { npm_config_port: "true" }, "-- --port 9100"],
  [
    ["app", "merge", "9100"],
    { npm_config_port: "true", npm_config_if_exists: "true" },
    "app -- --if-exists VALUE --port VALUE",
  ],
  [["app"], { npm_config_install: "" }, "app -- --no-install"],
  [["app"], { npm_config_debug: "true" }, "app -- --debug"],
  [["app"], { npm_config_git: "false" }, "app -- --no-git"],
  [["app"], { npm_config_git: "" }, "app -- --git"],
  [["app"], { npm_config_verify: "deploy" }, "app -- --verify=deploy"],
  [["app"], { npm_config_dry_run: "true", npm_config_json: "true" }, "app -- --dry-run --json"],
  [["app"], { npm_config_models: "a b,it's" }, "app -- --models 'a b,it'\\''s'"],
  [["app", "debug=false"], { npm_config_port: "9100" }, "app -- --no-debug --port 9100"],
  [["update"], { npm_config_diff: "true" }, "update -- --diff"],
  [["update"], { npm_config_force: "true" }, "update -- --force"],
  [["add", "docker"], { npm_config_into: "app" }, "add docker -- --into app"],
  [["list"], { npm_config_json: "true" }, "list -- --json"],
  [["app", "x.json"], { npm_config_answers: "true" }, "app -- --answers x.json"],
  [
    ["app", "--host", "::1"],
    { npm_config_max_message_length: "5" },
    "app -- --host ::1 --max-message-length 5",
  ],
])("%j with %j", (argv, env, command) => {
  expect(commandFor(argv, env)).toBe(`Run: npm create llmbrick-sse@latest ${command}`);
});

test.each([
  [["app"], {}],
  [["app"], { npm_config_yes: "true", npm_config_prefix: "/usr", npm_config_registry: "https://r.example" }],
  [["app"], { npm_config_git: "/opt/git/bin/git" }],
  [["app", "--port", "1"], { npm_config_port: "2" }],
])("%j with %j has lost nothing", (argv, env) => {
  expect(commandFor(argv, env)).toBeUndefined();
});

test.each([
  [["app"], { npm_config_max_messages_count: "5" }, "app max-messages-count=5"],
  [["app"], { npm_config_install: "", npm_config_models: "a b" }, 'app "models=a b" install=false'],
  [["list"], { npm_config_json: "true" }, "list json=true"],
])("on Windows, where PowerShell loses the dashes: %j with %j", (argv, env, command) => {
  expect(commandFor(argv, env, "win32")).toBe(`Run: npm create llmbrick-sse@latest ${command}`);
  expect(parseCommandLine(command.replaceAll('"', "").split(/ (?!b)/)).problems).toEqual([]);
});

/** What is said of flags that are lost. */
function refused(argv: string[], env: Record<string, string>, platform: NodeJS.Platform) {
  try {
    refuseLostFlags(parseCommandLine(argv), { env, platform });
  } catch (error) {
    return worded(error);
  }
  throw new Error("Nothing was lost");
}

test("says what is to be done: on Windows, no dashes help", () => {
  const env = { npm_config_port: "9100" };
  expect(refused([], env, "linux").message).toContain("Ours must come after two dashes:");
  expect(refused([], env, "win32").message).toContain("Write them without dashes:");
});

test("names each lost flag", () => {
  const env = { npm_config_port: "9100", npm_config_install: "" };
  expect(refused(["app"], env, "linux")).toMatchObject({
    exitCode: 2,
    message: en.errors.lostFlags,
    faults: [
      { option: "port", value: "9100", message: "--port 9100" },
      { option: "install", value: "false", message: "--no-install" },
    ],
  });
});
