import { describe, expect, test } from "vitest";
import { withFragment } from "../../src/application/edit-package-json.ts";
import { requirementsOf, withDependencies, withLines } from "../../src/application/edit-python.ts";

const fragment = JSON.stringify({
  scripts: { "test:chat": "node --test" },
  dependencies: { openai: "^6.0.0" },
  devDependencies: { tsx: "^4.0.0" },
});

describe("package.json", () => {
  test.each([
    ["two blanks", '{\n  "name": "own",\n  "scripts": {\n    "a": "b"\n  }\n}\n'],
    ["tabs", '{\n\t"name": "own",\n\t"dependencies": {\n\t\t"express": "5"\n\t}\n}\n'],
    ["line ends of Windows", '{\r\n    "name": "own",\r\n    "scripts": {}\r\n}\r\n'],
    ["a byte order mark", '\uFEFF{\n  "name": "own"\n}'],
    [
      "comments",
      '{\n  // mine\n  "name": "own", /* and mine */\n  "scripts": {\n    "a": "b" // last\n  }\n}\n',
    ],
    ["a comma too many", '{\n  "name": "own",\n}\n'],
    ["one line", '{"name":"own"}'],
    ["nothing", "{}"],
    ["workspaces, and no type", '{\n  "workspaces": ["packages/*"]\n}\n'],
  ])("keeps each character of one with %s", (_kind, present) => {
    const edited = withFragment(present, fragment);
    const text = edited?.text ?? "";
    // All that was there is there, in its order.
    let at = 0;
    for (const character of present.replace(/[\s}]+$/, "")) {
      at = text.indexOf(character, at) + 1;
      expect(at).toBeGreaterThan(0);
    }
    expect(edited?.added).toEqual(["scripts.test:chat", "dependencies.openai", "devDependencies.tsx"]);
    if (present.includes("\r\n")) expect(text.replaceAll("\r\n", "")).not.toContain("\n");
    expect(text.startsWith("\uFEFF")).toBe(present.startsWith("\uFEFF"));
    const again = withFragment(text, fragment);
    expect(again).toEqual({ text, added: [], conflicts: [] });
  });

  test.each([
    ["one line", '{"name":"own","scripts":{"a":"b"}}', /^.+$/],
    ["one line, with its end", '{"name":"own"}\r\n', /^.+\r\n$/],
    ["tabs", '{\n\t"name": "own"\n}', /^\{\n(?:\t+.*\n)+\}$/],
  ])("one of %s stays so", (_kind, present, form) => {
    expect(withFragment(present, fragment)?.text).toMatch(form);
  });

  test("new groups go behind what is there", () => {
    const { text = "" } = withFragment('{ "name": "own", "type": "module" }', fragment) ?? {};
    expect(Object.keys(JSON.parse(text))).toEqual([
      "name",
      "type",
      "scripts",
      "dependencies",
      "devDependencies",
    ]);
  });

  test("a group that is null is as good as none", () => {
    const edited = withFragment('{\n  "scripts": null,\n  "dependencies": null\n}\n', fragment);
    expect(JSON.parse(edited?.text ?? "")).toEqual(JSON.parse(fragment));
  });

  test("a package is not added that is there, of whatever kind and version; names stay in order", () => {
    const present = JSON.stringify({
      peerDependencies: { openai: "^5" },
      devDependencies: { aaa: "1", zod: "4" },
      scripts: { "test:chat": "mine" },
    });
    const edited = withFragment(present, fragment);
    expect(Object.keys(JSON.parse(edited?.text ?? "").devDependencies)).toEqual(["aaa", "tsx", "zod"]);
    expect(edited?.added).toEqual(["devDependencies.tsx"]);
    expect(edited?.conflicts).toEqual([
      { member: "scripts.test:chat", present: "mine", planned: "node --test" },
      { member: "dependencies.openai", present: "^5", planned: "^6.0.0" },
    ]);
  });

  test.each(["", "[]", "null", "{", '{"a" 1}', "<<<<<<< yours"])("none that is no object: %j", (present) => {
    expect(withFragment(present, fragment)).toBeUndefined();
  });
});

describe("pyproject.toml", () => {
  const planned = '[project]\ndependencies = [\n  "llmbrick>=0.2",\n  "fastapi>=0.152",\n]\n';

  test.each([
    ['dependencies = ["fastapi"]', 'dependencies = ["fastapi", "llmbrick>=0.2"]'],
    ["dependencies = ['FastAPI[all]',]", "dependencies = ['FastAPI[all]', \"llmbrick>=0.2\"]"],
    ["dependencies = []", 'dependencies = ["llmbrick>=0.2", "fastapi>=0.152"]'],
    [
      'dependencies = [\n    "fastapi", # [web]\n    "x"  # last ]\n]',
      'dependencies = [\n    "fastapi", # [web]\n    "x",  # last ]\n    "llmbrick>=0.2",\n]',
    ],
    ['dependencies = [\r\n\t"fastapi",\r\n]', 'dependencies = [\r\n\t"fastapi",\r\n\t"llmbrick>=0.2",\r\n]'],
  ])("%j has what it lacks", (list, expected) => {
    const around = (text: string) =>
      `# mine\n[project]\nname = "own"\n${text}\n\n[tool.x]\ndependencies = ["no"]\n`;
    expect(withDependencies(around(list), planned)).toBe(around(expected));
    expect(withDependencies(around(expected), planned)).toBe(around(expected));
  });

  test("one that lists nothing for the project stays", () => {
    const poetry = '[tool.poetry.dependencies]\npython = "^3.11"\n';
    expect(withDependencies(poetry, planned)).toBe(poetry);
    expect(requirementsOf(planned)).toEqual(["llmbrick>=0.2", "fastapi>=0.152"]);
  });
});

test.each([
  ["", "-r chat/requirements.txt\n"],
  ["fastapi", "fastapi\n-r chat/requirements.txt\n"],
  ["fastapi\r\n", "fastapi\r\n-r chat/requirements.txt\r\n"],
  ["-r chat/requirements.txt", "-r chat/requirements.txt"],
])("requirements.txt with %j names the endpoint's", (present, expected) => {
  expect(withLines(present, "-r chat/requirements.txt\n")).toBe(expected);
});
