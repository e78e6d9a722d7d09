import { readdirSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { blocks, withBlocks } from "../../build/settings/blocks.ts";
import { inPython } from "../../build/settings/values.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

/** The section of CONTRIBUTING.md under a heading of the second level. */
const sectionOf = (heading: string) =>
  read("CONTRIBUTING.md").split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";

/** What stands in back-ticks. */
const codeIn = (text = "") => Array.from(text.matchAll(/`([^`]+)`/g), ([, code = ""]) => code);

test("CONTRIBUTING.md says what each package is there for, and names no other", () => {
  const { devDependencies, dependencies } = JSON.parse(read("package.json"));
  expect(dependencies).toBeUndefined();
  const rows = [...sectionOf("Which package serves where").matchAll(/^\| (`.*) \| .* \|$/gm)];
  const named = rows.flatMap(([, names]) => codeIn(names));
  // "@types/…" stands for all of that scope.
  const nameFor = (name: string) => [name, name.replace(/\/.*/, "/…")].find((one) => named.includes(one));
  const own = Object.keys(devDependencies);
  expect(own.filter((name) => !nameFor(name))).toEqual([]);
  expect(named.filter((name) => !own.some((one) => nameFor(one) === name))).toEqual([]);
});

test("CONTRIBUTING.md follows a run through every folder of src, and names nothing that is not there", () => {
  const entries = readdirSync(join(root, "src"), { withFileTypes: true });
  const named = codeIn(sectionOf("How a run flows"));
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${name}/`);
  expect(folders.filter((name) => !named.includes(name))).toEqual([]);
  const known = [...folders, ...entries.map(({ name }) => name), "src/", "create.ts"];
  expect(named.filter((name) => !known.includes(name))).toEqual([]);
});

/** Without the lines that `npm run fix` makes from the table of settings. */
function handWritten(path: string, text: string): string {
  const template = path.replace("templates/", "");
  return template in blocks ? withBlocks(template, text, []) : text;
}

describe("CONTRIBUTING.md says which files an addition touches", () => {
  const sources = ["src", "build", "templates"]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && !/node_modules|__pycache__/.test(entry.parentPath))
        .map((entry) => join(entry.parentPath, entry.name).slice(root.length).split(sep).join("/")),
    )
    .filter((path) => !/README|\/tests?\//.test(path))
    .map((path) => ({ path, text: handWritten(path, read(path)) }));
  const rows = Array.from(
    sectionOf("Which files an addition touches").matchAll(/^\| (.*) \| `(\w+)` \| (.*) \|$/gm),
    ([, what = "", example = "", touched]) => ({ what, example, places: codeIn(touched) }),
  );

  test("for all that is often added", () => {
    expect(rows.map(({ what }) => what.split(" ")[1])).toEqual([
      "option",
      "setting",
      "framework",
      "handler",
      "feature",
      "command",
      "message",
    ]);
  });

  test.each(rows)("$what: $example is in these, and in no others", ({ example, places }) => {
    const isAt = (path: string, place: string) =>
      path === place || (place.endsWith("/") && path.startsWith(place));
    const paths = sources
      .filter(
        ({ path, text }) =>
          path.split("/").includes(example) ||
          // What OpenAI names an object, it names so.
          new RegExp(`\\b(?<!chat\\.)(${example}|${inPython(example)})\\b`).test(text),
      )
      .map(({ path }) => path);
    expect(paths.filter((path) => !places.some((place) => isAt(path, place)))).toEqual([]);
    expect(places.filter((place) => !paths.some((path) => isAt(path, place)))).toEqual([]);
  });
});
