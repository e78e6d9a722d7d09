import { describe, expect, test } from "vitest";
import { join } from "../../../src/plan/join.ts";
import { merge } from "../../../src/plan/merge/index.ts";
import { reconcile } from "../../../src/plan/reconcile.ts";

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

describe("the layout of a user's JSON stays", () => {
  const planned = (version: string, more = {}) => json({ name: "a", dependencies: { x: version }, ...more });

  test.each([
    ["one line", '{"name":"a","dependencies":{"x":"1.0.0"},"mine":1}', /^.+$/],
    [
      "tabs",
      '{\n\t"name": "a",\n\t"dependencies": {\n\t\t"x": "1.0.0"\n\t},\n\t"mine": 1\n}',
      /^\{\n(?:\t+.*\n)+\}$/,
    ],
    [
      "four blanks, a mark, line ends of Windows",
      '\uFEFF{\r\n    "name": "a",\r\n    "dependencies": {\r\n        "x": "1.0.0"\r\n    },\r\n    "mine": 1\r\n}\r\n',
      /^\uFEFF\{\r\n(?:(?: {4})+".*\r\n| {4}\},?\r\n)+\}\r\n$/,
    ],
  ])("%s", (_kind, text, form) => {
    const path = "package.json";
    const seen = { size: text.length, mtimeMs: 0 };
    const [base, next] = [planned("1.0.0"), planned("2.0.0", { scripts: { test: "t" } })];
    const [change] = reconcile(
      new Map([[path, base]]),
      new Map([[path, next]]),
      new Map([[path, { text, seen }]]),
      merge,
    );
    const content = String(change?.content);
    expect([change?.action, content]).toEqual(["merge", expect.stringMatching(form)]);
    expect(JSON.parse(content.replace("\uFEFF", ""))).toEqual({ ...JSON.parse(next), mine: 1 });
    const added = join(path, undefined, text, next)?.content ?? "";
    expect(added).toMatch(form);
    expect(JSON.parse(added.replace("\uFEFF", ""))).toEqual({ ...JSON.parse(next), mine: 1 });
  });

  test("of a member that is there twice, all stays, and none is taken for the other", () => {
    const yours =
      '{\n  "name": "a",\n  "scripts": {\n    "a": "1"\n  },\n  "scripts": {\n    "b": "1"\n  }\n}\n';
    const base = json({ name: "a", scripts: { a: "1" } });
    const next = json({ name: "a", scripts: { a: "2" } });
    expect(merge({ path: "package.json", base, yours, next })).toEqual({
      content: yours.replace('"a": "1"', '"a": "2"'),
      conflicts: 0,
    });
  });
});

interface Members {
  type?: string;
  scripts: Record<string, string>;
  dependencies: Record<string, string>;
  devDependencies?: Record<string, string>;
}

describe("package.json", () => {
  const base = json({
    name: "app",
    scripts: { dev: "tsx watch", test: "node --test" },
    dependencies: { express: "^5.1.0", zod: "^3.0.0" },
  });
  const next = json({
    name: "app",
    scripts: { dev: "tsx watch", lint: "biome check", test: "node --test" },
    dependencies: { express: "^5.2.0", zod: "^4.0.0" },
  });
  const mergedWith = (change: (value: Members) => void) => {
    const value = JSON.parse(base);
    change(value);
    const { content, conflicts } = merge({ path: "package.json", base, yours: json(value), next });
    return { value: conflicts === 0 ? JSON.parse(content) : undefined, content, conflicts };
  };

  test("the user's scripts and packages stay, ours are added and go up", () => {
    const { value } = mergedWith((own) => {
      own.scripts.deploy = "fly deploy";
      own.dependencies.chalk = "^5.0.0";
      own.type = "module";
    });
    expect(value).toEqual({
      name: "app",
      scripts: { dev: "tsx watch", lint: "biome check", test: "node --test", deploy: "fly deploy" },
      dependencies: { express: "^5.2.0", zod: "^4.0.0", chalk: "^5.0.0" },
      type: "module",
    });
  });

  test.each([
    ["^6.0.0", "^6.0.0"],
    ["5.1.0", "5.2.0"],
    ["~5.1.3", "~5.2.0"],
    ["^5.1.4", "^5.2.0"],
    ["workspace:*", "workspace:*"],
    // With ours in their places, these would keep it out.
    ["<5.1.9", "<5.1.9"],
    ["!=5.1.7", "!=5.1.7"],
    [">5.1.0", ">5.1.0"],
  ])("a version that the user has as %s becomes %s", (own, wanted) => {
    const { value } = mergedWith(({ dependencies }) => Object.assign(dependencies, { express: own }));
    expect(value.dependencies.express).toBe(wanted);
  });

  test("a version behind the one that was planned is in conflict with the new one", () => {
    const { content, conflicts } = mergedWith(({ dependencies }) => {
      dependencies.express = "^4.0.0";
    });
    expect(conflicts).toBe(1);
    expect(content).toContain(
      '<<<<<<< yours\n    "express": "^4.0.0",\n||||||| base\n    "express": "^5.1.0",\n',
    );
    expect(content).toContain('"zod": "^4.0.0"');
  });

  test("what the user has removed stays away, and is raised where it was moved to", () => {
    const { value } = mergedWith((own) => {
      own.scripts = { dev: "tsx watch" };
      own.dependencies = { express: "^5.1.0" };
      own.devDependencies = { zod: "^3.0.0" };
    });
    expect(value.scripts).toEqual({ dev: "tsx watch", lint: "biome check" });
    expect(value.dependencies).toEqual({ express: "^5.2.0" });
    expect(value.devDependencies).toEqual({ zod: "^4.0.0" });
  });

  test("what was added and is taken out again leaves all as it was", () => {
    const own = json({ scripts: { mine: "x" }, name: "app", dependencies: { zod: "^3.0.0", b: "1" } });
    const added = merge({ path: "package.json", base, yours: own, next }).content;
    expect(merge({ path: "package.json", base: next, yours: added, next: base }).content).toBe(own);
  });

  test("what says the same is laid out as its writer had it", () => {
    const old = '{\n  "a": { "b": [1, 2] },\n  "c": 1\n}\n';
    const wanted = '{\n  "a": { "b": [1, 2, 3], "d": { "e": 1 } },\n  "c": 1\n}\n';
    const yours = old.replace('"c": 1', '"c": 1,\n  "mine": { "x": 1 }');
    expect(merge({ path: "a.json", base: old, yours, next: wanted }).content).toBe(
      wanted.replace('"c": 1', '"c": 1,\n  "mine": { "x": 1 }'),
    );
  });

  test("packages go where package managers have them", () => {
    const yours = json({ name: "app", dependencies: { abc: "1.0.0", zod: "^3.0.0" } });
    const wanted = json({ name: "app", dependencies: { express: "^5.0.0" } });
    const { content } = merge({ path: "package.json", base: json({ name: "app" }), yours, next: wanted });
    expect(Object.keys(JSON.parse(content).dependencies)).toEqual(["abc", "express", "zod"]);
  });

  test("comments in a tsconfig.json stay", () => {
    const old = json({ compilerOptions: { strict: true, target: "es2022" }, include: ["src"] });
    const wanted = json({ compilerOptions: { strict: true, target: "es2023" }, include: ["src", "test"] });
    const yours =
      '{\n  // mine\n  "compilerOptions": { "strict": true, "target": "es2022", },\n  "include": ["src", "own"]\n}\n';
    const { content, conflicts } = merge({ path: "tsconfig.json", base: old, yours, next: wanted });
    expect(conflicts).toBe(0);
    expect(content).toContain("// mine");
    expect(content).toContain('"es2023"');
    expect(content.replace(/\s/g, "")).toContain('["src","own","test"]');
  });

  test("comments stay in an object that is as it was planned, too", () => {
    const old = json({ compilerOptions: { strict: true, target: "es2022" } });
    const yours = old.replace('    "target"', '    // mine\n    "target"');
    const [wanted, merged] = [old, yours].map((text) => text.replace("es2022", "es2023"));
    expect(merge({ path: "tsconfig.json", base: old, yours, next: wanted ?? "" })).toEqual({
      content: merged,
      conflicts: 0,
    });
  });

  test.each([
    ["in a list", '{\n  "a": [\n    1 // mine\n  ]\n}\n', { a: [1] }, { a: [1, 2] }],
    ["at what goes", '{\n  // mine\n  "a": 1,\n  "b": 2\n}\n', { a: 1, b: 2 }, { b: 2 }],
    ["in what goes", '{\n  "a": { /* mine */ },\n  "b": 2\n}\n', { a: {}, b: 2 }, { b: 2 }],
  ])("a comment %s is not lost: both are for the user to decide between", (_where, yours, base, next) => {
    const merged = merge({ path: "tsconfig.json", base: json(base), yours, next: json(next) });
    expect([merged.conflicts, merged.content]).toEqual([1, expect.stringContaining("mine")]);
  });

  test("what is no JSON is merged as lines", () => {
    const { content, conflicts } = merge({ path: "a.json", base: "{\n", yours: "{\n", next: "{}\n" });
    expect([content, conflicts]).toEqual(["{}\n", 0]);
  });
});
