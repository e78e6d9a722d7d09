import { expect, test } from "vitest";
import { driftOfNode, driftOfPython, requirementsOf, toTable, type Wanted } from "../../scripts/drift.ts";

const wanted = (name: string, range: string): Wanted => ({ layer: "base", name, range });

test("a package is covered, behind, or held for a reason", () => {
  const packages = [
    wanted("current", "^1.0.0"),
    wanted("old-install", "^1.0.0"),
    wanted("next-major", "^1.0.0"),
    wanted("in-two-layers", "^1.0.0"),
    wanted("@types/node", "^20.0.0"),
  ];
  const outdated = {
    "old-install": { wanted: "1.2.0", latest: "1.2.0" },
    "next-major": { wanted: "1.2.0", latest: "2.0.0" },
    "in-two-layers": [
      { wanted: "1.2.0", latest: "2.0.0" },
      { wanted: "1.2.0", latest: "2.0.0" },
    ],
    "@types/node": { wanted: "20.1.0", latest: "26.0.0" },
  };
  const drifts = driftOfNode(packages, new Map([["current", "1.5.0"]]), outdated);
  expect(drifts.map(({ latest, state }) => [latest, state])).toEqual([
    ["1.5.0", "covered"],
    ["1.2.0", "covered"],
    ["2.0.0", "behind"],
    ["2.0.0", "behind"],
    ["26.0.0", "held"],
  ]);
});

test("a Python package is behind when pip would install a newer one without the range", () => {
  const latest = new Map([
    ["a", "1.0"],
    ["b", "3.0"],
  ]);
  const inRange = new Map([
    ["a", "1.0"],
    ["b", "2.9"],
  ]);
  const drifts = driftOfPython([wanted("a", ">=1"), wanted("b", ">=2,<3")], inRange, latest);
  expect(drifts.map(({ state }) => state)).toEqual(["covered", "behind"]);
});

test("the requirements of a pyproject.toml are read without their extras", () => {
  const text = `requires-python = ">=3.10"
dependencies = [
  "llmbrick>=0.2.10,<0.3",
  "uvicorn[standard]>=0.34",
]
dev = ["pytest>=8", "python-dotenv==1.0"]`;
  expect(requirementsOf(text, "llmbrick").map(({ name, range }) => [name, range])).toEqual([
    ["llmbrick", ">=0.2.10,<0.3"],
    ["uvicorn", ">=0.34"],
    ["pytest", ">=8"],
    ["python-dotenv", "==1.0"],
  ]);
});

test("the table says why a package is held", () => {
  const table = toTable([
    { ...wanted("koa", "^3.3.0"), latest: "4.0.0", state: "behind" },
    { ...wanted("@types/node", "^20"), latest: "26.0.0", state: "held" },
  ]);
  expect(table).toBe(`layer  package      range   latest
base   koa          ^3.3.0  4.0.0   behind
base   @types/node  ^20     26.0.0  held: the types of the oldest Node that a project runs on`);
});
