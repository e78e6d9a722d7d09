import type { Messages } from "./messages.ts";

export const zhTW: Messages = {
  options: {
    directory: "專案資料夾；`.` 是目前的資料夾",
    ifExists: "資料夾不是空的時：停止、合併（補上缺少的檔案）或覆寫（取代產生的檔案）",
    name: "套件名稱",
    framework: "伺服器使用的框架",
    language: "程式語言",
    host: "監聽的位址",
    port: "監聽的連接埠",
    models: "請求可以指定的模型",
    maxMessageLength: "單則訊息的長度上限（字元）",
    maxMessagesCount: "單次請求的訊息數上限",
    requestTimeout: "等待處理函式下一個事件的秒數",
    maxConcurrentConnections: "同時開啟的串流數上限",
    prefix: "端點路徑前面的網址路徑",
    path: "端點的網址路徑",
    debug: "除錯模式：用戶端看得到錯誤訊息",
    requestLogging: "每個請求寫一行記錄",
    validationDetails: "用戶端看得到請求違反了哪條規則",
    testPage: "在 `/` 提供測試頁",
    lang: "提問、訊息、README、註解與測試頁的語言",
    packageManager: "用來安裝的套件管理工具",
    install: "安裝相依套件",
    git: "建立 git 儲存庫與第一個提交",
  },

  controls: {
    answers: "從 JSON 檔讀取選項；`-` 表示標準輸入",
    yes: "不提問：沒有指定的選項使用預設值",
    dryRun: "只顯示會寫入什麼，不寫入任何檔案",
    json: "輸出一份 JSON 文件，不提問",
    debugCli: "顯示本程式出錯時的呼叫堆疊",
    help: "顯示這份說明",
    version: "顯示版本",
  },

  commands: {
    list: "列出框架、程式語言與選項",
    completion: "輸出讓 shell 自動補齊本指令的腳本",
  },

  questions: {
    directory: "專案資料夾",
    ifExists: "資料夾不是空的，要怎麼做？",
    framework: "框架",
    language: "程式語言",
    host: "監聽的位址",
    port: "連接埠",
    models: "模型（以半形逗號分隔）",
    maxMessageLength: "單則訊息的長度上限（字元）",
    maxMessagesCount: "單次請求的訊息數上限",
    requestTimeout: "等待處理函式下一個事件的秒數",
    maxConcurrentConnections: "同時開啟的串流數上限",
    testPage: "要加入測試頁嗎？",
    install: "要安裝相依套件嗎？",
    git: "要建立 git 儲存庫與第一個提交嗎？",
    limits: (length, count, timeout, streams) =>
      `使用預設的限制嗎？（每則訊息 ${length} 字元、${count} 則訊息、${timeout} 秒、${streams} 個串流）`,
  },

  titles: {
    llmbrick: "llmbrick，使用 Python",
    error: "停止",
    merge: "合併：補上缺少的檔案，不動原有的檔案",
    overwrite: "覆寫：取代產生的檔案，保留其他檔案",
  },

  texts: {
    directory: "不含控制字元的資料夾路徑",
    name: "npm 套件名稱：小寫英文字母、數字與 `-`、`.`、`_`、`~`，最多 214 個字元",
    host: "主機名稱、IPv4 位址，或不加方括號的 IPv6 位址",
    models: "至少一個模型，每個 1 到 200 個字元，不含逗號與控制字元，前後沒有空白",
    prefix: "網址路徑，例如 /api，也可以留空",
    path: "網址路徑，例如 /chat/completions",
  },

  values: {
    choice: (choices) => choices.join("、"),
    integer: (min, max) => `${min} 到 ${max} 的整數`,
    numberForm: { text: "，只用數字書寫", json: "，不加引號" },
    switch: "true 或 false",
    file: "檔案，或以 - 表示標準輸入",
  },

  defaults: {
    name: "取自資料夾名稱",
    lang: "取自 LC_ALL、LC_MESSAGES、LANG，否則為 en",
    packageManager: "啟動本程式的那一個，否則為 npm",
  },

  problems: {
    unknown: (label) => `${label}：沒有這個選項。`,
    unknownKey: (key, word, suggestion) =>
      `${word}：沒有 ${key} 這個選項。${suggestion}資料夾若是這個名稱，請寫成 ./${word}。`,
    noValue: (label, allowed) => `${label} 需要一個值：${allowed}。`,
    notAllowed: (label, value, allowed) => `${label}：不接受 ${value}。可用的值：${allowed}。`,
    twice: (label, value) => `${label}：${value} 重複了。`,
    taken: (label, value) => `${label}：伺服器本身要使用路由 ${value}，請改用別的路徑或前綴。`,
    notWith: (label, value, framework) =>
      `${label}：框架為 ${framework} 時不能指定 ${value}，因為沒有選擇的餘地。請拿掉這個選項。`,
    surplus: (value) => `${value}：只能指定一個資料夾，這是多出來的。`,
    surplusWord: (command, value) =>
      `${value}：指令 ${command} 不接受這個字。資料夾若與指令同名，請寫成 ./${command}。`,
    notForCommand: (label, command, allowed) =>
      `${label}：指令 ${command} 用不到這個選項。可用的選項：${allowed}。`,
    suggestion: (word) => `您是指 ${word} 嗎？`,
    tryAgain: (allowed) => `可用的值：${allowed}。`,
  },

  errors: {
    badOptions: (count) => `有 ${count} 個選項不正確。`,
    badOptionsHint: "所有選項：create-llmbrick-sse --help",
    answersUnreadable: (source, reason) => `無法從 ${source} 讀取答案：${reason}。`,
    answersNotJson: (source, reason) => `${source} 裡的答案不是 JSON：${reason}`,
    answersNotObject: (source) => `${source} 裡的答案不是 JSON 物件。`,
    answersHint: '請提供由選項組成的 JSON 物件，例如 {"port": 9000, "models": ["gpt-4o"]}。',
    lostFlags: "npm 把這些選項當成自己的了。本程式的選項必須寫在兩個減號之後：",
    lostFlagsHint: (command) => `請執行：${command}`,
    notEmpty: (directory) => `${directory} 不是空的。`,
    notEmptyHint:
      "請改用別的資料夾，或加上 --if-exists merge（補上缺少的檔案）或 --if-exists overwrite（取代產生的檔案）。",
    isFile: (path) => `${path} 是檔案，不是資料夾。`,
    isFileHint: "請改用別的資料夾，或把它移開。",
    taken: (directory) => `另一個程式剛剛建立了 ${directory}。`,
    writeFailed: (path, reason) => `無法寫入檔案：${path}：${reason}。`,
    writeFailedHint: "一切維持原狀。請改用別的資料夾，或排除問題後再執行一次。",
    leadsOut: (path) => `${path} 是指向專案資料夾外面的連結。`,
    needsFile: (path) => `${path} 擋住了：專案在這裡需要的是檔案。`,
    needsFolder: (path) => `${path} 擋住了：專案在這裡需要的是資料夾。`,
    notRolledBack: (folder) => `原有的內容在 ${folder}。再執行一次命令就會放回去。`,
    programMissing: (program) => `PATH 裡找不到 ${program}。`,
    noPython: (found) =>
      `需要 Python 3.10 以上版本${found === "" ? "，但 PATH 裡沒有" : `，目前是：${found}`}。`,
    noPythonHint:
      "請從 https://www.python.org/downloads/ 安裝 Python，或安裝 uv：https://docs.astral.sh/uv/。",
    commandFailed: (command) => `${command} 失敗了。`,
    goOn: (commands) => `專案已經建立，接下來請執行：\n${commands}`,
    internal: (message) => `本程式出錯：${message}`,
    internalHint: "請加上 --debug-cli 再執行一次，查看出錯的位置，並回報給我們。",
    cancelled: "已取消，沒有寫入任何檔案。",
    cancelledLater: "已取消。",
  },

  reasons: {
    EACCES: "沒有權限",
    EPERM: "沒有權限",
    EROFS: "檔案系統是唯讀的",
    ENOSPC: "磁碟空間不足",
    EDQUOT: "磁碟配額已用完",
    ENAMETOOLONG: "名稱太長",
    ENOENT: "沒有這個檔案或資料夾",
    EISDIR: "這是資料夾",
  },

  help: {
    usage: "用法：create-llmbrick-sse [資料夾] [選項]",
    on: "開",
    off: "關",
    turnOff: (description) => `關閉：${description}`,
    empty: "空白",
    about: "產生一個 LLM 應用程式的 SSE 伺服器專案，使用 LLMBrick 協定。",
    commands: "指令：",
    commandFolder: "資料夾若與指令同名，請寫成 ./list。",
    options: "選項：",
    default: "預設值：",
    choices: "可用的值：",
    negation: "在名稱前加上 --no- 即可關閉開關：--no-install、--no-git。",
    string: "文字",
    number: "數字",
    boolean: "開關",
    examples: "範例：",
    exampleDefaults: "全部使用預設值，不提問",
    exampleAnswers: "使用另一個專案的選項",
  },

  list: {
    frameworks: "框架：",
    folder: "[資料夾]",
  },

  report: {
    planned: (directory) => `沒有寫入任何檔案。${directory} 的檔案如下：`,
    written: (count, directory) => `已在 ${directory} 寫入 ${count} 個檔案`,
    kept: "以下檔名已有其他檔案，維持原狀：",
    actions: { create: "新增", overwrite: "覆寫", keep: "保留", same: "相同" },
    bytes: (count) => `${count} 位元組`,
    recovered: (folder) => `已清理先前被強制結束的執行留下的內容：${folder}`,
    installing: (command) => `安裝中：${command}`,
    installed: (seconds) => `已安裝相依套件，費時 ${seconds} 秒`,
    nothingToInstall: "沒有需要安裝的套件",
    committed: "已建立 git 儲存庫與第一個提交",
    insideRepository: "沒有建立 git 儲存庫：資料夾已在另一個儲存庫裡",
    unknownAuthor:
      'git 不知道您是誰，所以第一個提交的作者是 create-llmbrick-sse。下次之前請設定：git config --global user.name "…" 與 git config --global user.email "…"',
    next: "接下來：",
    address: (url) => `然後開啟 ${url}`,
    again: "不提問就能得到相同專案的命令：",
  },
};
