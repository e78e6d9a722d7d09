import { describe, expect, test } from "vitest";
import { merge } from "../../../src/plan/merge/index.ts";

const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join("");

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

  describe("but for a blank line", () => {
    const old = lines("import a;", "", "// One", "function one() {", "    a();", "    b({", "    });", "}");
    const next = lines("// One", "const one = {", "  a: () => {", "    a();", "  },", "};");
    const taken = (yours: string) => merge({ path: "a.ts", base: old, yours, next });

    test("at its end, has it there, and all else as ours", () => {
      expect(taken(`${old}\n`)).toEqual({ content: `${next}\n`, conflicts: 0 });
    });

    test("in what ours has no more, has all as ours", () => {
      expect(taken(old.replace("    b", "\n    b"))).toEqual({ content: next, conflicts: 0 });
    });

    test("before a line that ours indents otherwise now, has both", () => {
      const moved = old.replace("    });", "  });");
      const yours = old.replace("    });", "\n    });").replace("a();", "mine();");
      expect(merge({ path: "a.ts", base: old, yours, next: moved })).toEqual({
        content: yours.replace("    });", "  });"),
        conflicts: 0,
      });
    });
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

  test("a list is raised where it is, not where a comment or another name ends alike", () => {
    const of = (version: string, more = "") =>
      `[project]\n${more}dependencies = ["a>=${version}"]\n\n[tool.mine]\nx = 1\n`;
    const own = '# dependencies = ["a>=1"]\nmy-dependencies = ["a>=1"]\n';
    expect(merge({ path: "pyproject.toml", base: of("1"), yours: of("1", own), next: of("2") })).toEqual({
      content: of("2", own),
      conflicts: 0,
    });
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
