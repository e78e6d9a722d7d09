import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { python } from "../../support/python-environment.ts";
import { describeServed } from "./served.ts";

const asks = fileURLToPath(new URL("asks.py", import.meta.url));

describe.skipIf(!python && !process.env.CI)("in Python", () => {
  describeServed("openai and LangChain for Python", (served) => {
    test("each of their tests passes", async () => {
      const env = { LLMBRICK_TEST_URL: served.baseURL, PYTHONDONTWRITEBYTECODE: "1" };
      const args = ["-m", "pytest", "-q", "-p", "no:cacheprovider", asks];
      const { all, exitCode } = await execa(python ?? "", args, { env, all: true, reject: false });
      expect(exitCode, all).toBe(0);
      expect(all).toMatch(/\b\d\d passed\b/);
      expect(await served.logged({ requestId: "python-leaves", outcome: "aborted" })).toBeDefined();
    });
  });
});
