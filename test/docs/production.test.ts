import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { featureNames } from "../../src/features/rules.ts";
import { parseCommandLine } from "../support/parse-line.ts";

const read = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), "utf8");
const pages = [read("production.md"), read("production.zh-TW.md")];

/** The command lines of a page, without comments. */
const commandsOf = (page: string) =>
  [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, text = ""]) =>
    text.split("\n").flatMap((line) => line.replace(/ *#.*/, "") || []),
  );

/** What this program gets of a command line. */
const argvOf = (command: string) =>
  /^(?:npx create-llmbrick-sse|npm create llmbrick-sse@latest) (.*)$/.exec(command)?.[1]?.split(" ");

const ours = commandsOf(pages[0] ?? "").flatMap((command) => {
  const argv = argvOf(command);
  return argv ? [argv.filter((word) => word !== "--")] : [];
});

test("the way to a cluster has the same commands in both languages", () => {
  const [english, chinese] = pages.map(commandsOf);
  expect(chinese).toEqual(english);
});

test.each(ours)("%s is a line that the program takes", (...argv) => {
  expect(parseCommandLine(argv).problems).toEqual([]);
});

test.each(["systemd", "docker", "compose", "kubernetes", "metrics", "telemetry", "github-actions"])(
  "it leads past the feature %s",
  (name) => {
    expect(featureNames).toContain(name);
    for (const page of pages) expect(page).toContain(name);
  },
);
