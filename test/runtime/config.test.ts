import { describe, expect, test } from "vitest";
import {
  ConfigError,
  type ResolvedConfig,
  resolveConfig,
  type SSEServerConfig,
} from "../../templates/core/src/llmbrick/config/config.ts";
import { TestServer } from "../support/llmbrick-server.ts";

const defaults: ResolvedConfig = {
  host: "127.0.0.1",
  port: 9000,
  prefix: "",
  chatCompletionsPath: "/chat/completions",
  allowedModels: ["gpt-4o", "claude-3"],
  maxMessageLength: 5000,
  maxMessagesCount: 100,
  debugMode: true,
  enableTestPage: true,
  enableRequestLogging: true,
  enableValidationDetails: true,
  requestTimeout: 30,
  maxStreamDuration: 0,
  maxConcurrentConnections: 100,
  heartbeatInterval: 15,
  writeTimeout: 30,
  flushInterval: 0,
  maxBodyBytes: 100 * 5000 * 4 + 65_536,
  allowedHosts: [],
  corsOrigins: [],
  apiKeys: [],
  shutdownGrace: 10,
  sslKeyfile: "",
  sslCertfile: "",
};

type Variable = [variable: string, text: string, changes: Partial<ResolvedConfig>];

/** A value for each variable of the protocol, and what comes of it. */
const variables: Variable[] = [
  ["LLMBRICK_HOST", "::1", { host: "::1" }],
  ["HOST", "0.0.0.0", { host: "0.0.0.0" }],
  ["LLMBRICK_PORT", "0", { port: 0 }],
  ["PORT", "8080", { port: 8080 }],
  ["LLMBRICK_PREFIX", "api", { prefix: "/api" }],
  ["LLMBRICK_CHAT_COMPLETIONS_PATH", "chat", { chatCompletionsPath: "/chat" }],
  ["LLMBRICK_ALLOWED_MODELS", " a, b b ,,c", { allowedModels: ["a", "b b", "c"] }],
  ["LLMBRICK_ALLOWED_MODELS", '["a,b","c"]', { allowedModels: ["a,b", "c"] }],
  ["LLMBRICK_ALLOWED_MODELS", "[a]", { allowedModels: ["[a]"] }],
  ["LLMBRICK_MAX_MESSAGE_LENGTH", "10", { maxMessageLength: 10, maxBodyBytes: 100 * 10 * 4 + 65_536 }],
  ["LLMBRICK_MAX_MESSAGES_COUNT", "2", { maxMessagesCount: 2, maxBodyBytes: 2 * 5000 * 4 + 65_536 }],
  ["LLMBRICK_DEBUG_MODE", "false", { debugMode: false, enableTestPage: false }],
  ["LLMBRICK_ENABLE_TEST_PAGE", "0", { enableTestPage: false }],
  ["LLMBRICK_ENABLE_REQUEST_LOGGING", "no", { enableRequestLogging: false }],
  ["LLMBRICK_ENABLE_VALIDATION_DETAILS", "OFF", { enableValidationDetails: false }],
  ["LLMBRICK_MAX_STREAM_DURATION", "600", { maxStreamDuration: 600 }],
  ["LLMBRICK_REQUEST_TIMEOUT", "0.5", { requestTimeout: 0.5 }],
  ["LLMBRICK_MAX_CONCURRENT_CONNECTIONS", "1", { maxConcurrentConnections: 1 }],
  ["LLMBRICK_HEARTBEAT_INTERVAL", "0", { heartbeatInterval: 0 }],
  ["LLMBRICK_WRITE_TIMEOUT", "1.5", { writeTimeout: 1.5 }],
  ["LLMBRICK_FLUSH_INTERVAL", "5", { flushInterval: 5 }],
  ["LLMBRICK_MAX_BODY_BYTES", " 1000 ", { maxBodyBytes: 1000 }],
  ["LLMBRICK_ALLOWED_HOSTS", "a.example,[fd00::1]", { allowedHosts: ["a.example", "[fd00::1]"] }],
  ["LLMBRICK_CORS_ORIGINS", "https://a.example", { corsOrigins: ["https://a.example"] }],
  ["LLMBRICK_API_KEYS", "one,two", { apiKeys: ["one", "two"] }],
  ["LLMBRICK_SHUTDOWN_GRACE", "0", { shutdownGrace: 0 }],
];

/** One for keys that is empty is a fault: the server would stand open. */
const notForKeys = variables.filter(([variable]) => variable !== "LLMBRICK_API_KEYS");

describe("the configuration", () => {
  test("has the protocol's defaults", () => {
    expect(resolveConfig({}, {})).toMatchObject({ config: defaults, faults: [], unknownVariables: [] });
  });

  test.each(variables)("%s may be %j", (variable, text, changes) => {
    expect(resolveConfig({}, { [variable]: text })).toMatchObject({
      config: { ...defaults, ...changes },
      faults: [],
      unknownVariables: [],
    });
  });

  test("takes LLMBRICK_HOST before HOST, and both before the file", () => {
    const given: SSEServerConfig = { host: "10.0.0.1", port: 1, flushInterval: 7 };
    expect(resolveConfig(given, {}).config).toEqual({ ...defaults, ...given });
    const { config } = resolveConfig(given, { LLMBRICK_HOST: "10.0.0.2", HOST: "10.0.0.3", PORT: "2" });
    expect(config).toEqual({ ...defaults, host: "10.0.0.2", port: 2, flushInterval: 7 });
  });

  test("takes an empty variable for none", () => {
    const env = Object.fromEntries(notForKeys.map(([variable]) => [variable, ""]));
    expect(resolveConfig({}, { ...env, LLMBRICK_SSL_KEYFILE: "" })).toMatchObject({
      config: defaults,
      faults: [],
      unknownVariables: [],
    });
  });

  test.each(["'", '"', "`"])("takes a value wholly in %s without them, as docker hands it on", (quote) => {
    const quoted = (text: string) => quote + text + quote;
    const env = Object.fromEntries(variables.map(([variable, text]) => [variable, quoted(text)]));
    const plain = Object.fromEntries(variables.map(([variable, text]) => [variable, text]));
    if (quote !== '"')
      expect(resolveConfig({}, env)).toMatchObject({ config: resolveConfig({}, plain).config });
    const empty = Object.fromEntries(notForKeys.map(([variable]) => [variable, quoted("")]));
    expect(resolveConfig({}, empty)).toMatchObject({ config: defaults, faults: [] });
    const list = `${quoted("a")}, ${quoted("b")}`;
    expect(resolveConfig({}, { LLMBRICK_ALLOWED_MODELS: list }).config.allowedModels).toEqual(["a", "b"]);
    expect(resolveConfig({}, { NODE_ENV: quoted("production") }).config.debugMode).toBe(false);
  });

  test("takes what is undefined in the file for not given", () => {
    expect(resolveConfig({ enableTestPage: undefined }, {}).config).toEqual(defaults);
  });

  test.each<[SSEServerConfig, NodeJS.ProcessEnv, boolean, boolean]>([
    [{}, {}, false, false],
    [{ debugMode: true }, {}, false, false],
    [{ debugMode: true, enableTestPage: true }, {}, false, true],
    [{ debugMode: false }, { LLMBRICK_DEBUG_MODE: "true" }, true, true],
    [{}, { LLMBRICK_DEBUG_MODE: "1", LLMBRICK_ENABLE_TEST_PAGE: "false" }, true, false],
  ])("in production, %j and %j: debug %s, page %s", (given, env, debugMode, enableTestPage) => {
    const { config } = resolveConfig(given, { NODE_ENV: "production", ...env });
    expect(config).toMatchObject({ debugMode, enableTestPage });
  });

  test("names unknown variables of ours", () => {
    const env = { LLMBRICK_PROT: "1", LLMBRICK_: "", llmbrick_port: "1", BRICK: "1" };
    expect(resolveConfig({}, env).unknownVariables).toEqual(["LLMBRICK_PROT", "LLMBRICK_"]);
  });

  test.each<[string, string]>([
    ["LLMBRICK_HOST", "two words"],
    ["LLMBRICK_PORT", "65536"],
    ["LLMBRICK_PORT", "-1"],
    ["LLMBRICK_PORT", "80.5"],
    ["LLMBRICK_PORT", "8e1"],
    ["LLMBRICK_PORT", "0x50"],
    ["PORT", "http"],
    ["LLMBRICK_PREFIX", "/a?b"],
    ["LLMBRICK_PREFIX", "/a b"],
    ["LLMBRICK_CHAT_COMPLETIONS_PATH", "/a#b"],
    ["LLMBRICK_ALLOWED_MODELS", ","],
    ["LLMBRICK_ALLOWED_MODELS", "[]"],
    ["LLMBRICK_ALLOWED_MODELS", "[1]"],
    ["LLMBRICK_MAX_MESSAGE_LENGTH", "0"],
    ["LLMBRICK_MAX_MESSAGE_LENGTH", "10000001"],
    ["LLMBRICK_MAX_MESSAGES_COUNT", "many"],
    ["LLMBRICK_DEBUG_MODE", "maybe"],
    ["LLMBRICK_ENABLE_TEST_PAGE", "2"],
    ["LLMBRICK_REQUEST_TIMEOUT", "0"],
    ["LLMBRICK_REQUEST_TIMEOUT", "86401"],
    ["LLMBRICK_REQUEST_TIMEOUT", "Infinity"],
    ["LLMBRICK_MAX_CONCURRENT_CONNECTIONS", "0"],
    ["LLMBRICK_HEARTBEAT_INTERVAL", "-1"],
    ["LLMBRICK_WRITE_TIMEOUT", "0"],
    ["LLMBRICK_FLUSH_INTERVAL", "0.5"],
    ["LLMBRICK_MAX_BODY_BYTES", "1MB"],
    ["LLMBRICK_ALLOWED_HOSTS", "https://a.example"],
    ["LLMBRICK_ALLOWED_HOSTS", "a.example:80"],
    ["LLMBRICK_CORS_ORIGINS", "*"],
    ["LLMBRICK_CORS_ORIGINS", "a.example"],
    ["LLMBRICK_CORS_ORIGINS", "https://a.example/"],
    ["LLMBRICK_CORS_ORIGINS", "https://*.example"],
    ["LLMBRICK_API_KEYS", ""],
    ["LLMBRICK_API_KEYS", "''"],
    ["LLMBRICK_API_KEYS", "[]"],
    ["LLMBRICK_API_KEYS", ","],
    ["LLMBRICK_API_KEYS", " "],
    ["LLMBRICK_SHUTDOWN_GRACE", "soon"],
  ])("%s may not be %j", (variable, text) => {
    const { faults } = resolveConfig({}, { [variable]: text });
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^${variable} is .+: expected .+`))]);
  });

  test("lists every fault of the file and the environment", () => {
    const given = {
      host: 1,
      allowedModels: "gpt-4o",
      requestTimeout: Number.NaN,
      debugMode: "yes",
      colour: 1,
    };
    const env = { LLMBRICK_PORT: "x", LLMBRICK_SSL_KEYFILE: "key.pem" };
    const { faults } = resolveConfig(given as never, env);
    expect(faults.map((fault) => fault.split(" ", 1)[0])).toEqual([
      "config.host",
      "LLMBRICK_PORT",
      "config.allowedModels",
      "config.debugMode",
      "config.requestTimeout",
      "config.colour",
      "sslKeyfile",
    ]);
  });

  test("takes keys from the environment alone, and shows none of them", () => {
    const { faults } = resolveConfig({ apiKeys: ["s3cret"] } as never, {});
    expect(faults).toEqual([expect.stringContaining("LLMBRICK_API_KEYS")]);
    const bad = resolveConfig({}, { LLMBRICK_API_KEYS: "good, s3 cret" });
    expect(bad.faults).toEqual([expect.stringMatching(/^LLMBRICK_API_KEYS is .*expected keys/)]);
    expect([...faults, ...bad.faults].join()).not.toMatch(/s3 ?cret/);
  });
});

describe("a server with a bad configuration", () => {
  test("does not listen, and says every fault in one message", async () => {
    const server = new TestServer({
      config: { port: -1, enableTestPage: false },
      env: { LLMBRICK_FLUSH_INTERVAL: "x" },
    });
    const error = await server.listen().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigError);
    expect((error as ConfigError).message).toBe(
      "The server can't start with this configuration:\n" +
        "  - config.port is -1: expected a whole number from 0 to 65535\n" +
        '  - LLMBRICK_FLUSH_INTERVAL is "x": expected a whole number from 0 to 60000',
    );
  });
});
