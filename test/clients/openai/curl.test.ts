import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { lacks } from "../../support/needed-programs.ts";
import { describeServed } from "./served.ts";

describe.skipIf(lacks("curl"))("by hand", () => {
  describeServed("curl -N", (served) => {
    const curl = (content: string, more: object = {}) =>
      execa("curl", [
        ...["-sS", "-N", "-w", "\n%{http_code}", `${served.baseURL}/chat/completions`],
        ...["-H", `Authorization: Bearer ${served.apiKey}`, "-H", "Content-Type: application/json"],
        ...["-d", JSON.stringify({ model: "gpt-4o", messages: [{ role: "user", content }], ...more })],
      ]);

    test("prints one chunk after the other as they come, and the mark of the end", async () => {
      const running = curl("Hello", { stream: true });
      const times: number[] = [];
      for await (const line of running) if (line.startsWith("data: {")) times.push(performance.now());
      const { stdout } = await running;
      expect(stdout).toMatch(/\ndata: \[DONE\]\n\n\n200$/);
      // They do not come all at once: the played model takes longer for them.
      expect(Number(times.at(-1)) - Number(times[0])).toBeGreaterThan(50);
    });

    test("prints an object, or an error with its status", async () => {
      expect((await curl("Hello")).stdout).toMatch(/^\{"id":"chatcmpl-.*\}\n200$/);
      expect((await curl("/fault rate-limit")).stdout).toMatch(/^\{"error":\{"message":.*\n429$/);
    });
  });
});
