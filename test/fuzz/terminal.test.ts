import fc from "fast-check";
import { expect } from "vitest";
import { FakeTerminal } from "./fake-terminal.ts";
import { fuzz } from "./fuzz.ts";
import { judge } from "./judge.ts";
import { keyPresses } from "./keys.ts";
import { play } from "./scene.ts";
import { argumentLists } from "./words.ts";

const FLAGS = ["app", "full", "--no-install", "--no-git", "--dry-run", "--if-exists=merge", "--lang=zh-TW"];

const cases = fc.record({
  argv: fc.oneof(
    { weight: 4, arbitrary: fc.subarray(FLAGS, { maxLength: 3 }) },
    { weight: 1, arbitrary: argumentLists },
  ),
  env: fc.constantFrom({}, {}, { NO_COLOR: "1" }, { FORCE_COLOR: "3" }, { TERM: "dumb" }, { LANG: "C" }),
  keys: keyPresses,
  size: fc.record({
    columns: fc.constantFrom(0, 1, 10, 40, 80, 200),
    rows: fc.constantFrom(0, 1, 5, 24),
  }),
  narrower: fc.option(fc.nat(20)),
});

/** The last that was done to what a program turns on and off again. */
const last = (text: string, pattern: RegExp) => text.match(pattern)?.at(-1);

fuzz(
  "rows of keys at the questions",
  cases,
  async ({ argv, env, keys, size, narrower }) => {
    const terminal = new FakeTerminal(size);
    const playing = terminal.play(keys, narrower);
    const scene = { argv, env };
    const ending = await play(scene, terminal);
    await playing;
    await judge(scene, ending, terminal);
    expect(terminal.isRaw).toBe(false);
    expect(last(terminal.shown, /\u001B\[\?2004[hl]/g)).not.toBe("\u001B[?2004h");
    expect(last(terminal.shown, /\u001B\[\?25[hl]/g)).not.toBe("\u001B[?25l");
    return ending.exitCode;
  },
  { reached: [0, 3, 130] },
);
