import { flag, integer, type Kind, list, seconds, text, withoutQuotes } from "./settings.ts";
import { words } from "./words.ts";

/** Every setting of the server, with its default. */
export interface SSEServerConfig {
  /** Address to listen on: "127.0.0.1" (default) is this machine alone, "0.0.0.0" every network. */
  host?: string;
  /** 9000; 0 takes any free port. */
  port?: number;
  /** URL path before the endpoint's own: "" (default) or, say, "/api". */
  prefix?: string;
  /** "/chat/completions" */
  chatCompletionsPath?: string;
  /** Models that requests may name: gpt-4o and claude-3. */
  allowedModels?: string[];
  /** Unicode code points in one message: 5000. */
  maxMessageLength?: number;
  /** Messages in one request: 100. */
  maxMessagesCount?: number;
  /** Sends the messages of errors to the client: true. Off in production (NODE_ENV=production). */
  debugMode?: boolean;
  /** Serves the test page at "/". Follows `debugMode` where undefined. */
  enableTestPage?: boolean | undefined;
  /** One JSON line in the log for each request: true. */
  enableRequestLogging?: boolean;
  /** Tells the client which business rule a request broke: true. */
  enableValidationDetails?: boolean;
  /** Seconds to wait for the handler's next event: 30. */
  requestTimeout?: number;
  /** Seconds that a whole answer may take: 0 (default) is no limit. */
  maxStreamDuration?: number;
  /** Streams open at the same time: 100. */
  maxConcurrentConnections?: number;
  /** Seconds of silence after which a comment keeps the connection alive: 15; 0 is off. */
  heartbeatInterval?: number;
  /** Seconds without the client's taking a byte, after which its stream is cut: 30. */
  writeTimeout?: number;
  /** Milliseconds for which events may wait to share one write: 0, which shares only what is ready. */
  flushInterval?: number;
  /** Bytes in a request's body: maxMessagesCount × maxMessageLength × 4 + 65,536. */
  maxBodyBytes?: number;
  /** Host names to answer to, besides loopback's. Empty (default): on loopback only those, else any. */
  allowedHosts?: string[];
  /** Origins whose pages may call this server, such as "https://app.example.com": none. */
  corsOrigins?: string[];
  /** Seconds that open streams get to finish after SIGTERM or SIGINT: 10. */
  shutdownGrace?: number;
  /** Files of the TLS key and certificate, in PEM: both, or neither (default). */
  sslKeyfile?: string;
  sslCertfile?: string;
}

/** The configuration in force: defaults filled in, environment applied. */
export interface ResolvedConfig extends Required<SSEServerConfig> {
  enableTestPage: boolean;
  /** Keys of which a request must bear one; empty: none needed. From the environment alone. */
  apiKeys: string[];
}

type Settings = {
  [Name in keyof ResolvedConfig]: {
    kind: Kind<ResolvedConfig[Name]>;
    variables: string[];
    /** A function where the default hangs on the settings above it. */
    fallback: ResolvedConfig[Name] | ((config: ResolvedConfig) => ResolvedConfig[Name]);
    /** No message shows its value. */
    isSecret?: boolean;
  };
};

const { expected } = words;
const path = text(expected.path, /^[\w./~!$&'()*+,;=:@%-]*$/);
const file = text(expected.file, /^[^\0]*$/);

/** In the order in which they are resolved. */
const settings: Settings = {
  host: {
    kind: text(expected.host, /^[\w.:%-]+$/),
    variables: ["LLMBRICK_HOST", "HOST"],
    fallback: "127.0.0.1",
  },
  port: { kind: integer(0, 65_535), variables: ["LLMBRICK_PORT", "PORT"], fallback: 9000 },
  prefix: { kind: path, variables: ["LLMBRICK_PREFIX"], fallback: "" },
  chatCompletionsPath: {
    kind: path,
    variables: ["LLMBRICK_CHAT_COMPLETIONS_PATH"],
    fallback: "/chat/completions",
  },
  allowedModels: {
    kind: list(expected.models, /\S/, 1),
    variables: ["LLMBRICK_ALLOWED_MODELS"],
    fallback: ["gpt-4o", "claude-3"],
  },
  maxMessageLength: {
    kind: integer(1, 10_000_000),
    variables: ["LLMBRICK_MAX_MESSAGE_LENGTH"],
    fallback: 5000,
  },
  maxMessagesCount: { kind: integer(1, 100_000), variables: ["LLMBRICK_MAX_MESSAGES_COUNT"], fallback: 100 },
  debugMode: { kind: flag, variables: ["LLMBRICK_DEBUG_MODE"], fallback: true },
  enableTestPage: {
    kind: flag,
    variables: ["LLMBRICK_ENABLE_TEST_PAGE"],
    fallback: (config) => config.debugMode,
  },
  enableRequestLogging: { kind: flag, variables: ["LLMBRICK_ENABLE_REQUEST_LOGGING"], fallback: true },
  enableValidationDetails: { kind: flag, variables: ["LLMBRICK_ENABLE_VALIDATION_DETAILS"], fallback: true },
  requestTimeout: { kind: seconds(0.001, 86_400), variables: ["LLMBRICK_REQUEST_TIMEOUT"], fallback: 30 },
  maxStreamDuration: { kind: seconds(0, 86_400), variables: ["LLMBRICK_MAX_STREAM_DURATION"], fallback: 0 },
  maxConcurrentConnections: {
    kind: integer(1, 1_000_000),
    variables: ["LLMBRICK_MAX_CONCURRENT_CONNECTIONS"],
    fallback: 100,
  },
  heartbeatInterval: { kind: seconds(0, 86_400), variables: ["LLMBRICK_HEARTBEAT_INTERVAL"], fallback: 15 },
  writeTimeout: { kind: seconds(0.001, 86_400), variables: ["LLMBRICK_WRITE_TIMEOUT"], fallback: 30 },
  flushInterval: { kind: integer(0, 60_000), variables: ["LLMBRICK_FLUSH_INTERVAL"], fallback: 0 },
  maxBodyBytes: {
    kind: integer(1, Number.MAX_SAFE_INTEGER),
    variables: ["LLMBRICK_MAX_BODY_BYTES"],
    fallback: (config) => config.maxMessagesCount * config.maxMessageLength * 4 + 65_536,
  },
  allowedHosts: {
    kind: list(expected.hosts, /^(\[[\da-f:.]+\]|[\w.-]+)$/i),
    variables: ["LLMBRICK_ALLOWED_HOSTS"],
    fallback: [],
  },
  corsOrigins: {
    kind: list(expected.origins, /^https?:\/\/[\w.:[\]-]+$/),
    variables: ["LLMBRICK_CORS_ORIGINS"],
    fallback: [],
  },
  apiKeys: {
    kind: list(expected.keys, /^[\x21-\x7e]+$/),
    variables: ["LLMBRICK_API_KEYS"],
    fallback: [],
    isSecret: true,
  },
  shutdownGrace: { kind: seconds(0, 86_400), variables: ["LLMBRICK_SHUTDOWN_GRACE"], fallback: 10 },
  sslKeyfile: { kind: file, variables: ["LLMBRICK_SSL_KEYFILE"], fallback: "" },
  sslCertfile: { kind: file, variables: ["LLMBRICK_SSL_CERTFILE"], fallback: "" },
};

/** A configuration that the server can't start with. The message lists every fault. */
export class ConfigError extends Error {
  override name = "ConfigError";

  constructor(faults: string[]) {
    super(`${words.cannotStart}\n${faults.map((fault) => `  - ${fault}`).join("\n")}`);
  }
}

export interface Resolution {
  config: ResolvedConfig;
  /** Where a value comes from: the name of a variable, or `config.port`. */
  sourceOf: (name: keyof ResolvedConfig) => string;
  faults: string[];
  /** Names of `LLMBRICK_` variables that mean nothing here. */
  unknownVariables: string[];
}

/**
 * Joins the environment, the given configuration and the defaults, in this order of authority.
 * A variable that is empty, or a pair of quotes around nothing, counts as not set, unless it is for keys.
 */
export function resolveConfig(given: SSEServerConfig, env: NodeJS.ProcessEnv): Resolution {
  const faults: string[] = [];
  const config = {} as ResolvedConfig;
  const textOf = (variable: string) => withoutQuotes(env[variable] ?? "");
  const isProduction = textOf("NODE_ENV").trim() === "production";
  // A secret that came out empty is a fault: the server would stand open.
  const variableOf = (name: keyof ResolvedConfig) =>
    settings[name].variables.find(
      (variable) => textOf(variable) !== "" || (settings[name].isSecret && env[variable] !== undefined),
    );
  const sourceOf = (name: keyof ResolvedConfig) => variableOf(name) ?? `config.${name}`;

  const resolve = <Name extends keyof ResolvedConfig>(name: Name) => {
    const { kind, fallback, isSecret } = settings[name];
    const byDefault = typeof fallback === "function" ? fallback(config) : fallback;
    const variable = variableOf(name);
    let value: unknown = (given as ResolvedConfig)[name] ?? byDefault;
    if (name === "debugMode" && isProduction) value = false;
    if (variable) value = kind.fromText(textOf(variable).trim());

    const valid = kind.accepts(value);
    const shown = isSecret && value !== "" ? words.hidden : JSON.stringify(value);
    if (!valid) faults.push(words.isBad(sourceOf(name), shown, kind.expected));
    config[name] = (valid ? value : byDefault) as ResolvedConfig[Name];
  };
  for (const name of Object.keys(settings) as (keyof ResolvedConfig)[]) resolve(name);

  for (const name of Object.keys(given)) {
    if (!(name in settings)) faults.push(words.notASetting(name));
  }
  if ("apiKeys" in given) faults.push(words.keysInFile);
  if ((config.sslKeyfile === "") !== (config.sslCertfile === "")) {
    faults.push(words.halfOfTls);
  }

  config.prefix = withSlash(config.prefix).replace(/(?<!\/)\/+$/, "");
  config.chatCompletionsPath = withSlash(config.chatCompletionsPath);
  const known = new Set(Object.values(settings).flatMap((setting) => setting.variables));
  const unknownVariables = Object.keys(env).filter(
    (name) => name.startsWith("LLMBRICK_") && !known.has(name),
  );
  return { config, sourceOf, faults, unknownVariables };
}

const withSlash = (path: string) => (path.startsWith("/") ? path : `/${path}`);

/** Whether only programs on this machine can reach an address, as the system spells it. */
export function isLoopback(address: string): boolean {
  return /^(localhost$|::1$|(::ffff:)?127\.)/i.test(address);
}
