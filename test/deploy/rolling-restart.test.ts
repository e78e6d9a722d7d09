import { expect, test } from "vitest";
import { caddy, nginx } from "../../src/effects/verify/deploy/proxies.ts";
import { CLIENTS, restartUnderLoad } from "../proxies/rolling-restart.ts";

test.each([
  ["Python behind nginx", nginx, { framework: "llmbrick" }],
  ["Node behind Caddy", caddy, { language: "js" }],
  ["Python behind Caddy", caddy, { framework: "llmbrick" }],
] as const)(
  "processes are started anew, and no request is refused, and no stream is cut: %s",
  { timeout: 90_000 },
  async (_name, proxy, changes) => {
    const answers = await restartUnderLoad(proxy, changes);
    expect(answers.length).toBeGreaterThan(CLIENTS);
    expect(new Set(answers)).toEqual(new Set(["200 DONE whole"]));
  },
);
