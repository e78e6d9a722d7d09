import fc from "fast-check";
import { answersDocuments } from "./documents.ts";
import { fuzz, playAndJudge } from "./fuzz.ts";

const FILE = "answers.json";

const cases = fc.record({
  document: answersDocuments,
  source: fc.constantFrom("-", FILE),
  flags: fc.subarray(["--json", "--dry-run", "--yes", "app"]),
});

fuzz(
  "answers documents",
  cases,
  ({ document, source, flags }) =>
    playAndJudge({
      argv: [...flags, "--answers", source],
      ...(source === FILE ? { files: { [FILE]: document } } : { input: document }),
    }),
  { reached: [0, 2] },
);
