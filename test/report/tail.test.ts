import { expect, test } from "vitest";
import { withTail } from "../../src/report/tail.ts";

test("the end of a program's output is plain, and without the lines that are empty then", () => {
  expect(withTail("npm failed.", "\u001B[31mcode E404\u001B[0m\r\n\u001B[2K\r\nno\u0007 package\n")).toBe(
    "npm failed.\ncode E404\nno package",
  );
});
