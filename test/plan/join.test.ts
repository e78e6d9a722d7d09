import { describe, expect, test } from "vitest";
import { join } from "../../src/plan/join.ts";

const planned = JSON.stringify({
  name: "a",
  version: "0.1.0",
  private: true,
  type: "module",
  scripts: { dev: "x", test: "y" },
  devDependencies: { t: "1" },
});

describe("package.json", () => {
  const joined = (present: unknown) => {
    const { content, ...rest } = join("package.json", undefined, JSON.stringify(present), planned) ?? {
      content: "{}",
    };
    return { ...rest, content: JSON.parse(content) };
  };

  test("the user's scripts and packages stay, and ours win where both say something", () => {
    const present = {
      version: "2.0.0",
      type: "commonjs",
      scripts: { test: "mine", lint: "eslint" },
      dependencies: { zod: "^4" },
      workspaces: ["x"],
    };
    expect(joined(present)).toEqual({
      content: {
        ...present,
        name: "a",
        private: true,
        type: "module",
        scripts: { test: "y", lint: "eslint", dev: "x" },
        devDependencies: { t: "1" },
      },
      missing: { scripts: { dev: "x" }, devDependencies: { t: "1" } },
      conflicts: [
        { member: "type", present: "commonjs", planned: "module" },
        { member: "scripts.test", present: "mine", planned: "y" },
      ],
    });
  });

  test("what lacks nothing stays byte for byte", () => {
    const present = JSON.stringify(JSON.parse(planned), null, 8);
    expect(join("package.json", undefined, present, planned)).toEqual({ content: present, conflicts: [] });
  });

  test("a byte order mark, an indent and odd names are taken as they come", () => {
    const { content = "" } =
      join("package.json", undefined, '\uFEFF{\n\t"__proto__": {"a": 1},\n\t"name": "a"\n}', planned) ?? {};
    expect(content).toMatch(/^\uFEFF\{\n\t"__proto__": \{\n\t\t"a": 1\n\t\},\n\t"name"/);
    expect(JSON.parse(content.slice(1)).type).toBe("module");
  });

  test.each(["[]", "not JSON", "", "null"])("%j can't be joined with", (present) => {
    expect(join("package.json", undefined, present, planned)).toBeUndefined();
  });
});

describe(".gitignore", () => {
  const wanted = "# why\nnode_modules/\n.env\n*.log\n";

  test.each([
    ["dist", "dist\nnode_modules/\n.env\n*.log", ["node_modules/", ".env", "*.log"]],
    ["/node_modules\r\n.env\r\n", "/node_modules\r\n.env\r\n*.log\n", ["*.log"]],
    ["node_modules\n.env\n*.log\n!.env\n", "node_modules\n.env\n*.log\n!.env\n.env\n", [".env"]],
    [wanted, wanted, undefined],
  ])("%j", (present, content, missing) => {
    expect(join(".gitignore", undefined, present, wanted)).toEqual({
      content,
      conflicts: [],
      ...(missing && { missing }),
    });
  });

  const exception = ".env.*\n!.env.example\n";

  test.each([
    ["", exception],
    [exception, exception],
    ["!.env.example\n", `!.env.example\n${exception}`],
    [".env.*\n", exception],
    [".env.*\n!/.env.example\r\n", ".env.*\n!/.env.example\r\n"],
    [`${exception}.env.example\n`, `${exception}.env.example\n!.env.example\n`],
  ])("of an exception in %j", (present, content) => {
    expect(join(".gitignore", undefined, present, exception)?.content).toBe(content);
    expect(join(".gitignore", undefined, content, exception)?.content).toBe(content);
  });
});
