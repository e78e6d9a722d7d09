import { expect, test } from "vitest";
import { choiceOf } from "../../../src/commands/change/wish.ts";

const project = { features: ["docker"], handler: "mock" } as const;

test("names are added and, with a minus, taken out", () => {
  expect(choiceOf(project, ["metrics", "-docker", "openai"])).toEqual({
    features: ["metrics"],
    handler: "openai",
  });
  expect(choiceOf(project, ["-mock"])).toEqual({ features: ["docker"], handler: "hello" });
});

test.each([
  [
    ["metrics", "-metrics"],
    ["inAndOut", "metrics"],
  ],
  [
    ["-mock", "+mock"],
    ["inAndOut", "mock"],
  ],
  [
    ["openai", "gemini"],
    ["twoHandlers", "openai", "gemini"],
  ],
])("what goes both ways is refused: %j", (names, said) => {
  expect(() => choiceOf(project, names)).toThrow(expect.objectContaining({ said }));
});
