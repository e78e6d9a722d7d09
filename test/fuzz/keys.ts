import fc from "fast-check";
import { KEYS } from "../support/terminal.ts";
import { oddText } from "./words.ts";

const ENOUGH_ENTERS = 40;

const CONTROLS = ["\u0001", "\u0004", "\u0005", "\u000B", "\u0015", "\u0017", "\u001A", "\u0000", "\n"];
/** Sequences that terminals send, whole and cut off. */
const SEQUENCES = [
  "\u001B[",
  "\u001BO",
  "\u001B[H",
  "\u001B[F",
  "\u001B[3~",
  "\u001B[5~",
  "\u001B[Z",
  "\u001B[999;999R",
  "\u001B[<0;1;1M",
  "\u001B[I",
  "\u001B]0;title\u0007",
  "\u001Bb",
];

const paste = oddText.map((text) => `\u001B[200~${text}\u001B[201~`);

const key = fc.oneof(
  { weight: 14, arbitrary: fc.constant(KEYS.enter) },
  { weight: 8, arbitrary: fc.constantFrom(KEYS.up, KEYS.down, KEYS.left, KEYS.tab, KEYS.backspace) },
  { weight: 5, arbitrary: fc.constantFrom("y", "n", "1", "2", "<", "app", "full", "file", "9100", "../x") },
  { weight: 3, arbitrary: fc.constantFrom(...CONTROLS) },
  { weight: 3, arbitrary: fc.constantFrom(...SEQUENCES, "\u001B[200~", "\u001B[201~") },
  { weight: 3, arbitrary: fc.oneof(oddText, paste) },
  { weight: 1, arbitrary: fc.constant(KEYS.escape) },
);

/** Keys as a cat on the keyboard presses them; half of the time someone comes who wants to get to the end. */
export const keyPresses: fc.Arbitrary<string[]> = fc
  .tuple(fc.array(key, { maxLength: 30 }), fc.boolean(), fc.option(fc.constant(KEYS.ctrlC), { freq: 4 }))
  .map(([keys, isEnded, last]) => [
    ...keys,
    ...(isEnded ? Array<string>(ENOUGH_ENTERS).fill(KEYS.enter) : []),
    ...(last === null ? [] : [last]),
  ]);
