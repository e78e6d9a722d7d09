/** A text in each language of the generated projects. */
export type Words = Readonly<Record<"en" | "zh-TW", string>>;

/** A setting of the generated servers, as their documents tell of it. Words name settings as TypeScript does. */
export interface Setting {
  readonly name: string;
  /** Those of ours begin with LLMBRICK_; a pair of settings has two. */
  readonly variables: readonly string[];
  /** The value that the user chose, by its name in the view; or the default in JSON; or words for it. */
  readonly value: { chosen: string } | { default: string } | { words: Words };
  readonly isFlag?: boolean;
  /** Stands in .env.example as a comment although the user chose it: unset, it follows NODE_ENV. */
  readonly isLeftUnset?: boolean;
  /** What the README says behind the name. */
  readonly row?: Words;
  /** What the README of Node projects says in place of the name. */
  readonly label?: Words;
  /** What .env.example says above it. */
  readonly note?: Words;
}

/** Settings under their heading in .env.example. */
export interface Group {
  readonly title: Words;
  readonly settings: readonly Setting[];
}

const none: Words = { en: "none", "zh-TW": "無" };

/** Every setting, in the order in which users read of them. */
export const groups: readonly Group[] = [
  {
    title: { en: "Address", "zh-TW": "位址" },
    settings: [
      { name: "host", variables: ["LLMBRICK_HOST", "HOST"], value: { chosen: "host" } },
      {
        name: "port",
        variables: ["LLMBRICK_PORT", "PORT"],
        value: { chosen: "port" },
        row: { en: " (0: any free port)", "zh-TW": "（0 表示任何可用的連接埠）" },
      },
      {
        name: "prefix",
        variables: ["LLMBRICK_PREFIX"],
        value: { chosen: "prefix" },
        row: { en: ": before the endpoint's path", "zh-TW": "：加在端點路徑之前" },
      },
      {
        name: "chatCompletionsPath",
        variables: ["LLMBRICK_CHAT_COMPLETIONS_PATH"],
        value: { chosen: "path" },
      },
    ],
  },
  {
    title: { en: "What a request may hold", "zh-TW": "請求內容的限制" },
    settings: [
      { name: "allowedModels", variables: ["LLMBRICK_ALLOWED_MODELS"], value: { chosen: "models" } },
      {
        name: "maxMessageLength",
        variables: ["LLMBRICK_MAX_MESSAGE_LENGTH"],
        value: { chosen: "maxMessageLength" },
        row: { en: ", in characters", "zh-TW": "：單一訊息的字元數上限" },
      },
      {
        name: "maxMessagesCount",
        variables: ["LLMBRICK_MAX_MESSAGES_COUNT"],
        value: { chosen: "maxMessagesCount" },
        row: { en: ", in one request", "zh-TW": "：單一請求的訊息數上限" },
      },
      {
        name: "maxBodyBytes",
        variables: ["LLMBRICK_MAX_BODY_BYTES"],
        value: { words: { en: "from the two above", "zh-TW": "依上面兩項計算" } },
        note: {
          en: "In bytes. By default as many as the two limits above can need.",
          "zh-TW": "單位為位元組。預設依上面兩項的上限計算。",
        },
      },
    ],
  },
  {
    title: { en: "Time and load", "zh-TW": "時間與負載" },
    settings: [
      {
        name: "requestTimeout",
        variables: ["LLMBRICK_REQUEST_TIMEOUT"],
        value: { chosen: "requestTimeout" },
        row: {
          en: ": seconds to wait for the handler's next event",
          "zh-TW": "：等待 handler 下一個事件的秒數",
        },
      },
      {
        name: "maxStreamDuration",
        variables: ["LLMBRICK_MAX_STREAM_DURATION"],
        value: { default: "0" },
        row: {
          en: ": seconds that a whole answer may take; 0 is no limit",
          "zh-TW": "：整個回答最多幾秒；0 表示不限",
        },
      },
      {
        name: "maxConcurrentConnections",
        variables: ["LLMBRICK_MAX_CONCURRENT_CONNECTIONS"],
        value: { chosen: "maxConcurrentConnections" },
        row: { en: ": streams at the same time", "zh-TW": "：同時開啟的串流數上限" },
      },
      {
        name: "heartbeatInterval",
        variables: ["LLMBRICK_HEARTBEAT_INTERVAL"],
        value: { default: "15" },
        row: {
          en: ": seconds of silence before a keep-alive comment; 0 is off",
          "zh-TW": "：幾秒沒有事件就送出維持連線的註解；0 表示關閉",
        },
      },
      {
        name: "writeTimeout",
        variables: ["LLMBRICK_WRITE_TIMEOUT"],
        value: { default: "30" },
        row: {
          en: ": seconds for which a client may take nothing",
          "zh-TW": "：用戶端最多幾秒不接收資料",
        },
      },
      {
        name: "flushInterval",
        variables: ["LLMBRICK_FLUSH_INTERVAL"],
        value: { default: "0" },
        row: {
          en: ": milliseconds for which events may wait to be sent together",
          "zh-TW": "：事件最多等待幾毫秒以便一起送出",
        },
      },
      {
        name: "shutdownGrace",
        variables: ["LLMBRICK_SHUTDOWN_GRACE"],
        value: { default: "10" },
        row: { en: ": seconds that open streams get at the end", "zh-TW": "：關閉時留給串流收尾的秒數" },
      },
    ],
  },
  {
    title: { en: "What the server tells", "zh-TW": "伺服器透露的資訊" },
    settings: [
      {
        name: "debugMode",
        variables: ["LLMBRICK_DEBUG_MODE"],
        value: { chosen: "debug" },
        isFlag: true,
        isLeftUnset: true,
        row: { en: ": sends the messages of errors to the client", "zh-TW": "：把錯誤的訊息傳給用戶端" },
        note: {
          en: "Without these two lines, NODE_ENV=production turns debug mode and the test page off.",
          "zh-TW": "沒有下面這兩行時，NODE_ENV=production 會關閉除錯模式和測試頁。",
        },
      },
      {
        name: "enableTestPage",
        variables: ["LLMBRICK_ENABLE_TEST_PAGE"],
        value: { chosen: "testPage" },
        isFlag: true,
        isLeftUnset: true,
        row: {
          en: "; undefined: as `debugMode`",
          "zh-TW": "：測試頁；undefined 表示與 `debugMode` 相同",
        },
      },
      {
        name: "enableRequestLogging",
        variables: ["LLMBRICK_ENABLE_REQUEST_LOGGING"],
        value: { chosen: "requestLogging" },
        isFlag: true,
        row: { en: ": one JSON line a request", "zh-TW": "：每個請求寫一行 JSON 紀錄" },
      },
      {
        name: "enableValidationDetails",
        variables: ["LLMBRICK_ENABLE_VALIDATION_DETAILS"],
        value: { chosen: "validationDetails" },
        isFlag: true,
        row: {
          en: ": tells the client which rule a request broke",
          "zh-TW": "：告訴用戶端請求違反了哪一條規則",
        },
      },
    ],
  },
  {
    title: {
      en: "Who may call. Lists have commas between their items.",
      "zh-TW": "誰可以呼叫。清單的項目以逗號分隔。",
    },
    settings: [
      {
        name: "allowedHosts",
        variables: ["LLMBRICK_ALLOWED_HOSTS"],
        value: {
          words: {
            en: "loopback names on a loopback address, else any",
            "zh-TW": "綁定 loopback 位址時只接受本機名稱，否則不限",
          },
        },
        row: { en: ": host names to answer to", "zh-TW": "：接受的主機名稱" },
      },
      {
        name: "corsOrigins",
        variables: ["LLMBRICK_CORS_ORIGINS"],
        value: { words: none },
        row: { en: ": web origins that may call", "zh-TW": "：可以呼叫的網頁來源" },
      },
      {
        name: "apiKeys",
        variables: ["LLMBRICK_API_KEYS"],
        value: { words: none },
        label: { en: "API keys; in the environment only", "zh-TW": "API 金鑰；只能放在環境變數" },
      },
      {
        name: "sslKeyfile",
        variables: ["LLMBRICK_SSL_KEYFILE", "LLMBRICK_SSL_CERTFILE"],
        value: { words: none },
        row: { en: " and `sslCertfile`", "zh-TW": " 與 `sslCertfile`" },
      },
    ],
  },
];
