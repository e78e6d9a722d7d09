import { expect, test } from "vitest";
import { missingFrom } from "../../src/plan/missing-json.ts";

const planned = JSON.stringify({
  name: "a",
  type: "module",
  scripts: { dev: "x", test: "y" },
  devDependencies: { t: "1" },
});

test.each([
  ["{}", { ...JSON.parse(planned), name: undefined }],
  [
    '{"name":"b","type":"commonjs","scripts":{"test":"mine"}}',
    { scripts: { dev: "x" }, devDependencies: { t: "1" } },
  ],
  [
    '{"name":"b","type":"module","scripts":{"dev":1,"test":2,"more":3},"devDependencies":{"t":"2"}}',
    undefined,
  ],
  ['{"name":"b","type":"module","scripts":[],"devDependencies":null}', undefined],
  [planned, undefined],
  ["[]", undefined],
  ["not JSON", undefined],
])("%s lacks %j", (present, missing) => {
  expect(missingFrom(present, planned)).toEqual(missing);
});
