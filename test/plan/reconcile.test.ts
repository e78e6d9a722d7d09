import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FileChange, isWritten } from "../../src/plan/changes.ts";
import { merge } from "../../src/plan/merge/index.ts";
import { type Present, type Rule, reconcile } from "../../src/plan/reconcile.ts";

type Tree = Readonly<Record<string, string>>;

const seen = { size: 1, mtimeMs: 1 };
const filesOf = (tree: Tree) => new Map(Object.entries(tree));
const presentOf = (tree: Tree): Map<string, Present> =>
  new Map(Object.entries(tree).map(([path, text]) => [path, { text, seen }]));

const changesOf = (base: Tree, next: Tree, disk: Tree, rule: Rule) =>
  reconcile(filesOf(base), filesOf(next), presentOf(disk), rule);

/** What each file comes to. */
const actions = (base: Tree, next: Tree, disk: Tree, rule: Rule = merge) =>
  Object.fromEntries(changesOf(base, next, disk, rule).map(({ path, action }) => [path, action]));

/** The files that are there afterwards. */
function applied(base: Tree, next: Tree, disk: Tree, rule: Rule): Tree {
  const after = new Map(Object.entries(disk));
  for (const { path, action, content } of changesOf(base, next, disk, rule)) {
    if (action === "delete") after.delete(path);
    if (["create", "overwrite", "merge"].includes(action)) after.set(path, content.toString());
  }
  return Object.fromEntries(after);
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;
const version = fc.constantFrom("1", "2", "3");
const members = fc.dictionary(fc.constantFrom("a", "b", "c"), version, { noNullPrototype: true });
const packageJson = fc
  .record({ name: fc.constant("app"), scripts: members, dependencies: members })
  .map(json);
const ignored = fc
  .subarray(["/dist/", "node_modules/", "*.log"])
  .map((lines) => lines.map((line) => `${line}\n`).join(""));
const tree = fc.record(
  { a: version, "b/c": version, "b/d": version, "package.json": packageJson, ".gitignore": ignored },
  { requiredKeys: [] },
);
const rule = fc.constantFrom<Rule>("keep", "overwrite", merge);

describe("for any three trees", () => {
  test("what was planned and not touched becomes what is planned now", () => {
    fc.assert(
      fc.property(tree, tree, rule, (base, next, anyRule) => {
        expect(applied(base, next, base, anyRule)).toEqual(next);
      }),
    );
  });

  test("where nothing new is planned, the user's files stay as they are", () => {
    fc.assert(
      fc.property(tree, tree, rule, (base, disk, anyRule) => {
        expect(applied(base, base, disk, anyRule)).toEqual(disk);
      }),
    );
  });

  test("what is there as planned is the same, and is not written", () => {
    fc.assert(
      fc.property(tree, tree, rule, (base, next, anyRule) => {
        const found = actions(base, next, next, anyRule);
        expect(Object.keys(next).map((path) => found[path])).toEqual(Object.keys(next).map(() => "same"));
      }),
    );
  });

  test("a new project keeps each file that is there, or replaces what is planned, and nothing is left to do", () => {
    fc.assert(
      fc.property(tree, tree, (next, disk) => {
        expect(applied({}, next, disk, "keep")).toEqual({ ...next, ...disk });
        const once = applied({}, next, disk, "overwrite");
        expect(Object.keys(once).sort()).toEqual(Object.keys({ ...next, ...disk }).sort());
        expect(applied({}, next, once, "overwrite")).toEqual(once);
      }),
    );
  });

  test("what two have changed in one text is a conflict, and stays", () => {
    fc.assert(
      fc.property(tree, tree, tree, (base, next, disk) => {
        const { a } = applied(base, next, disk, merge);
        const isTorn = actions(base, next, disk).a === "conflict";
        const both = [base.a, next.a, disk.a];
        const expected = next.a !== undefined && disk.a !== undefined && new Set(both).size === 3;
        expect(isTorn).toBe(expected);
        if (isTorn) expect(a).toBe(disk.a);
      }),
    );
  });
});

test("each action", () => {
  const base = { gone: "1", "gone-edited": "1", stale: "1", edited: "1", both: "1", removed: "1", same: "1" };
  const next = { new: "1", stale: "2", edited: "1", both: "2", removed: "2", same: "2" };
  const disk = { gone: "1", "gone-edited": "mine", stale: "1", edited: "mine", both: "mine", same: "2" };
  expect(actions(base, next, disk)).toEqual({
    new: "create",
    stale: "overwrite",
    edited: "keep",
    removed: "keep",
    same: "same",
    both: "conflict",
    gone: "delete",
    "gone-edited": "keep",
  });
});

test("a file with the line ends of Windows is the same", () => {
  expect(actions({}, { a: "1\n2\n" }, { a: "1\r\n2\r\n" })).toEqual({ a: "same" });
});

test("a file keeps the line ends of Windows", () => {
  const [overwritten] = changesOf({ a: "1\n2\n" }, { a: "1\n3\n" }, { a: "1\r\n2\r\n" }, merge);
  expect(overwritten).toMatchObject({ action: "overwrite", content: "1\r\n3\r\n" });
  const base = "1\n2\n3\n4\n";
  const [merged] = changesOf({ a: base }, { a: "1\n2\n3\n5\n" }, { a: "0\r\n2\r\n3\r\n4\r\n" }, merge);
  expect(merged).toMatchObject({ action: "merge", content: "0\r\n2\r\n3\r\n5\r\n" });
});

test("where nobody knows what was planned, the file stays, and is in conflict", () => {
  const changes = reconcile(new Map([["a", undefined]]), filesOf({ a: "2" }), presentOf({ a: "1" }), merge);
  expect(changes).toMatchObject([{ action: "conflict", clash: { base: undefined, yours: "1", next: "2" } }]);
  expect(isWritten(changes[0] as FileChange)).toBe(false);
});

test("a file that was not read is another one", () => {
  const disk = new Map([["a", { text: undefined, seen }]]);
  expect(reconcile(new Map(), filesOf({ a: "1" }), disk, "overwrite")).toEqual([
    { path: "a", content: "1", action: "overwrite", seen },
  ]);
});

describe("package.json", () => {
  const before = json({
    name: "app",
    scripts: { dev: "x", old: "x" },
    dependencies: { hono: "1", left: "1" },
  });
  const after = json({
    name: "app",
    scripts: { dev: "y", lint: "z" },
    dependencies: { hono: "2", left: "1" },
  });
  const merged = (mine: object) =>
    changesOf({ "package.json": before }, { "package.json": after }, { "package.json": json(mine) }, merge);

  test("the user's own members stay, what they removed stays away, and ours go with the plan", () => {
    const mine = {
      name: "mine",
      scripts: { dev: "x", old: "x", own: "o" },
      dependencies: { hono: "1", zod: "4" },
    };
    const [change] = merged(mine);
    expect(change).toMatchObject({ action: "merge" });
    expect(JSON.parse(change?.content.toString() ?? "")).toEqual({
      name: "mine",
      scripts: { dev: "y", own: "o", lint: "z" },
      dependencies: { hono: "2", zod: "4" },
    });
  });

  test("a member that both have changed is a conflict", () => {
    const mine = { name: "app", scripts: { dev: "mine" }, dependencies: { hono: "1" } };
    expect(merged(mine)).toMatchObject([
      {
        action: "conflict",
        clash: { places: 1 },
        content: expect.stringContaining(
          '<<<<<<< yours\n    "dev": "mine",\n||||||| base\n    "dev": "x",\n',
        ),
      },
    ]);
  });

  test.each<[string, Rule]>([
    ["keep", "keep"],
    ["overwrite", "overwrite"],
    ["merge", merge],
  ])("one that can't be read is a conflict: %s", (_name, anyRule) => {
    expect(changesOf({}, { "package.json": after }, { "package.json": "no JSON" }, anyRule)).toMatchObject([
      { action: "conflict" },
    ]);
  });
});
