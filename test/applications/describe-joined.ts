import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/test-folder.ts";
import { type Joined, joinApplication } from "./joined.ts";
import type { Edition, ownApplications } from "./own-applications.ts";

/** What holds of every application that the endpoint was put into. */
export function describeJoined(
  name: string,
  framework: keyof typeof ownApplications,
  edition: Edition,
): void {
  describe(name, () => {
    let joined: Joined;

    beforeAll(async () => {
      joined = await joinApplication(framework, edition, temporaryFolder());
    }, 200_000);

    test("answers on its own routes as before", () => {
      const { mine, none } = joined.before;
      expect(mine).toEqual([200, "mine"]);
      expect(joined.after).toMatchObject({ mine, none });
    });

    test("answers on the endpoint, which it did not have", () => {
      expect(joined.before.chat?.[0]).toBe(404);
      expect(joined.after).toMatchObject({ chat: [200, "event: message"], page: [200, "<!doctype html"] });
    });

    test("compiles, and the endpoint's own tests pass", () => {
      expect(joined.compiled).toBe("");
      expect(joined.tested).toMatch(/pass [1-9]\d*\n[\s\S]*fail 0\n/);
    });
  });
}
