import { expect, test } from "vitest";
import { describeInPython } from "./describe.ts";
import { runInside } from "./inside.ts";

describeInPython("routes of the user's own in a Python project", (project) => {
  test("are guarded by require_key, and a preflight is told what each takes", async () => {
    expect(await runInside(project, "routes")).toEqual({
      none: [401, 401, 401, 200],
      right: [200, 200, 200, 200],
      wrong: [401, 401, 401, 200],
      "other scheme": [401, 401, 401, 200],
      "preflight /usage": [204, "", "GET"],
      "preflight /notes/a": [204, "", "DELETE, PUT"],
      "preflight /open": [204, "", "GET"],
      "preflight /chat/completions": [204, "", "POST"],
      "preflight /nowhere": [204, "", ""],
      "foreign preflight": [403, false],
      "without keys": 200,
    });
  });
});
