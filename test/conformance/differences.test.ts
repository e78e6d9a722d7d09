import { expect, test } from "vitest";
import { expectOutcome } from "../../conformance/differences.ts";

const difference = { reason: "it has other names", shows: /other/ };

test("a promise that is kept, or broken as its difference says, is as it should be", () => {
  expect(() => expectOutcome(undefined, undefined)).not.toThrow();
  expect(() => expectOutcome(new Error("another name"), difference)).not.toThrow();
});

test("a promise that is broken in any other way is a failure", () => {
  const failure = new Error("connect ECONNREFUSED");
  expect(() => expectOutcome(failure, undefined)).toThrow(failure);
  expect(() => expectOutcome(failure, difference)).toThrow(failure);
});

test("so is a difference that there no longer is", () => {
  expect(() => expectOutcome(undefined, difference)).toThrow(
    "The promise is kept now: take the difference out (since it has other names)",
  );
});
