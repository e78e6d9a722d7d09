import { describe, expect, test } from "vitest";
import { merge } from "../../../src/plan/merge/index.ts";
import { mergeVersion } from "../../../src/plan/merge/versions.ts";

describe("a version that the user has changed", () => {
  test.each([
    // Bounds of the user's own stay, where they let ours in.
    [">=0.110", ">=0.110,<1", ">=0.152", ">=0.152,<1"],
    ["^5.1.0", ">=5.1.0 <6", "^5.3.0", ">=5.3.0 <6"],
    [">=5.8", ">=5.8.2, !=5.8.5", ">=5.9", ">=5.9, !=5.8.5"],
    [">=5.8", ">=5.8; sys_platform == 'linux'", ">=5.9", ">=5.9; sys_platform == 'linux'"],
    // Those that are ours go where ours go.
    [">=0.2.10,<0.3", ">=0.2.11,<0.3", ">=0.3.1,<0.4", ">=0.3.1,<0.4"],
    [">=0.2.10,<0.3", "==0.2.11", ">=0.2.12,<0.3", "==0.2.12"],
    [">=5.8", "~=5.8.1", ">=5.9", "~=5.9.0"],
    [">=5.8", "~=5.8", ">=5.9.1", "~=5.9.1"],
    // Nobody can tell.
    ["^5.1.0", "^5.1.0 || ^6.0.0", "^5.3.0", "^5.1.0 || ^6.0.0"],
    ["^5.1.0", "5.x", "^5.3.0", "5.x"],
  ])("from %s to %s is, with %s, %s", (base, yours, next, wanted) => {
    expect(mergeVersion(base, yours, next)).toBe(wanted);
  });

  test.each([
    [">=0.110", ">=0.110,<0.150", ">=0.152"],
    [">=0.110", ">=0.110,<=0.151", ">=0.152"],
    [">=0.110", ">=0.110,!=0.152", ">=0.152"],
    ["^5.1.0", ">=5.1.0 <5.3.0", "^5.3.0"],
  ])("from %s to %s is in conflict with %s, which it keeps out", (base, yours, next) => {
    expect(mergeVersion(base, yours, next)).toBeUndefined();
  });
});

describe("a requirement in Python", () => {
  const listOf = (requirement: string) => `[project]\ndependencies = ["${requirement}"]\n`;

  test.each([
    ["fastapi>=0.110", "fastapi[standard]>=0.110", "fastapi>=0.152", "fastapi[standard]>=0.152"],
    ["uvicorn[standard]>=0.34", "uvicorn>=0.34", "uvicorn[standard]>=0.37", "uvicorn>=0.37"],
    ["uvicorn[standard]>=0.34", "uvicorn[standard]>=0.35", "uvicorn>=0.37", "uvicorn>=0.37"],
    ["a>=1", "A [x] >= 1", "a>=2", "A [x] >=2"],
  ])("is the same with other extras: from %s to %s is, with %s, %s", (base, yours, next, wanted) => {
    const [old, own, ours] = [base, yours, next].map(listOf);
    expect(merge({ path: "pyproject.toml", base: old ?? "", yours: own ?? "", next: ours ?? "" })).toEqual({
      content: listOf(wanted),
      conflicts: 0,
    });
  });
});
