import { expect, test } from "vitest";
import { describeInPython } from "./describe.ts";
import { runInside } from "./inside.ts";

describeInPython("a Python project's application within another", (project) => {
  const expected = {
    stream: [200, null, true],
    key: [true, true, true, true, true, true],
    host: [200, 403],
    size: 413,
    schema: 422,
    others: [200, 200, 200, 200],
    nowhere: "own",
  };

  test("holds its key, its limits and its checks, and leaves the other's routes alone", async () => {
    expect(await runInside(project, "mounted")).toEqual({ mount: expected, include_router: expected });
  });
});
