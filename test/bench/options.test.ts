import { expect, test } from "vitest";
import { readOptions } from "../../bench/options.ts";
import type { Work } from "../../bench/work.ts";

const work = (peers: string[], isLong = false): Work => ({
  title: "",
  unit: "",
  goals: [],
  peers,
  isLong,
  measure: async () => ({}),
});
const works = { quick: work(["bare", "ours"]), slow: work(["bare", "koa"], true) };
const groups = { ...works, "cli:help": work(["bare"]), "cli:version": work(["bare"]) };

test("does all works but the long ones, with all of their peers", () => {
  expect(readOptions([], works)).toEqual({
    works: ["quick"],
    peers: ["bare", "ours"],
    rounds: undefined,
    json: false,
    profile: undefined,
  });
});

test.each([
  [["--long"], { works: ["quick", "slow"], peers: ["bare", "ours", "koa"] }],
  [["--only", "slow"], { works: ["slow"], peers: ["bare", "koa"] }],
  [["--peers", "koa, bare"], { peers: ["bare", "koa"] }],
  [["--rounds", "12", "--json"], { rounds: 12, json: true }],
  [["--profile", "ours"], { profile: "ours" }],
])("reads %j", (argv, options) => {
  expect(readOptions(argv, works)).toMatchObject(options);
});

test.each([
  ["cli", ["cli:help", "cli:version"]],
  ["cli:help", ["cli:help"]],
  ["cli,quick", ["quick", "cli:help", "cli:version"]],
])("takes what stands before a colon for all that have it: %s", (only, chosen) => {
  expect(readOptions(["--only", only], groups).works).toEqual(chosen);
});

test.each([
  [["--only", "quick,fast"], '--only: there is no "fast". Choose from: quick, slow'],
  [["--peers", "oak"], '--peers: there is no "oak". Choose from: bare, ours, koa'],
  [["--profile", ""], '--profile: there is no "". Choose from: bare, ours, koa'],
  [["--rounds", "0"], "--rounds 0: expected a whole number from 1 to 100"],
  [["--rounds", "many"], "--rounds many: expected a whole number from 1 to 100"],
  [["--fast"], "Unknown option '--fast'"],
])("refuses %j", (argv, message) => {
  expect(() => readOptions(argv, works)).toThrow(message);
});
