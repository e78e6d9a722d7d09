import { expect, test } from "vitest";
import { nginx } from "../../src/effects/verify/deploy/proxies.ts";
import { CLIENTS, restartUnderLoad } from "../proxies/rolling-restart.ts";

test("three processes in Python behind nginx are started anew: no request is refused, and no stream is cut", async () => {
  const answers = await restartUnderLoad(nginx, { framework: "llmbrick" });
  expect(answers.length).toBeGreaterThan(CLIENTS);
  expect(new Set(answers)).toEqual(new Set(["200 DONE whole"]));
}, 90_000);
