import { describe, expect, test, vi } from "vitest";
import { answersSchema } from "../../build/answers-schema.ts";
import { en } from "../../src/i18n/en.ts";
import { Interview } from "../../src/interview/interview.ts";
import { askedAt } from "../../src/interview/questions.ts";
import { main } from "../../src/main.ts";
import type { Given } from "../../src/options/resolve.ts";
import { hasPackages, shownOptionNames } from "../../src/options/table.ts";
import { select } from "../../src/plan/select.ts";
import { openTerminal } from "../../src/terminal/open-terminal.ts";
import { FakeTerminal } from "../fuzz/fake-terminal.ts";
import { options } from "../support/options.ts";
import { KEYS } from "../support/terminal.ts";
import { testFolder } from "../support/test-folder.ts";
import { testIo } from "../support/test-io.ts";
import { treeOf } from "../support/tree.ts";

vi.mock("../../src/features/index.ts", async () => {
  const { feature } = await import("../../src/features/feature.ts");
  const words = { en: "of a test", "zh-TW": "測試" };
  return {
    features: [
      feature({ name: "alpha", platforms: ["node", "python"], words }),
      feature({
        name: "beta",
        platforms: ["node"],
        needs: ["alpha"],
        layers: ["models"],
        hasPackages: true,
        words,
      }),
      feature({ name: "gamma", platforms: ["node"], notWith: ["alpha"], layers: ["models"], words }),
    ],
  };
});

/** As the program has them, whose types know the real ones. */
const chosen = (...names: string[]) => names as unknown as NonNullable<Given["features"]>;

describe("what goes together", () => {
  test.each([
    [["--features", "beta"], ["--features: beta needs alpha. Add that, or leave beta out."]],
    [
      ["--features", "gamma,alpha"],
      ["--features: alpha and gamma can't be in one project. Leave out one of the two."],
    ],
    [
      ["--features=gamma", "-f", "llmbrick", "--port", "0"],
      [
        "--port: 0 is not allowed. Allowed: a whole number from 1 to 65535, in digits.",
        "--features: gamma does not exist for the framework llmbrick. It exists for: node, express, fastify, hono, koa, nest.",
      ],
    ],
    [
      ["--features=alhpa,beta,x"],
      [
        '--features: "alhpa" is not allowed. Allowed: any of alpha, beta, gamma, with commas between them. Did you mean alpha?',
        '--features: "x" is not allowed. Allowed: any of alpha, beta, gamma, with commas between them.',
      ],
    ],
  ])("%j is refused before anything is written", async (argv, messages) => {
    const cwd = await testFolder();
    const io = testIo({ cwd });
    expect(await main(["app", "--json", ...argv], io)).toBe(2);
    const { error } = JSON.parse(io.out());
    expect(error.faults.map(({ message }: { message: string }) => message).sort()).toEqual(
      [...messages].sort(),
    );
    expect(await treeOf(cwd)).toEqual({});
  });

  test("in the answers, a fault says where it is", async () => {
    const io = testIo({ readStdin: async () => '{"features": ["alpha",\n"gamma"]}' });
    expect(await main(["app", "--answers", "-", "--json"], io)).toBe(2);
    expect(JSON.parse(io.out()).error.faults).toMatchObject([{ option: "features", line: 1 }]);
  });

  test("they are shown, described in the schema, and kept in one order", async () => {
    expect(shownOptionNames).toContain("features");
    expect(answersSchema().properties.features).toMatchObject({
      items: { enum: ["alpha", "beta", "gamma"] },
    });
    const io = testIo();
    expect(await main(["app", "--features", "beta,alpha", "--dry-run", "--json"], io)).toBe(0);
    expect(JSON.parse(io.out()).options.features).toEqual(["alpha", "beta"]);
  });
});

test("their layers come last, general before specific, each once", () => {
  const names = [
    "features/alpha/+python",
    "features/alpha",
    "features/alpha/+ts",
    "models/+node",
    "features/beta",
  ];
  const of = (framework: "node" | "llmbrick", ...features: string[]) =>
    select(names, options({ framework, features: chosen(...features), handler: "mock" }));
  expect(of("node")).toEqual(["models/+node"]);
  expect(of("node", "alpha", "beta")).toEqual([
    "models/+node",
    "features/alpha",
    "features/alpha/+ts",
    "features/beta",
  ]);
  expect(of("llmbrick", "alpha")).toEqual(["features/alpha", "features/alpha/+python"]);
});

test("one that brings packages makes a project that has some to install", () => {
  const bare = { language: "js" } as const;
  expect(hasPackages(options({ ...bare, features: chosen("alpha") }))).toBe(false);
  expect(hasPackages(options({ ...bare, features: chosen("alpha", "beta") }))).toBe(true);
});

const place = (given: Given, answers: Given = given) => ({
  given,
  answers,
  io: testIo(),
  t: en,
  remembered: undefined,
  note: undefined,
  canGoBack: true,
});

const titlesAt = (step: "features" | "framework", given: Given) => {
  const { question } = askedAt(step, place(given));
  return question.kind === "text" ? [] : question.choices.map(({ title }) => title);
};

describe("the question", () => {
  test("offers what the framework's projects have", () => {
    expect(titlesAt("features", {})).toHaveLength(3);
    expect(titlesAt("features", { framework: "llmbrick" })).toEqual(["of a test"]);
    expect(titlesAt("framework", { features: chosen("gamma") })).not.toContain(en.titles.llmbrick);
    expect(titlesAt("framework", { features: chosen("alpha") })).toContain(en.titles.llmbrick);
  });

  test("comes again when an answer no longer fits a framework that was changed", async () => {
    const around = { isFull: async () => false, mayMakeRepository: async () => false };
    const interview = new Interview({}, around);
    const values: Record<string, string | string[]> = { framework: "node", features: ["gamma"] };
    for (let step = await interview.next(); step; step = await interview.next()) {
      interview.answer(step, values[step] ?? "as proposed", "as proposed");
    }
    expect(await interview.result()).toMatchObject({ features: ["gamma"] });
    interview.reopen("framework");
    interview.answer("framework", "llmbrick", "node");
    expect(await interview.next()).toBe("features");
    interview.answer("features", [], []);
    expect(await interview.next()).toBeUndefined();
    expect(await interview.result()).not.toHaveProperty("features");
  });

  /** Asks for features in a terminal that these keys are pressed in. */
  async function ask(keys: string[], env = {}) {
    const terminal = new FakeTerminal({ columns: 100, rows: 24 });
    const { stdin, stdout } = terminal;
    const { question, read } = askedAt("features", place({}));
    const playing = terminal.play(keys, null);
    const answer = await openTerminal(testIo({ stdin, stdout, env }), en).ask(question);
    await playing;
    return { answer: typeof answer === "symbol" ? "back" : read(answer), shown: terminal.shown };
  }

  test.each([
    [[KEYS.enter], []],
    [[" ", KEYS.enter], ["alpha"]],
    [[" ", " ", KEYS.enter], []],
    [
      [KEYS.down, " ", KEYS.up, " ", KEYS.enter],
      ["alpha", "beta"],
    ],
    [[KEYS.up, "\u001B[C", KEYS.enter], ["gamma"]],
    [[KEYS.tab, KEYS.tab, " ", KEYS.left, KEYS.enter], []],
    [[" ", "a", "a", KEYS.enter], []],
    [[KEYS.escape], "back"],
    // The second can't do without the first: Enter does nothing until that is there, too.
    [
      [KEYS.down, " ", KEYS.enter, KEYS.up, " ", KEYS.enter],
      ["alpha", "beta"],
    ],
  ])("keys %j give %j", async (keys, answer) => {
    expect((await ask(keys)).answer).toEqual(answer);
  });

  test("shows what is ticked, which keys there are, and what is wrong", async () => {
    const { shown } = await ask([KEYS.down, " ", KEYS.up, " ", KEYS.enter], { LANG: "C.UTF-8" });
    expect(shown).toContain("[ ] of a test");
    expect(shown).toContain("[x] of a test");
    expect(shown).toContain(
      "↑↓: move, Space: tick, a: all or none, Enter: confirm, Esc: back, Ctrl-C: cancel",
    );
    expect(shown).toContain(en.misfits.lacks("beta", "alpha"));
    expect(shown).toContain("alpha, beta\n");
  });

  test.each([
    ["\n", []],
    ["0\n", []],
    ["2, ALPHA\n", ["alpha", "beta"]],
    ["1,1\n", ["alpha"]],
    ["<\n", "back"],
  ])("in a terminal that is a line: %j gives %j", async (line, answer) => {
    expect((await ask([line], { TERM: "dumb" })).answer).toEqual(answer);
  });

  test("in such a terminal, what is wrong is said, and asked again", async () => {
    const { answer, shown } = await ask(["4\n", "beta\n", "x,alpha\n", "3\n"], { TERM: "dumb" });
    expect(answer).toEqual(["gamma"]);
    expect(shown).toContain("  1 of a test\n  2 of a test\n");
    expect(shown).toContain("Numbers from 1 to 3 with commas between them; 0 is none.\n[0]: ");
    expect(shown).toContain(en.misfits.lacks("beta", "alpha"));
  });
});

test("list names them with what they exist for, need and bring", async () => {
  const io = testIo();
  expect(await main(["list", "--json"], io)).toBe(0);
  expect(JSON.parse(io.out()).features[1]).toEqual({
    name: "beta",
    title: "of a test",
    platforms: ["node"],
    needs: ["alpha"],
    notWith: [],
    packages: { node: [] },
  });
  const text = testIo();
  await main(["list"], text);
  expect(text.out()).toContain("of a test\n      node: none; needs alpha\n");
  expect(text.out()).toContain("of a test\n      node: none; not with alpha\n");
});
