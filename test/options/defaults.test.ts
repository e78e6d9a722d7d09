import { describe, expect, test } from "vitest";
import { defaultLanguage, defaultName, defaultPackageManager } from "../../src/options/defaults.ts";

describe("the package name comes from the folder", () => {
  test.each([
    ["/x/my-server", "my-server"],
    ["/x/My Server!", "my-server"],
    ["/x/Café", "cafe"],
    ["/x/_private", "private"],
    ["/x/.hidden", "hidden"],
    ["/x/a.b~c", "a.b~c"],
    ["/x/我的伺服器", "llmbrick-sse-server"],
    ["/x/我的 server", "server"],
    ["/x/---", "llmbrick-sse-server"],
    ["/x/node_modules", "llmbrick-sse-server"],
    ["/", "llmbrick-sse-server"],
    [`/x/${"a".repeat(300)}`, "a".repeat(214)],
  ])("%s → %s", (target, name) => {
    expect(defaultName({ target })).toBe(name);
  });
});

describe("the language comes from the first variable that is set", () => {
  test.each([
    [{}, "en"],
    [{ LANG: "C.UTF-8" }, "en"],
    [{ LANG: "zh_TW.UTF-8" }, "zh-TW"],
    [{ LANG: "zh_HK" }, "zh-TW"],
    [{ LANG: "zh-Hant-TW" }, "zh-TW"],
    [{ LANG: "zh_CN.UTF-8" }, "en"],
    [{ LC_ALL: "en_US.UTF-8", LANG: "zh_TW.UTF-8" }, "en"],
    [{ LC_ALL: "", LC_MESSAGES: "zh_TW", LANG: "en_US" }, "zh-TW"],
  ])("%j → %s", (env, language) => {
    expect(defaultLanguage({ env })).toBe(language);
  });
});

describe("where no variable is set, the language is the system's", () => {
  test.each([
    ["zh-TW", "zh-TW"],
    ["zh-HK", "zh-TW"],
    ["zh-MO", "zh-TW"],
    ["zh-Hant", "zh-TW"],
    ["zh-Hant-US", "zh-TW"],
    ["yue-Hant-HK", "zh-TW"],
    ["Chinese (Traditional)_Taiwan.950", "zh-TW"],
    ["Chinese (Traditional)_Hong Kong SAR.950", "zh-TW"],
    ["Chinese_Taiwan.950", "zh-TW"],
    ["zh-CN", "en"],
    ["zh-Hans-HK", "en"],
    ["Chinese (Simplified)_China.936", "en"],
    ["en-TW", "en"],
    [undefined, "en"],
  ])("%s → %s", (name, language) => {
    expect(defaultLanguage({ env: { LANG: "" }, locale: () => name })).toBe(language);
  });

  test.each([{ LANG: "C" }, { LC_ALL: "en_US.UTF-8" }, { LC_MESSAGES: "POSIX" }])(
    "with %j it is not asked",
    (env) => {
      const locale = () => {
        throw new Error("asked");
      };
      expect(defaultLanguage({ env, locale })).toBe("en");
    },
  );
});

describe("the package manager is the one that started us", () => {
  test.each([
    [undefined, "npm"],
    ["npm/11.0.0 node/v20.0.0 linux x64", "npm"],
    ["pnpm/10.1.0 npm/? node/v20.0.0", "pnpm"],
    ["yarn/1.22.22 npm/? node/v20.0.0", "yarn"],
    ["bun/1.2.0 npm/? node/v20.0.0", "bun"],
    ["deno/2.0.0", "npm"],
  ])("%s → %s", (agent, packageManager) => {
    expect(defaultPackageManager({ env: { npm_config_user_agent: agent } })).toBe(packageManager);
  });
});
