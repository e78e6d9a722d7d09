import { expect, test } from "vitest";
import { serverEnvironment } from "../../../src/effects/verify/environment.ts";

test("what this machine says of the project is not heard; where answers outlive their connections, a client that leaves is", () => {
  const content =
    "# LLMBRICK_PREFIX=\n\n# In seconds\nRESUME_WINDOW=30\n# REDIS_URL=redis://127.0.0.1:6379\n";
  const env = { PATH: "/bin", LLMBRICK_PREFIX: "/a", REDIS_URL: "redis://example.com", RESUME_WINDOW: "9" };
  expect(
    serverEnvironment(
      env,
      [{ path: ".env.example", content: Buffer.from(content), action: "create" }],
      { features: ["resume"] },
      "key",
    ),
  ).toMatchObject({ PATH: "/bin", LLMBRICK_PREFIX: "", REDIS_URL: "", RESUME_WINDOW: "0" });
});
