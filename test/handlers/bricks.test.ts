import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, onTestFinished, test } from "vitest";
import { startServer } from "../support/server-process.ts";
import { hostileBricks, only } from "./bricks/hostile.ts";
import { leftBricks } from "./bricks/left.ts";
import { tracedBricks } from "./bricks/traced.ts";
import { node } from "./platforms/node.ts";

hostileBricks(node);
tracedBricks(node);
leftBricks(
  node,
  "left.js",
  `
import { setTimeout as sleep } from "node:timers/promises";
import { llmBrick } from "./src/bricks/brick.js";
import { serveBricks } from "./src/bricks/serve.js";

const llm = llmBrick({ name: "waiting" }, async function* (_request, { signal }) {
  console.log("asked");
  try {
    await sleep(60_000, undefined, { signal });
  } finally {
    console.log("left");
  }
});
const { address, close } = await serveBricks([llm], { port: 0 });
console.log(\`Bricks on \${address}: llm\`);
process.once("SIGTERM", () => close().then(() => process.exit()));
`,
);

test("/readyz names what is missing of bricks and of Redis, as /openapi.json says", async () => {
  const folder = await mkdtemp(join(tmpdir(), "create-llmbrick-sse-test-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await node.write(folder, "brick", ["resume"]);
  // Nobody listens there.
  const env = { ...only("GUARD", 1), BRICK_LLM: "mock", REDIS_URL: "redis://127.0.0.1:1" };
  const server = startServer(...node.server, { cwd: folder, env });
  const url = await server.nextAddress();
  const ready = await fetch(new URL("readyz", url));
  const told = await ready.json();
  expect([ready.status, told]).toEqual([503, { status: "unavailable", bricks: ["guard"], redis: "away" }]);
  const { paths } = await (await fetch(new URL("openapi.json", url))).json();
  const { schema } = paths["/readyz"].get.responses["503"].content["application/json"];
  expect(new Ajv2020({ strict: false }).validate(schema, told)).toBe(true);
});
