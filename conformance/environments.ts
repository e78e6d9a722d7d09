import type { Environment } from "./clause.ts";

/** Limits that a test can reach. */
export const small: Environment = {
  LLMBRICK_MAX_MESSAGES_COUNT: "3",
  LLMBRICK_MAX_MESSAGE_LENGTH: "10",
  LLMBRICK_MAX_BODY_BYTES: "3000",
  LLMBRICK_REQUEST_TIMEOUT: "0.5",
  LLMBRICK_HEARTBEAT_INTERVAL: "0.1",
  LLMBRICK_WRITE_TIMEOUT: "0.5",
  LLMBRICK_MAX_CONCURRENT_CONNECTIONS: "2",
};

/** With an end to each answer, however busy its handler is. */
export const brief: Environment = { LLMBRICK_MAX_STREAM_DURATION: "0.4" };

/** Events wait for each other, longer than a handler may wait. */
export const gathering: Environment = {
  LLMBRICK_FLUSH_INTERVAL: "2000",
  LLMBRICK_REQUEST_TIMEOUT: "0.5",
};

/** In production, behind a key, for one web origin, at an address of its own. */
export const guarded: Environment = {
  NODE_ENV: "production",
  LLMBRICK_API_KEYS: "key-1,key-2",
  LLMBRICK_ALLOWED_HOSTS: "chat.example",
  LLMBRICK_CORS_ORIGINS: "https://app.example",
  LLMBRICK_ENABLE_VALIDATION_DETAILS: "false",
  LLMBRICK_MAX_BODY_BYTES: "3000",
  LLMBRICK_PREFIX: "api/",
  LLMBRICK_CHAT_COMPLETIONS_PATH: "chat",
  LLMBRICK_NO_SUCH_SETTING: "1",
};

/** Without a handler, and with the prefix that means none. */
export const handlerless: Environment = { CONFORMANCE_HANDLER: "none", LLMBRICK_PREFIX: "/" };

/** For clients of OpenAI's API: behind a key, for one web origin, with a prefix, and with models of other names. */
export const named: Environment = {
  NODE_ENV: "production",
  LLMBRICK_API_KEYS: "key-1",
  LLMBRICK_CORS_ORIGINS: "https://app.example",
  LLMBRICK_PREFIX: "/api",
  LLMBRICK_ALLOWED_MODELS: "gpt-4o,org/model:7b",
};
