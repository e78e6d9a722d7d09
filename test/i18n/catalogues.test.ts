import { describe, expect, test } from "vitest";
import { commandNames } from "../../src/commands/table.ts";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { controlTable, optionNames, specOf } from "../../src/options/table.ts";

/** Every message by its place, with words for its parameters. */
function messagesOf(catalogue: object, at = ""): [string, string][] {
  return Object.entries(catalogue).flatMap(([key, value]: [string, unknown]): [string, string][] => {
    const place = `${at}${key}`;
    // A list of one is written as a word, too.
    if (typeof value === "function") return [[place, String(value(["⟨1⟩"], ["⟨2⟩"], ["⟨3⟩"], ["⟨4⟩"]))]];
    if (typeof value === "object" && value !== null) return messagesOf(value, `${place}.`);
    return [[place, String(value)]];
  });
}

const withoutLists = (catalogue: typeof en) => ({
  ...catalogue,
  values: { ...catalogue.values, choice: undefined, set: undefined, switch: undefined },
});
const english = messagesOf(withoutLists(en));
const chinese = new Map(messagesOf(withoutLists(zhTW)));

/** The parameters that a message uses. */
const parametersOf = (message: string) => new Set(message.match(/⟨\d⟩/g));

describe("the English catalogue", () => {
  test.each([
    ["options", optionNames],
    ["labels", [...optionNames, "limits"]],
    ["questions", [...optionNames.filter((name) => specOf(name).asked), "limits"]],
    ["controls", Object.keys(controlTable)],
    ["commands", commandNames],
  ] as const)("has the words of %s, and no others", (place, names) => {
    expect(Object.keys(en[place]).sort()).toEqual([...names].sort());
  });
});

describe("the Chinese catalogue", () => {
  test("has every message, in Chinese, with the parameters of the English one", () => {
    const same = [
      "values.choice",
      "values.set",
      "problems.about",
      "check.skipped",
      "grade.and",
      "values.switch",
      "problems.suggestion",
      "hints.comma",
      "titles.ts",
      "titles.js",
      "doctor.names.node",
      "doctor.names.git",
      "doctor.names.python",
    ];
    for (const [place, message] of english) {
      const translation = chinese.get(place) ?? "";
      // The number of faults decides the English grammar alone.
      if (place !== "errors.badOptions") {
        expect([place, parametersOf(translation)]).toEqual([place, parametersOf(message)]);
      }
      if (!same.includes(place))
        expect([place, translation]).toEqual([place, expect.stringMatching(/\p{Script=Han}/u)]);
    }
    expect([...chinese.keys()]).toEqual(english.map(([place]) => place));
  });

  test("is written in the characters and the words of Taiwan", () => {
    for (const [place, message] of chinese) {
      expect([place, message]).toEqual([
        place,
        expect.not.stringMatching(/[务录执输证线设项页]|服務器|文件夾|默認|端口|數據|軟件|網絡|項目|信息/),
      ]);
    }
  });

  test("has the punctuation of Chinese", () => {
    for (const [place, message] of chinese) {
      expect([place, message]).toEqual([
        place,
        expect.not.stringMatching(/\p{Script=Han}[,;:?!]|\p{Script=Han}\.(?:\s|$)/u),
      ]);
    }
  });
});

test("lists of choices", () => {
  expect([en.values.choice(["a", "b"]), zhTW.values.choice(["a", "b"])]).toEqual(["a, b", "a、b"]);
  for (const form of ["text", "json"] as const) {
    expect(en.values.set[form](["a", "b"])).toContain("any of a, b");
    expect(zhTW.values.set[form](["a", "b"])).toContain("a、b 當中的任意幾項");
  }
});
