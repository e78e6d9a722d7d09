import { expect, test } from "vitest";
import { describeInPython } from "./describe.ts";
import { runInside } from "./inside.ts";

describeInPython("a Python server whose log has no reader any more", (project) => {
  test("starts all the same, whenever that reader went away, and says once that the log is lost", async () => {
    const lost = "The log can't be written, as nobody reads it any more: the server goes on without it\n";
    expect(await runInside(project, "reader")).toEqual([...Array.from({ length: 5 }, () => "goes on"), lost]);
  });
});
