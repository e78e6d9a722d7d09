import { expect, test } from "vitest";
import { writeError } from "../../src/effects/write-error.ts";
import { inEnglish } from "../support/in-english.ts";

const BACKUP = "C:\\app\\.create-llmbrick-sse-7-0123abcd\\backup\\handler.js";
const FRESH = "C:\\app\\.create-llmbrick-sse-7-0123abcd\\new\\handler.js";
const THEIRS = "C:\\app\\handler.js";

/** What is told of a system's error. */
const told = (
  code: string,
  parts: { path?: string; dest?: string; syscall?: string },
  platform: NodeJS.Platform = "win32",
) => {
  const error = Object.assign(new Error(code), { code, syscall: "rename", ...parts });
  return inEnglish(writeError(error, "/target", platform));
};

test.each([
  ["out of the way", { path: THEIRS, dest: BACKUP }],
  ["into its place", { path: FRESH, dest: THEIRS }],
  ["back into its place", { path: BACKUP, dest: THEIRS }],
])("of a file that can't be moved %s, the user's own path is told", (_where, ends) => {
  expect(told("EBUSY", ends)).toMatchObject({
    code: "WRITE_FAILED",
    message: `The files can't be written: ${THEIRS}: it is in use.`,
    hint: expect.stringContaining("Close the program that has it open"),
  });
});

test.each([
  ["/proc/.create-llmbrick-sse-7-0123abcd", "/proc"],
  ["/.create-llmbrick-sse-7-0123abcd/new/src", "/"],
  ["C:\\app\\.create-llmbrick-sse-7-0123abcd\\new\\x", "C:\\app"],
])("of a path that is our own alone (%s), the folder is told that ours is in", (path, folder) => {
  expect(told("EACCES", { path, syscall: "mkdir" })).toMatchObject({
    message: `The files can't be written: ${folder}: permission denied.`,
  });
});

test.each([
  ["EPERM", "rename", "Close the program"],
  ["EPERM", "open", "Put this right"],
  ["ENOSPC", "rename", "Put this right"],
])("after %s of %s the way out is: %s", (code, syscall, hint) => {
  expect(told(code, { path: THEIRS, syscall })).toMatchObject({ hint: expect.stringContaining(hint) });
});

test.each(["EBUSY", "EPERM"])(
  "outside of Windows, %s of rename is nothing that a program could let go",
  (code) => {
    expect(told(code, { path: "/app/handler.js" }, "linux")).toMatchObject({
      hint: expect.stringContaining("Put this right"),
    });
  },
);
