import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { collectLayers } from "../../build/layers.ts";
import { readAnswers } from "../../src/answers/answers.ts";
import { readGiven, withDefaults } from "../../src/options/resolve.ts";
import { anyOptions } from "../support/any-options.ts";
import { parseCommandLine } from "../support/parse-line.ts";
import { plan } from "../support/plan.ts";
import { testIo } from "../support/test-io.ts";

const layers = await collectLayers();

test("the project's answers name each other file's hash, and give the same project again", async () => {
  await fc.assert(
    fc.asyncProperty(anyOptions(), async (options) => {
      const { files } = plan(options, layers);
      const text = files.get(".llmbrick.json") ?? "";
      const expected = [...files]
        .filter(([path]) => path !== ".llmbrick.json")
        .map(([path, content]) => [path, createHash("sha256").update(content).digest("hex").slice(0, 32)]);
      expect(JSON.parse(text).files).toEqual(
        Object.fromEntries(expected.map(([path, digits]) => [path, `sha256:${digits}`])),
      );

      const io = testIo({ readStdin: async () => text });
      const answers = await readAnswers(io, "-");
      const given = await readGiven(parseCommandLine(["elsewhere"]), answers, io);
      expect(plan(withDefaults(given, io), layers).files).toEqual(files);
    }),
    { numRuns: 20 },
  );
});
