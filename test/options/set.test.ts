import { describe, expect, test } from "vitest";
import { en } from "../../src/i18n/en.ts";
import { zhTW } from "../../src/i18n/zh-TW.ts";
import { type SetSpec, setKind } from "../../src/options/kinds/set.ts";
import { valueText } from "../../src/report/option-words.ts";

const spec: SetSpec = {
  type: "set",
  scope: "project",
  default: [],
  choices: ["docker", "compose", "metrics"],
};
const read = (text: string) => setKind.accepts(setKind.fromText(text), spec);

describe("a set of choices", () => {
  test.each([
    ["", []],
    [" ", []],
    ["docker", ["docker"]],
    ["metrics, docker", ["docker", "metrics"]],
    ["metrics,compose,docker", ["docker", "compose", "metrics"]],
  ])("%j, in the order of the table", (text, value) => {
    expect(read(text)).toEqual({ value });
  });

  test("tells all that is wrong: each unknown word with the nearest that there is, each one that is there twice", () => {
    expect(read("dokcer,docker,nothing,docker,")).toEqual({
      wrong: [
        { kind: "notAllowed", part: "dokcer", nearest: "docker" },
        { kind: "notAllowed", part: "nothing", nearest: undefined },
        { kind: "twice", part: "docker" },
        { kind: "notAllowed", part: "", nearest: undefined },
      ],
    });
  });

  test.each(["docker", null, 1, { docker: true }])("in JSON it is a list, and not %j", (value) => {
    expect(setKind.accepts(value, spec)).toMatchObject({ wrong: [{ kind: "notAllowed", part: value }] });
  });

  test("its items are words", () => {
    expect(setKind.accepts([1, ["docker"]], spec)).toMatchObject({
      wrong: [{ part: 1 }, { part: ["docker"] }],
    });
  });

  test("is described in both languages, as text and as JSON", () => {
    expect(setKind.expected(spec)).toEqual(["set", spec.choices]);
    expect([valueText([], en), valueText(["a", "b"], en)]).toEqual(["none", "a,b"]);
    expect(valueText([], zhTW)).toBe("無");
    expect(setKind.schema(spec)).toMatchObject({ items: { enum: spec.choices }, uniqueItems: true });
  });
});
