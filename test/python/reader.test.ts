import { expect, test } from "vitest";
import { describeInPython } from "./describe.ts";
import { runInside } from "./inside.ts";

describeInPython("a Python server whose log has no reader any more", (project) => {
  test("starts all the same, whenever that reader went away", async () => {
    expect(await runInside(project, "reader")).toEqual(Array.from({ length: 5 }, () => "goes on"));
  });
});
