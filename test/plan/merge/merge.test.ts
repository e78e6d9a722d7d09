import { describe, expect, test } from "vitest";
import { join } from "../../../src/plan/join.ts";
import { merge } from "../../../src/plan/merge/index.ts";
import { reconcile } from "../../../src/plan/reconcile.ts";

const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join("");
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

describe("lines", () => {
  const base = lines("a", "b", "c", "d", "e");

  test("edits with an unchanged line between them are both kept", () => {
    const yours = lines("a", "B", "c", "d", "e");
    const next = lines("a", "b", "c", "D", "e");
    expect(merge({ path: "a.ts", base, yours, next })).toEqual({
      content: lines("a", "B", "c", "D", "e"),
      conflicts: 0,
    });
  });

  test.each([
    ["all lines differ", (who: string, at: number) => `${who} ${at}`],
    [
      "lines are the same in another order",
      (who: string, at: number) => `${((at + 1) * who.charCodeAt(0)) % 20_011}`,
    ],
  ])(
    "texts of 20,000 lines are compared in seconds, and nothing is lost: %s",
    (_how, line) => {
      const of = (who: string) =>
        lines("first", ...Array.from({ length: 20_000 }, (_, at) => line(who, at)), "last");
      const [old, yours, next] = [of("b"), of("y"), of("n")];
      const start = performance.now();
      const { content, conflicts } = merge({ path: "README.md", base: old, yours, next });
      // It took a minute.
      expect(performance.now() - start).toBeLessThan(20_000);
      expect(conflicts).toBe(1);
      const [, mine, , theirs] = content.split(/^(?:<{7} yours|\|{7} base|={7}|>{7} new)\n/m);
      expect([`first\n${mine}last\n`, `first\n${theirs}last\n`]).toEqual([yours, next]);
    },
    60_000,
  );

  test("the same edit of both is no conflict", () => {
    const both = lines("a", "X", "c", "d", "e");
    expect(merge({ path: "a.ts", base, yours: both, next: both })).toEqual({ content: both, conflicts: 0 });
  });

  test("two edits of one line are marked as git marks them", () => {
    const yours = lines("a", "mine", "c", "d", "e");
    const next = lines("a", "theirs", "c", "d", "e");
    const { content, conflicts } = merge({ path: "a.ts", base, yours, next });
    expect(conflicts).toBe(1);
    expect(content).toBe(
      lines(
        "a",
        "<<<<<<< yours",
        "mine",
        "||||||| base",
        "b",
        "=======",
        "theirs",
        ">>>>>>> new",
        "c",
        "d",
        "e",
      ),
    );
  });

  test("a last line without an end gets one before a mark", () => {
    const { content } = merge({ path: "a.ts", base: "a", yours: "b", next: "c" });
    expect(content).toBe(lines("<<<<<<< yours", "b", "||||||| base", "a", "=======", "c", ">>>>>>> new"));
  });
});

describe("a text that another formatter has laid out", () => {
  const base = lines(
    'import { serve } from "./serve.ts";',
    "",
    "export function start(port: number, host: string) {",
    "  const server = serve({ port, host, limit: 100 });",
    '  server.on("error", (error) => console.error(error));',
    "  return server;",
    "}",
  );
  const laidOut = lines(
    "import { serve } from './serve.ts'",
    "export function start(",
    "    port: number,",
    "    host: string,",
    ") {",
    "    const server = serve({",
    "        port,",
    "        host,",
    "        limit: 100,",
    "    })",
    "    server.on('error', (error) => console.error(error))",
    "    return server",
    "}",
  );

  test("merges without a conflict, and stays laid out where nothing is new", () => {
    const next = base.replace("return server;", "return server.start();");
    const { content, conflicts } = merge({ path: "a.ts", base, yours: laidOut, next });
    expect(conflicts).toBe(0);
    expect(content).toBe(laidOut.replace("    return server", "  return server.start();"));
  });

  test.each(["", "\n", "\n\n\n"])("ends as it did: %j", (end) => {
    const next = base.replace("return server;", "return server.start();");
    const yours = laidOut.trimEnd() + end;
    const { content, conflicts } = merge({ path: "a.ts", base, yours, next });
    expect([conflicts, content.slice(content.trimEnd().length)]).toEqual([0, end]);
  });

  test("takes a comma for what it says, where a list goes on", () => {
    const list = lines("export const all = {", "  a: {", "    b: [1],", "  },", "};", "", "more();");
    const own = list.replace(/\n\n/, "\n").replace("[1],\n  },", "[1]\n  }");
    const next = list.replace("  },\n};", "  },\n  ...others,\n};\nconst c = 1;");
    expect(merge({ path: "a.ts", base: list, yours: own, next })).toEqual({
      content: own.replace("  }\n", "  },\n  ...others,\n").replace("more", "const c = 1;\nmore"),
      conflicts: 0,
    });
  });

  test("keeps the user's own edits in it", () => {
    const yours = laidOut
      .replace("limit: 100,", "limit: 250,")
      .replace("    return", "    mine()\n    return");
    const next = base.replace("./serve.ts", "./listen.ts");
    const { content, conflicts } = merge({ path: "a.ts", base, yours, next });
    expect(conflicts).toBe(0);
    expect(content).toBe(
      yours.replace("import { serve } from './serve.ts'", 'import { serve } from "./listen.ts";'),
    );
  });

  test("has but the lines in a conflict that both have changed", () => {
    const yours = laidOut.replace("return server", "return mine");
    const next = base.replace("return server;", "return ours;");
    const { content, conflicts } = merge({ path: "a.ts", base, yours, next });
    expect(conflicts).toBe(1);
    expect(content).toContain(
      lines(
        "<<<<<<< yours",
        "    return mine",
        "||||||| base",
        "  return server;",
        "=======",
        "  return ours;",
      ),
    );
    expect(content).toContain("limit: 100,\n    })\n");
  });

  test("in Python, an indent says more than how a text is laid out", () => {
    const python = lines("def a():", "    x = 1", "    y = 2");
    const yours = lines("def a():", "    if z:", "        x = 1", "    y = 2");
    const next = lines("def a():", "    x = 3", "    y = 2");
    expect(merge({ path: "a.py", base: python, yours, next }).conflicts).toBe(1);
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

  test("what is no JSON is merged as lines", () => {
    const { content, conflicts } = merge({ path: "a.json", base: "{\n", yours: "{\n", next: "{}\n" });
    expect([content, conflicts]).toEqual(["{}\n", 0]);
  });
});

describe("pyproject.toml", () => {
  const base = lines(
    "[project]",
    "dependencies = [",
    '  "llmbrick>=0.2.10,<0.3",',
    '  "uvicorn>=0.34",',
    "]",
    "",
    "[tool.x]",
  );

  test("requirements are a set: the user's stay, ours go up", () => {
    const yours = base.replace("]\n\n", '  "torch>=2",\n]\n\n').replace("uvicorn>=0.34", "uvicorn==0.36");
    const next = base.replace("]\n\n", '  "openai>=3",\n]\n\n').replace("uvicorn>=0.34", "uvicorn>=0.37");
    expect(merge({ path: "pyproject.toml", base, yours, next })).toEqual({
      content: lines(
        "[project]",
        "dependencies = [",
        '  "llmbrick>=0.2.10,<0.3",',
        '  "uvicorn==0.37",',
        '  "openai>=3",',
        '  "torch>=2",',
        "]",
        "",
        "[tool.x]",
      ),
      conflicts: 0,
    });
  });

  test("a requirement that comes again stands where it was", () => {
    const wanted = base.replace(
      '  "llmbrick>=0.2.10,<0.3",\n',
      '  "llmbrick>=0.2.10,<0.3",\n  "openai>=3",\n',
    );
    expect(merge({ path: "pyproject.toml", base, yours: base, next: wanted }).content).toBe(wanted);
  });

  test("a list with comments is merged as lines", () => {
    const yours = base.replace("]\n\n", "  # mine\n]\n\n");
    const next = base.replace("llmbrick>=0.2.10", "llmbrick>=0.2.11");
    const { content, conflicts } = merge({ path: "pyproject.toml", base, yours, next });
    expect(conflicts).toBe(0);
    expect(content).toContain("# mine");
    expect(content).toContain("0.2.11");
  });
});

test("a last line end that the user has left out is no edit", () => {
  const base = lines("a", "b");
  expect(merge({ path: "a.ts", base, yours: "a\nb", next: lines("a", "b", "c") })).toEqual({
    content: "a\nb\nc",
    conflicts: 0,
  });
});

test("a .gitignore is a union of lines", () => {
  const { content } = merge({
    path: ".gitignore",
    base: "dist/\n",
    yours: "dist/\nmine/\n",
    next: "dist/\n.env\n",
  });
  expect(content).toBe("dist/\nmine/\n.env\n");
});

test("a last line end that the user has left out of a .gitignore stays out, on the way there and back", () => {
  const [base, next] = ["dist/\n.env\n", "dist/\n"];
  const yours = "dist/\nmine/\n.env";
  const { content } = merge({ path: ".gitignore", base, yours, next });
  expect(content).toBe("dist/\nmine/");
  expect(merge({ path: ".gitignore", base: next, yours: content, next: base }).content).toBe(yours);
});
