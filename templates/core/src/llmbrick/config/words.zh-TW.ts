/** 伺服器給啟動者看的訊息，使用專案的語言。給用戶端的回覆不在這裡：那屬於協定，任何語言的專案都相同。 */
export const words = {
  listening: (address: string) => `伺服器已啟動：${address}`,
  alsoListening: (address: string) => `  其他網址：${address}`,
  openToAll:
    "連得到這個位址的人都能使用你的模型，費用由你負擔：請在環境變數或 .env 設定 LLMBRICK_API_KEYS，讓請求必須附上金鑰。",

  // .env 檔案
  envFileFault: (path: string, reason: string) => `伺服器無法啟動：${path} 無法使用：${reason}`,
  notAFile: "它不是檔案。",
  notUtf8: "它不是 UTF-8 文字。請用編輯器開啟，再以 UTF-8 編碼存檔。",
  tooLong: (bytes: number) => `它超過 ${bytes} 位元組。`,
  strangeLines: (lines: number[]) =>
    `這幾行沒有設定任何變數：第 ${lines.join("、")} 行。請寫成 NAME=value，前面不要加 set 或 $env:，引號也要成對。`,

  // 設定
  cannotStart: "設定有誤，伺服器無法啟動：",
  isBad: (source: string, value: string, expected: string) => `${source} 是 ${value}，應為${expected}`,
  hidden: "[已隱藏]",
  notASetting: (name: string) => `config.${name} 不是這個伺服器的設定`,
  keysInFile: "config.apiKeys：金鑰只能放在 LLMBRICK_API_KEYS，不能寫在檔案裡",
  halfOfTls: "sslKeyfile 與 sslCertfile 必須同時設定，或都不設定",
  badTls: (key: string, certificate: string, reason: string) =>
    `sslKeyfile 是 "${key}"，sslCertfile 是 "${certificate}"，應為 PEM 格式的金鑰與憑證。${reason}`,
  logLost: (reason: string) => `紀錄無法寫出（${reason}）：伺服器繼續執行，但不再寫紀錄`,
  unknownVariable: (name: string) => `這個伺服器沒有 ${name} 這個變數`,
  expected: {
    integer: (min: number, max: number) => ` ${min} 到 ${max} 的整數`,
    seconds: (min: number, max: number) => ` ${min} 到 ${max} 的秒數`,
    flag: " true 或 false",
    host: "主機名稱或 IP 位址",
    path: " URL 路徑",
    file: "檔案路徑",
    models: "一個以上的模型，以逗號分隔",
    hosts: "主機名稱，以逗號分隔",
    origins: " https://app.example.com 這樣的網頁來源，以逗號分隔",
    keys: "可列印的 ASCII 字元組成、不含空白的金鑰，以逗號分隔",
  },

  // 位址。source 是值的來源：某個變數，或設定裡的欄位。
  portInUse: (host: string, port: number, source: string, other: number) =>
    `${host} 的連接埠 ${port} 正由另一個程式使用（這個值來自 ${source}）。請停止那個程式，或在環境變數或 .env 把 LLMBRICK_PORT 設為其他連接埠，例如 ${other}。`,
  portForbidden: (port: number, source: string) =>
    `目前的使用者不能使用連接埠 ${port}（這個值來自 ${source}）。請在環境變數或 .env 把 LLMBRICK_PORT 設為 1024 以上。`,
  portReserved: (port: number, source: string) =>
    `連接埠 ${port} 被 Windows 保留，或正由另一個程式使用（這個值來自 ${source}）。請在環境變數或 .env 把 LLMBRICK_PORT 設為其他連接埠；這個指令會列出保留的範圍：netsh int ipv4 show excludedportrange protocol=tcp`,
  notOurAddress: (host: string, source: string) =>
    `${host} 不是這台電腦的位址（這個值來自 ${source}）。請在環境變數或 .env 把 LLMBRICK_HOST 設為這台電腦的位址，例如 127.0.0.1。`,
  unknownHost: (host: string, source: string) =>
    `找不到主機名稱 ${host}（這個值來自 ${source}）。請在環境變數或 .env 把 LLMBRICK_HOST 設為這台電腦的位址，例如 127.0.0.1。`,
  cannotListen: (host: string, port: number, reason: string) =>
    `伺服器無法使用 ${host} 的連接埠 ${port}：${reason}`,
};
