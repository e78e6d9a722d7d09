import { beforeAll, expect, test } from "vitest";
import { describeInPython } from "./describe.ts";
import { runInside } from "./inside.ts";

/** The status, and whether the handler was reached. */
type Seen = [status: number, reached: boolean];
type Forms = Record<string, { byPath: Record<string, Seen>; byCheck: Record<string, Seen> }>;

const forms = [
  "alone",
  "a handler set later",
  "a prefix given to SSEServer",
  "mounted",
  "mounted in a mount",
  "a router included",
  "a root path",
];

describeInPython("the endpoint of a Python project, in every form in which it may be served:", (project) => {
  let seen: Forms;
  beforeAll(async () => {
    seen = (await runInside(project, "forms")) as Forms;
  }, 120_000);

  test("no form is left out", () => expect(Object.keys(seen)).toEqual(forms));

  test.each(forms)("%s: no spelling of its path leads to the handler without a key", (form) => {
    const { byPath } = seen[form] as Forms[string];
    const others = Object.entries(byPath).filter(
      ([, [status, reached]]) => reached || ![307, 401, 404].includes(status),
    );
    expect(others).toEqual([]);
    expect(byPath["/%63hat/completions"]).toEqual([401, false]);
  });

  test.each(forms)("%s: every check stands before the handler", (form) => {
    expect(seen[form]?.byCheck).toEqual({
      right: [200, true],
      "no key": [401, false],
      "two keys": [401, false],
      "foreign host": [403, false],
      "two hosts": [400, false],
      "foreign origin": [403, false],
      "two origins": [403, false],
      "another type": [415, false],
      "an encoding": [415, false],
      "too large": [413, false],
      "too deep": [400, false],
      "no object": [422, false],
      NaN: [422, false],
      "no accept": [406, false],
    });
  });
});
