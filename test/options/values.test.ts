import { isIP } from "node:net";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { answersSchema } from "../../build/answers-schema.ts";
import { type OptionName, optionNames } from "../../src/options/table.ts";
import { check, fromText } from "../../src/options/values.ts";

/** Holds what means something to shells, templates, HTML, Markdown and JavaScript. */
const HOSTILE = `\`"'$\{x}{{y}}</script>#|\\`;

const accepts = (name: OptionName, text: string) => "value" in fromText(name, text);

describe("integers are written in digits alone", () => {
  test.each(["1", "9000", "65535"])("%s", (text) => {
    expect(fromText("port", text)).toEqual({ value: Number(text) });
  });
  test.each([
    "",
    "0",
    "65536",
    "99999",
    "-1",
    "+1",
    "1.0",
    "9e3",
    "0x10",
    " 90 ",
    "090",
    "1_000",
    "٣",
    "NaN",
    "9000n",
  ])("not %j", (text) => {
    expect(accepts("port", text)).toBe(false);
  });
});

describe("models", () => {
  test.each([
    ["gpt-4o,claude-3", ["gpt-4o", "claude-3"]],
    [" gpt-4o , claude-3 ", ["gpt-4o", "claude-3"]],
    ['["gpt-4o", "x"]', ["gpt-4o", "x"]],
    ["[beta],x", ["[beta]", "x"]],
    ["a\u2028b", ["a\u2028b"]],
    [HOSTILE, [HOSTILE]],
    ["模型,🦜", ["模型", "🦜"]],
    ["🦜".repeat(200), ["🦜".repeat(200)]],
  ])("%j", (text, models) => {
    expect(fromText("models", text)).toEqual({ value: models });
  });
  test.each([
    "a，b",
    "a、b",
    "",
    " ",
    "a,,b",
    "a,",
    "a\nb",
    "a\u0085b",
    "\u0007",
    "\ud800",
    "🦜".repeat(201),
    '["a b",""]',
    '[" a"]',
    '["a,b"]',
    "[]",
  ])("not %j", (text) => {
    expect(accepts("models", text)).toBe(false);
  });
  test("none twice", () => {
    expect(fromText("models", "a,b,a")).toEqual({ wrong: [{ kind: "twice", part: "a" }] });
  });
  test("all that is wrong", () => {
    expect(fromText("models", "a,,a")).toMatchObject({
      wrong: [
        { kind: "notAllowed", part: "" },
        { kind: "twice", part: "a" },
      ],
    });
  });
});

describe("hosts", () => {
  test.each([
    "localhost",
    "127.0.0.1",
    "0.0.0.0",
    "::",
    "::1",
    "2001:db8::1",
    "::ffff:1.2.3.4",
    "a.b-c.example",
    "1a",
  ])("%s", (host) => {
    expect(accepts("host", host)).toBe(true);
  });
  test.each([
    "",
    "[::1]",
    "1.2.3",
    "999.1.1.1",
    "1.2.3.4.5",
    "-a",
    "a-",
    "a..b",
    ".a",
    "a b",
    "a_b",
    "http://a",
    "a:80",
    "fe80::1%eth0",
    `${"a".repeat(64)}.b`,
    ":",
  ])("not %j", (host) => {
    expect(accepts("host", host)).toBe(false);
  });
  test("an address is one by Node's own reading", () => {
    const nearlyAddress = fc.string({ unit: fc.constantFrom(..."0129afF:."), minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(nearlyAddress, fc.ipV4(), fc.ipV6()), (text) => {
        fc.pre(/:|\.\d+$/.test(text));
        expect(accepts("host", text)).toBe(isIP(text) !== 0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("URL paths get their one form", () => {
  test.each([
    ["path", "chat", "/chat"],
    ["path", "/a/b/", "/a/b/"],
    ["path", "/v1/a:b@c!$&'()*+,;=%20~", "/v1/a:b@c!$&'()*+,;=%20~"],
    ["prefix", "", ""],
    ["prefix", "/", ""],
    ["prefix", "api/", "/api"],
    ["prefix", "/api/v1", "/api/v1"],
  ] as const)("%s %j", (name, text, value) => {
    expect(fromText(name, text)).toEqual({ value });
  });
  test.each([
    "/a b",
    "/a?b",
    "/a#b",
    "/%",
    "/%zz",
    "/中",
    "//a",
    "/a//b",
    "/..",
    "/a/../b",
    "/./a",
    "/%2e%2E/a",
    "\\a",
  ])("not %j", (text) => {
    expect([accepts("path", text), accepts("prefix", text)]).toEqual([false, false]);
  });
  test.each(["", "/"])("the endpoint's own path is not %j", (text) => {
    expect(accepts("path", text)).toBe(false);
  });
});

describe("names and folders", () => {
  test.each(["a", "my-server", "@scope/x.y_z~1", "0"])("package name %s", (name) => {
    expect(accepts("name", name)).toBe(true);
  });
  test.each(["", "A", ".a", "_a", "a b", "node_modules", "favicon.ico", "@a", "a/b", "a".repeat(215)])(
    "package name not %j",
    (name) => {
      expect(accepts("name", name)).toBe(false);
    },
  );
  test.each(["", "  ", "a\0b", "a\nb", "\ud83d"])("folder not %j", (folder) => {
    expect(accepts("directory", folder)).toBe(false);
  });
});

test("a choice that was mistyped is answered with the nearest one", () => {
  expect(fromText("packageManager", "yran")).toMatchObject({
    wrong: [{ kind: "notAllowed", nearest: "yarn" }],
  });
  expect(fromText("lang", "zh-tw")).toMatchObject({ wrong: [{ nearest: "zh-TW" }] });
  expect(fromText("packageManager", "cargo")).toMatchObject({ wrong: [{ nearest: undefined }] });
});

describe("in JSON each value has the option's own type", () => {
  test.each([
    ["port", "9000"],
    ["port", 1.5],
    ["port", 0],
    ["port", null],
    ["git", "true"],
    ["git", 1],
    ["models", "gpt-4o"],
    ["models", []],
    ["models", ["a", 1]],
    ["host", 1],
    ["lang", ["en"]],
  ] as const)("%s is not %j", (name, value) => {
    expect(check(name, value)).toMatchObject({ wrong: [{ kind: "notAllowed" }] });
  });
});

test("the JSON Schema accepts what the program accepts, and no more than a few odd hosts and names", () => {
  const ajv = new Ajv2020();
  const schema = answersSchema();
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 12 }),
    fc.stringMatching(/^[\w./:%,@~ -]{0,12}$/),
    fc.constantFrom("gpt-4o", "::1", "/api", "node", "en", "merge", "node_modules", "1.2.3", "my-server"),
  );
  const value = fc.oneof(
    text,
    fc.integer(),
    fc.boolean(),
    fc.array(text, { maxLength: 3 }),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.constantFrom(...optionNames), value, (name, candidate) => {
      const isAccepted = "value" in check(name, candidate);
      const isInSchema = ajv.validate(schema, { [name]: candidate });
      expect(isInSchema || !isAccepted).toBe(true);
      if (name !== "host" && name !== "name") expect(isInSchema).toBe(isAccepted);
    }),
    { numRuns: 2000 },
  );
});
