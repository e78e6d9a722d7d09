/** What the clauses promise, in Chinese. */
export const promises: Readonly<Record<string, string>> = {
  "a POST to the endpoint is answered with a stream": "對端點 POST 會得到串流回應",
  "another method on the endpoint: 405, Allow: POST": "端點不接受其他方法：405，Allow: POST",
  "an unknown path: 404, whatever it looks like and whatever comes with it":
    "未知的路徑一律 404，不論它長什麼樣子、帶了什麼",
  "the endpoint with a slash at its end: 307 to it, query and all":
    "端點結尾多一條斜線：307 轉到端點，連同查詢字串",
  "a query changes nothing": "查詢字串不影響結果",
  "prefix and path get a leading slash, and the prefix loses a trailing one":
    "前綴與路徑會補上開頭的斜線，前綴會去掉結尾的斜線",
  'the prefix "/" is none; 3.11: without a handler, 404':
    "前綴「/」等於沒有前綴；3.11：沒有 handler 時回應 404",
  "optional fields, snake_case names and lax forms are accepted": "接受選填欄位、snake_case 名稱與寬鬆的寫法",
  "a request reaches the handler in camelCase, with null for what was not given":
    "請求以 camelCase 交給 handler，沒有給的欄位是 null",
  "every fault of the schema is listed, in field order, without the caller's data":
    "列出所有不合綱要之處，依欄位順序，且不含呼叫端的資料",
  "a fault names a field as it was sent": "錯誤以送來時的名稱稱呼欄位",
  "__proto__ is an unknown field, at the top and in a message":
    "__proto__ 是未知欄位，在最上層與訊息裡都一樣",
  "of several faults, the first in the order of checks is answered": "有多項錯誤時，回應檢查順序中的第一項",
  "without a key, or with a wrong one: 401, WWW-Authenticate: Bearer":
    "沒有金鑰或金鑰不正確：401，WWW-Authenticate: Bearer",
  "each key of the list is as good as the first, and the list is none":
    "清單中的每把金鑰都有效，整份清單本身不是金鑰",
  "too many streams: 503 before the body is read; a place is free as soon as a stream is over":
    "串流太多：讀取本文之前就回應 503；一條串流結束，就立刻空出位置",
  "another Content-Type than JSON: 415": "Content-Type 不是 JSON：415",
  "a large body: 413, by its declared length or while it comes in":
    "本文太大：413，依宣告的長度，或在接收途中",
  "a body of the largest size that is allowed is read": "剛好達到上限的本文會被讀取",
  "no other limit than maxBodyBytes holds: 1.5 MB are read":
    "除了 maxBodyBytes 沒有別的上限：1.5 MB 會被讀取",
  "an empty body: 422": "本文是空的：422",
  "no JSON: 422, with the position": "不是 JSON：422，並指出位置",
  "JSON deeper than 64, or no UTF-8: 400": "JSON 超過 64 層，或不是 UTF-8：400",
  "no Accept for event streams: 406": "Accept 不含事件串流：406",
  "the headers of a stream": "串流的標頭",
  "X-Request-Id is the caller's where it is usable, else a new one":
    "X-Request-Id 可用時沿用呼叫端的，否則產生新的",
  "headers go out before the handler's first event, and the first event before the second":
    "標頭在 handler 的第一個事件之前送出，第一個事件在第二個之前送出",
  "every frame is an event, with all keys in their order, or an error, which is the last":
    "每個訊框都是事件，鍵齊全且順序固定；若是錯誤，就是最後一個訊框",
  "an event frame: all keys in order, null where not given, one line of compact JSON":
    "事件訊框：鍵齊全且依序，沒有給的是 null，一行精簡的 JSON",
  "line ends that only some clients know go out escaped: U+0085, U+2028, U+2029":
    "只有部分用戶端視為換行的字元會跳脫後送出：U+0085、U+2028、U+2029",
  "an invalid event ends the stream with an error frame that gives the reason in debug mode":
    "無效的事件以錯誤訊框結束串流，除錯模式下會說明原因",
  "credentials in an error's text are in no answer and in no log": "錯誤訊息中的憑證不會出現在回應或紀錄中",
  "a handler that throws ends the stream with an error frame, and the log has all of the error":
    "handler 擲出錯誤時，串流以錯誤訊框結束，紀錄裡有完整的錯誤",
  "outside debug mode, errors are told without their reasons": "不在除錯模式時，錯誤不說明原因",
  "a handler that yields nothing gives an empty stream": "handler 什麼都不產生時，串流是空的",
  "a connection serves one stream after the other": "同一條連線可以接連提供多個串流",
  "the first business rule that is broken ends the stream with one error frame":
    "違反的第一條業務規則以一個錯誤訊框結束串流",
  "too many messages, and too long ones in code points": "訊息太多，或以碼位計算太長",
  "without validation details, the client is not told the rule": "關閉驗證細節時，不告訴用戶端違反了哪條規則",
  "no event in time: an error frame, and the handler's signal says why":
    "逾時沒有事件：送出錯誤訊框，handler 的 signal 說明原因",
  "the time limit holds for each event, not for all of them": "時限是針對每個事件，不是全部合計",
  "an answer that takes too long: an error frame, though events come in time":
    "回應太久：即使事件都準時，仍送出錯誤訊框",
  "events that wait to be sent together are in time, and all of them come before an error frame":
    "等著一起送出的事件都準時，而且全都在錯誤訊框之前",
  "in silence, a comment keeps the connection alive": "沒有動靜時，以註解維持連線",
  "a client that goes away stops the handler, and its finally blocks run":
    "用戶端離開會停止 handler，並執行它的 finally 區塊",
  "a client that reads nothing holds the handler up, and is cut after the time limit on writing":
    "不讀取的用戶端會讓 handler 暫停，超過寫入時限就切斷",
  "so is one that sends all the while": "一直在傳送的用戶端也一樣",
  "a handler that never waits keeps no other client waiting": "從不等待的 handler 不會讓其他用戶端久候",
  "GET /healthz and /readyz, without a key": "GET /healthz 與 /readyz 不需要金鑰",
  "the health checks answer HEAD, and 405 to what is no GET": "健康檢查接受 HEAD，不是 GET 則回應 405",
  "GET /openapi.json describes the endpoint in OpenAPI 3.1": "GET /openapi.json 以 OpenAPI 3.1 描述端點",
  "GET / is the test page, with a strict Content-Security-Policy":
    "GET / 是測試頁，並有嚴格的 Content-Security-Policy",
  "a file of the test page that the client has is not sent again": "用戶端已有的測試頁檔案不會再傳一次",
  "in production there is no test page": "正式環境沒有測試頁",
  "an unknown LLMBRICK_ variable is named in a warning": "未知的 LLMBRICK_ 變數會在警告中指名",
  "bound to loopback, only loopback's names and allowedHosts are answered":
    "綁定在本機時，只回應本機的名稱與 allowedHosts",
  "a foreign Host or Origin reaches no route at all": "外來的 Host 或 Origin 到不了任何路由",
  "a page of the server's own origin may call it": "伺服器自己來源的網頁可以呼叫它",
  "CORS headers and preflight answers, for corsOrigins alone": "CORS 標頭與預檢回應只給 corsOrigins",
  "an idle connection may live longer than a load balancer's 60 s":
    "閒置的連線可以活得比負載平衡器的 60 秒久",
  "slow headers and slow bodies are cut with 408 within 15 s": "太慢的標頭與本文在 15 秒內以 408 切斷",
  "one JSON log line a request, without contents, keys or queries; control characters are escaped":
    "每個請求一行 JSON 紀錄，不含內容、金鑰與查詢字串；控制字元會跳脫",
  "no way to write the endpoint's path leads round the key": "端點路徑不論怎麼寫，都繞不過金鑰",
  "a whole URL as request target is served as its path, and its host is the one that counts":
    "以完整網址為請求目標時，依其路徑處理，並以其主機為準",
  "two Host headers, or one that names no host: 400, whatever the path; two keys are none":
    "兩個 Host 標頭，或 Host 不是主機名稱：不論路徑一律 400；兩把金鑰等於沒有金鑰",
  "what follows a body in chunks is no header": "分塊本文之後的內容不算標頭",
  "what can't be read: 400, after the answers to the requests before it":
    "無法解讀的內容：在先前請求的回應之後回應 400",
  "what can't be read has the headers of every answer, and its line of the log":
    "對無法解讀的內容，回應有一般的標頭，紀錄也有一行",
  "a client of HTTP/1.0 gets no chunks: its stream ends with the connection":
    "HTTP/1.0 的用戶端不會收到分塊：串流隨連線結束",
  "of two request ids neither is taken": "兩個請求識別碼都不採用",
  "a path is in the log as it was sent": "紀錄中的路徑與送來時相同",
  "a request has one answer: what is wrong with the rest of its body is told to nobody":
    "一個請求只有一個回應：本文後段的錯誤不再告知",
  "a header counts, however many there are before it": "不論前面有多少標頭，標頭都有效",
  "a request whose body can't be read is in the log by its status": "本文無法讀取的請求，紀錄中有它的狀態碼",
  "a method that few know is refused like any other, whatever the type of its body":
    "少見的方法同樣拒絕，不論本文是什麼類型",
  "what is no path, or ends in a line end, is unknown": "不是路徑，或以換行結尾的路徑，都是未知的路徑",
  "an offer of HTTP/2 or of a web socket is answered as if it were not there, body and all":
    "升級為 HTTP/2 或 WebSocket 的提議視同不存在，連同本文照常回應",
  "requests that do not wait for answers are answered in their order, streams among them":
    "不等回應就送出的請求依序回應，串流也在其中",
  "behind a stream that is not over, few of them are taken, and the rest stays in the network":
    "串流未結束時，後面的請求只取少數，其餘留在網路上",
  "a byte order mark is no part of the body; of two types none is JSON":
    "位元組順序記號不屬於本文；兩個 Content-Type 就不算 JSON",
  "a Content-Encoding other than identity: 415, before the body is read":
    "Content-Encoding 不是 identity：讀取本文之前就回應 415",
  "a body that is not there yet holds no place": "尚未到達的本文不佔位置",
  "twenty faults are listed, and how many there are besides; no more messages are looked at than needed":
    "列出二十項錯誤與其餘的數目；不多看不必要的訊息",
  "a name is repeated up to its 200th character": "名稱最多重複到第 200 個字元",
  "a body of hostile numbers and texts keeps nobody waiting": "惡意的數字與文字不會讓別人久候",
  "OpenAI: fields that are not known, or null, are no fault and change nothing":
    "OpenAI：未知或為 null 的欄位不算錯，也不影響結果",
  "OpenAI: the Accept header may be any, and no proxy keeps or changes the answer":
    "OpenAI：Accept 標頭可以是任何值，代理伺服器不會保留或更動回應",
  "OpenAI: a request reaches the handler in the native form, with a session of its own":
    "OpenAI：請求以原生格式交給 handler，並有自己的 session",
  "OpenAI: max_completion_tokens is max_tokens by its newer name, and wins over it":
    "OpenAI：max_completion_tokens 是 max_tokens 的新名稱，並優先採用",
  "OpenAI: text parts are joined": "OpenAI：文字片段會接在一起",
  "OpenAI: developer means system; there may be several, and any may be the last":
    "OpenAI：developer 就是 system；可以有多則，最後一則可以是任何角色",
  "OpenAI: calls of tools and what came of them reach the handler as the native protocol has them":
    "OpenAI：工具呼叫與其結果以原生協定的形式交給 handler",
  "OpenAI: what can't be taken is a 400 that names the field": "OpenAI：無法接受的內容回應 400 並指出欄位",
  "OpenAI: a body that is no JSON object is a 400, too": "OpenAI：本文不是 JSON 物件也回應 400",
  "OpenAI: the limits on messages hold": "OpenAI：訊息的限制同樣有效",
  "OpenAI: the headers of a stream": "OpenAI：串流的標頭",
  "OpenAI: the role comes once, in the first chunk; the reason once, in the last":
    "OpenAI：角色只在第一塊出現一次，結束原因只在最後一塊出現一次",
  "OpenAI: all chunks have one id, one time and the model that was asked for; another answer has another id":
    "OpenAI：所有區塊的識別碼、時間與模型都相同；另一個回應有另一個識別碼",
  "OpenAI: usage comes in a last chunk without choices, where it is asked for and known":
    "OpenAI：用量在要求且已知時，於沒有 choices 的最後一塊送出",
  "OpenAI: without stream there is one object, with usage where it is known":
    "OpenAI：不用串流時是一個物件，用量已知時會附上",
  "OpenAI: the reason of the end is one that its clients know": "OpenAI：結束原因是用戶端認得的",
  "OpenAI: an answer without a last event, or without any, is whole all the same":
    "OpenAI：沒有最後事件，甚至沒有任何事件的回應也是完整的",
  "OpenAI: reasoning comes by both names that clients know, and apart from the text":
    "OpenAI：推理內容以用戶端認得的兩個名稱送出，並與文字分開",
  "OpenAI: calls of tools are numbered, with their arguments as a string of JSON":
    "OpenAI：工具呼叫有編號，引數是 JSON 字串",
  "OpenAI: calls end an answer as calls do, whatever reason its handler gave":
    "OpenAI：有工具呼叫時以工具呼叫的原因結束，不論 handler 給了什麼",
  "OpenAI: an event that OpenAI has no word for does not go out": "OpenAI：OpenAI 沒有對應名稱的事件不會送出",
  "OpenAI: no line is longer than 32 KiB, and none is cut amid a character":
    "OpenAI：沒有一行超過 32 KiB，也不會切在字元中間",
  "OpenAI: half of a character goes out escaped": "OpenAI：半個字元會跳脫後送出",
  "OpenAI: a chunk goes out as soon as its event is there": "OpenAI：事件一到，區塊就立刻送出",
  "OpenAI: in silence, chunks without text keep the connection alive, and never a comment":
    "OpenAI：沒有動靜時，以不含文字的區塊維持連線，絕不用註解",
  "OpenAI: a model that is not there: 404 model_not_found, with those that are":
    "OpenAI：沒有這個模型：404 model_not_found，並列出有的模型",
  "OpenAI: no key, or a wrong one: 401 invalid_api_key": "OpenAI：沒有金鑰或金鑰不正確：401 invalid_api_key",
  "OpenAI: what the endpoint's checks refuse has the endpoint's status, in OpenAI's form":
    "OpenAI：端點檢查所拒絕的，狀態碼與端點相同，格式是 OpenAI 的",
  "OpenAI: more answers at once than there may be: 503, with when to come again":
    "OpenAI：同時的回應太多：503，並告知何時再試",
  "OpenAI: a model that fails before its first event: a status that tells how, streamed or not":
    "OpenAI：模型在第一個事件之前失敗：狀態碼說明原因，不論是否串流",
  "OpenAI: Retry-After is the provider's, where it says so": "OpenAI：供應商有給 Retry-After 時就沿用",
  "OpenAI: any other failure before the first event is a 500 that is not to be tried again":
    "OpenAI：第一個事件之前的其他失敗是 500，不應重試",
  "OpenAI: outside debug mode, why a handler failed stays unsaid, but for what is written for clients":
    "OpenAI：不在除錯模式時不說明 handler 失敗的原因，除了為用戶端寫的訊息",
  "OpenAI: no event in time is a 504 before the first, and no stream goes on without an end":
    "OpenAI：第一個事件之前逾時是 504，串流不會沒有結尾",
  "OpenAI: a failure after the first event: a frame with the error and a last choice, then [DONE]":
    "OpenAI：第一個事件之後失敗：送出含錯誤與最後 choice 的訊框，再送 [DONE]",
  "OpenAI: an answer that is no stream fails as a whole, with a status":
    "OpenAI：不是串流的回應會整體失敗，並有狀態碼",
  "OpenAI: an event of the handler's that tells of an error is one": "OpenAI：handler 說明錯誤的事件就是錯誤",
  "OpenAI: the route with a slash at its end: 307 to it, query and all":
    "OpenAI：路由結尾多一條斜線：307 轉到該路由，連同查詢字串",
  "OpenAI: GET /v1/models lists the models that are allowed": "OpenAI：GET /v1/models 列出允許的模型",
  "OpenAI: GET /v1/models/{id} describes one, though its name has slashes; any other is a 404":
    "OpenAI：GET /v1/models/{id} 描述一個模型，名稱含斜線也可以；其他一律 404",
  "OpenAI: the models are behind the keys, too": "OpenAI：模型清單同樣需要金鑰",
  "OpenAI: a page of a named origin may send what SDKs do, and read when to try again":
    "OpenAI：指定來源的網頁可以送出 SDK 的標頭，並讀到何時再試",
  "OpenAI: the log has the route, the model, the session and the events":
    "OpenAI：紀錄有路由、模型、session 與事件數",
  "OpenAI: a client that leaves stops the handler within 100 ms, streamed or not, begun or not":
    "OpenAI：用戶端離開會在 100 毫秒內停止 handler，不論是否串流、是否已開始",
  "OpenAI: the native endpoint answers as it does without these routes":
    "OpenAI：原生端點的回應與沒有這些路由時相同",
  "a bad configuration stops the start: one message with every fault, exit code 1":
    "設定有誤就不啟動：一則訊息列出所有錯誤，結束代碼 1",
  "a busy port stops the start: one message that says so, exit code 1":
    "連接埠被佔用就不啟動：一則訊息說明，結束代碼 1",
  "SIGTERM: readyz says draining, nothing new comes in, open streams may finish, exit code 0":
    "SIGTERM：readyz 回報 draining，不再接受新請求，進行中的串流可以完成，結束代碼 0",
  "after the grace period, open streams end with an error frame, exit code 0":
    "寬限期過後，進行中的串流以錯誤訊框結束，結束代碼 0",
  "a second signal ends the process at once, with 128 and its number":
    "第二個訊號立刻結束程序，結束代碼為 128 加上訊號編號",
};

/** What clauses say of what they saw, in Chinese. */
export const details: readonly (readonly [english: RegExp, words: string])[] = [
  [/^(\d+) frames$/, "$1 個訊框"],
  [/^(\d+) events$/, "$1 個事件"],
  [/^(\d+) bytes$/, "$1 個位元組"],
  [/^([\d.]+) ms$/, "$1 毫秒"],
  [/^([\d.]+) ms, and ([\d.]+) ms alone$/, "$1 毫秒；沒有其他請求時 $2 毫秒"],
  [/^An answer of (\d+) characters$/, "回應有 $1 個字元"],
  [/^(\d{3}) for (?=\/)/, "回應 $1："],
  [/^(\/\S*) at (\S+)$/, "$1，主機名稱 $2"],
  [/^Access-Control-Allow-Headers lacks (\S+)$/, "Access-Control-Allow-Headers 沒有 $1"],
  [/^no POST of (?=\/)/, "沒有這個路徑的 POST："],
  [/^Not a frame: /, "不是訊框："],
  [/^No object: /, "不是物件："],
  [/^Frames after an error$/, "錯誤之後還有訊框"],
  [/^the number of a frame$/, "訊框的編號"],
  [/^All of it was taken while the stream went on$/, "串流還在進行，卻全部收下了"],
];
