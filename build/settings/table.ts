import { optionTable } from "../../src/options/table.ts";
import type { Kind, Setting, Words } from "./setting.ts";

const none: Words = { en: "none", "zh-TW": "無" };

const flag: Kind = { type: "flag" };
const integer = (min: number, max: number): Kind => ({ type: "integer", min, max });
const seconds = (min: number): Kind => ({ type: "seconds", min });

/**
 * Every setting, in the order in which a server resolves them. From here come: the files of settings, the tables and
 * types of both runtimes, what the test page shows, the READMEs' rows and .env.example.
 */
export const settings: readonly Setting[] = [
  {
    name: "host",
    group: "address",
    kind: { type: "text", of: "host" },
    chosen: "host",
    otherVariable: "HOST",
    doc: {
      node: 'Address to listen on: "{default}" (default) is this machine alone, "0.0.0.0" every network.',
    },
  },
  {
    name: "port",
    group: "address",
    kind: integer(0, optionTable.port.max),
    chosen: "port",
    otherVariable: "PORT",
    doc: { node: "{default}; 0 takes any free port." },
    row: { en: " (0: any free port)", "zh-TW": "（0 表示任何可用的連接埠）" },
  },
  {
    name: "prefix",
    group: "address",
    kind: { type: "text", of: "path" },
    chosen: "prefix",
    doc: { node: 'URL path before the endpoint\'s own: "{default}" (default) or, say, "/api".' },
    row: { en: ": before the endpoint's path", "zh-TW": "：加在端點路徑之前" },
  },
  {
    name: "chatCompletionsPath",
    group: "address",
    kind: { type: "text", of: "path" },
    chosen: "path",
    doc: { node: '"{default}"' },
  },
  {
    name: "allowedModels",
    group: "request",
    kind: { type: "list", of: "models" },
    chosen: "models",
    isOnPage: true,
    doc: { node: "Models that requests may name: {default}." },
    comment: { en: "Requests for any other model are refused.", "zh-TW": "請求若指定其他模型，一律拒絕。" },
  },
  {
    name: "maxMessageLength",
    group: "request",
    kind: integer(1, optionTable.maxMessageLength.max),
    chosen: "maxMessageLength",
    isOnPage: true,
    doc: { node: "Unicode code points in one message: {default}." },
    comment: {
      en: "Unicode code points in one message.",
      "zh-TW": "單一訊息的長度上限，以 Unicode 字元（code point）計算。",
    },
    commentInPython: { en: "Characters in one message.", "zh-TW": "單一訊息的字元數上限。" },
    row: { en: ", in characters", "zh-TW": "：單一訊息的字元數上限" },
  },
  {
    name: "maxMessagesCount",
    group: "request",
    kind: integer(1, optionTable.maxMessagesCount.max),
    chosen: "maxMessagesCount",
    isOnPage: true,
    doc: { node: "Messages in one request: {default}." },
    comment: { en: "Messages in one request.", "zh-TW": "單一請求的訊息數上限。" },
    row: { en: ", in one request", "zh-TW": "：單一請求的訊息數上限" },
  },
  {
    name: "debugMode",
    group: "telling",
    kind: flag,
    chosen: "debug",
    isLeftUnset: true,
    isOnPage: true,
    doc: {
      node: "Sends the messages of errors to the client: {default}. Off in production (NODE_ENV=production).",
    },
    comment: {
      en: 'Sends an error\'s message to the client. Off when NODE_ENV is "production".',
      "zh-TW": '把錯誤的訊息傳給用戶端。NODE_ENV 為 "production" 時關閉。',
    },
    commentInPython: { en: "Sends an error's message to the client.", "zh-TW": "把錯誤的訊息傳給用戶端。" },
    row: { en: ": sends the messages of errors to the client", "zh-TW": "：把錯誤的訊息傳給用戶端" },
    note: {
      en: "Without these two lines, NODE_ENV=production turns debug mode and the test page off.",
      "zh-TW": "沒有下面這兩行時，NODE_ENV=production 會關閉除錯模式和測試頁。",
    },
  },
  {
    name: "enableTestPage",
    group: "telling",
    kind: flag,
    fallback: { formula: "debugMode" },
    chosen: "testPage",
    isApartInPython: true,
    isLeftUnset: true,
    doc: {
      node: 'Serves the test page at "/". Follows `debugMode` where undefined.',
      python: 'Serves the test page at "/". Follows debug_mode, unless it is set.',
    },
    comment: {
      en: 'Serves the test page at "/". Left undefined, it follows `debugMode`.',
      "zh-TW": '在 "/" 提供測試頁。設為 undefined 時，與 `debugMode` 相同。',
    },
    commentInPython: {
      en: 'Serves the test page at "/". None: as debug_mode.',
      "zh-TW": '在 "/" 提供測試頁。None 表示與 debug_mode 相同。',
    },
    row: { en: "; undefined: as `debugMode`", "zh-TW": "：測試頁；undefined 表示與 `debugMode` 相同" },
  },
  {
    name: "enableRequestLogging",
    group: "telling",
    kind: flag,
    chosen: "requestLogging",
    doc: { node: "One JSON line in the log for each request: {default}." },
    comment: {
      en: "Writes one JSON line to the log for each request.",
      "zh-TW": "每個請求在紀錄中寫一行 JSON。",
    },
    row: { en: ": one JSON line a request", "zh-TW": "：每個請求寫一行 JSON 紀錄" },
  },
  {
    name: "enableValidationDetails",
    group: "telling",
    kind: flag,
    chosen: "validationDetails",
    doc: { node: "Tells the client which business rule a request broke: {default}." },
    comment: {
      en: "Tells the client which business rule a request broke.",
      "zh-TW": "告訴用戶端請求違反了哪一條規則。",
    },
    row: { en: ": tells the client which rule a request broke", "zh-TW": "：告訴用戶端請求違反了哪一條規則" },
  },
  {
    name: "requestTimeout",
    group: "load",
    kind: seconds(0.001),
    chosen: "requestTimeout",
    isOnPage: true,
    doc: {
      node: "Seconds to wait for the handler's next event: {default}.",
      python: "Seconds to wait for the handler's next event.",
    },
    comment: {
      en: "Seconds to wait for the handler's next event.",
      "zh-TW": "等待 handler 產生下一個事件的秒數。",
    },
    row: {
      en: ": seconds to wait for the handler's next event",
      "zh-TW": "：等待 handler 下一個事件的秒數",
    },
  },
  {
    name: "maxStreamDuration",
    group: "load",
    kind: seconds(0),
    fallback: 0,
    doc: {
      node: "Seconds that a whole answer may take: {default} (default) is no limit.",
      python: "Seconds that a whole answer may take; 0 is no limit.",
    },
    row: {
      en: ": seconds that a whole answer may take; 0 is no limit",
      "zh-TW": "：整個回答最多幾秒；0 表示不限",
    },
  },
  {
    name: "maxConcurrentConnections",
    group: "load",
    kind: integer(1, optionTable.maxConcurrentConnections.max),
    chosen: "maxConcurrentConnections",
    isOnPage: true,
    doc: {
      node: "Streams open at the same time: {default}.",
      python: "Answers under way at the same time.",
    },
    comment: { en: "Streams open at the same time.", "zh-TW": "同時開啟的串流數上限。" },
    row: { en: ": streams at the same time", "zh-TW": "：同時開啟的串流數上限" },
  },
  {
    name: "heartbeatInterval",
    group: "load",
    kind: seconds(0),
    fallback: 15,
    isOnPage: true,
    doc: {
      node: "Seconds of silence after which a comment keeps the connection alive: {default}; 0 is off.",
      python: "Seconds of silence after which a comment keeps the connection alive; 0 is off.",
    },
    row: {
      en: ": seconds of silence before a keep-alive comment; 0 is off",
      "zh-TW": "：幾秒沒有事件就送出維持連線的註解；0 表示關閉",
    },
  },
  {
    name: "writeTimeout",
    group: "load",
    kind: seconds(0.001),
    fallback: 30,
    doc: {
      node: "Seconds without the client's taking a byte, after which its stream is cut: {default}.",
      python: "Seconds without the client's taking a byte, after which it is cut.",
    },
    row: { en: ": seconds for which a client may take nothing", "zh-TW": "：用戶端最多幾秒不接收資料" },
  },
  {
    name: "flushInterval",
    group: "load",
    kind: integer(0, 60_000),
    fallback: 0,
    doc: {
      node: "Milliseconds for which events may wait to share one write: {default}, which shares only what is ready.",
      python: "Milliseconds for which events may wait to be sent together.",
    },
    row: {
      en: ": milliseconds for which events may wait to be sent together",
      "zh-TW": "：事件最多等待幾毫秒以便一起送出",
    },
  },
  {
    name: "maxBodyBytes",
    group: "request",
    kind: integer(1, Number.MAX_SAFE_INTEGER),
    fallback: { formula: "maxMessagesCount * maxMessageLength * 4 + 65_536" },
    isOnPage: true,
    doc: { node: "Bytes in a request's body: {default}." },
    fallbackWords: { en: "from the two above", "zh-TW": "依上面兩項計算" },
    note: {
      en: "In bytes. By default as many as the two limits above can need.",
      "zh-TW": "單位為位元組。預設依上面兩項的上限計算。",
    },
  },
  {
    name: "allowedHosts",
    group: "callers",
    kind: { type: "list", of: "hosts" },
    fallback: [],
    doc: {
      node: "Host names to answer to, besides loopback's. Empty (default): on loopback only those, else any.",
      python: "Host names to answer to, besides those of loopback. Empty: on loopback only those, else any.",
    },
    fallbackWords: {
      en: "loopback names on a loopback address, else any",
      "zh-TW": "綁定 loopback 位址時只接受本機名稱，否則不限",
    },
    row: { en: ": host names to answer to", "zh-TW": "：接受的主機名稱" },
  },
  {
    name: "corsOrigins",
    group: "callers",
    kind: { type: "list", of: "origins" },
    fallback: [],
    doc: {
      node: 'Origins whose pages may call this server, such as "https://app.example.com": none.',
      python: 'Origins whose pages may call this server, such as "https://app.example.com".',
    },
    fallbackWords: none,
    row: { en: ": web origins that may call", "zh-TW": "：可以呼叫的網頁來源" },
  },
  {
    name: "apiKeys",
    group: "callers",
    kind: { type: "list", of: "keys" },
    fallback: [],
    isSecret: true,
    doc: {
      node: "Keys of which a request must bear one; empty: none needed. From the environment alone.",
      python: "Keys of which a request must bear one; empty: none needed. From the environment alone.",
    },
    fallbackWords: none,
    label: { en: "API keys; in the environment only", "zh-TW": "API 金鑰；只能放在環境變數" },
  },
  {
    name: "shutdownGrace",
    group: "load",
    kind: seconds(0),
    fallback: 10,
    doc: {
      node: "Seconds that open streams get to finish after SIGTERM or SIGINT: {default}.",
      python: "Seconds that open streams get to finish at shutdown.",
    },
    row: { en: ": seconds that open streams get at the end", "zh-TW": "：關閉時留給串流收尾的秒數" },
  },
  {
    name: "sslKeyfile",
    group: "callers",
    kind: { type: "text", of: "file" },
    fallback: "",
    doc: {
      node: "Files of the TLS key and certificate, in PEM: both, or neither (default).",
      python: "Files of the TLS key and certificate, in PEM: both, or neither.",
    },
    fallbackWords: none,
    row: { en: " and `sslCertfile`", "zh-TW": " 與 `sslCertfile`" },
  },
  {
    name: "sslCertfile",
    group: "callers",
    kind: { type: "text", of: "file" },
    fallback: "",
    fallbackWords: none,
    inRowOf: "sslKeyfile",
  },
];
