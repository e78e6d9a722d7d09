import { beforeAll, expect, test } from "vitest";
import { describeInPython } from "./describe.ts";
import { runInside } from "./inside.ts";

interface Ending {
  status: number;
  frames: [name: string, data: { error?: string; details?: string }][];
  log: { message?: string; error?: string; outcome?: string }[];
}

/** How a handler may end, and what the client and the log are told of it. */
const endings: Record<string, [details: string | RegExp, logged: string]> = {
  SystemExit: ["3", "SystemExit: 3"],
  KeyboardInterrupt: ["", "KeyboardInterrupt"],
  CancelledError: ["", "CancelledError"],
  GeneratorExit: ["", "GeneratorExit"],
  StopAsyncIteration: ["async generator raised StopAsyncIteration", "RuntimeError"],
  BaseException: ["base", "BaseException: base"],
  "a group": [/group|1/, "SystemExit: 1"],
  "text that fails": ["TextFails, whose text can't be had", "TextFails"],
  "text that is none": ["TextIsNone, whose text can't be had", "TextIsNone"],
  "a secret beside the text": ["refused", "Secret: refused"],
  "half of a pair": ["\ud800", "ValueError"],
  "a cause": ["the effect", "KeyError: 'the cause'"],
  "a chain of 3000": ["2999", "ValueError: 2999"],
  "a long text": [/^x{20000}$/, "ValueError"],
  "a model's": ["[1200] no such model", "ModelException"],
  "no generator": [/async iterable/, "TypeError"],
  nothing: [/async iterable/, "TypeError"],
  "a list": [/async iterable/, "TypeError"],
};

describeInPython("a handler of a Python project that ends by", (project) => {
  let seen: Record<string, Ending>;
  let inProduction: Ending[];
  beforeAll(async () => {
    const results = (await runInside(project, "endings")) as Record<string, Ending> & {
      "in production": Ending[];
    };
    ({ "in production": inProduction, ...seen } = results);
  }, 120_000);

  test("each way is one of the table", () => {
    const names = Object.keys(seen).map((name) => name.replace(", after an event", ""));
    expect(new Set(names)).toEqual(new Set(Object.keys(endings)));
  });

  test("in production, the client is told only what is written for it, joined with events or not", () => {
    const details = inProduction.map(({ frames }) => frames.at(-1)?.[1].details);
    const told = ["[1200] no such model", "Handler exception occurred"];
    expect(details).toEqual([...told, ...told]);
  });

  test.each(Object.entries(endings))("%s: one error frame, and the log has all of it", (name, expected) => {
    const [details, logged] = expected;
    for (const ending of [seen[name], seen[`${name}, after an event`]].filter(
      (ending) => ending !== undefined,
    )) {
      const { status, frames, log } = ending;
      expect([status, frames.at(-1)?.[0], frames.at(-1)?.[1].error]).toEqual([
        200,
        "error",
        "Handler exception",
      ]);
      expect(frames.at(-1)?.[1].details).toEqual(
        typeof details === "string" ? details : expect.stringMatching(details),
      );
      const errors = log.flatMap(({ error }) => error ?? []);
      expect(errors).toEqual([expect.stringContaining(logged)]);
      expect(errors[0]?.length).toBeLessThan(21_000);
      expect(log.find(({ outcome }) => outcome)?.outcome).toBe("error");
      expect(JSON.stringify(log)).not.toContain("sk-secret");
    }
  });
});
