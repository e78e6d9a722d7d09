import type { Clause } from "../../conformance/clause.ts";
import type { Differences } from "../../conformance/differences.ts";

/** What the protocol lets every server on the package llmbrick do in its own way. */
const own: Differences = {
  "a request reaches the handler in camelCase, with null for what was not given": {
    reason: "a handler in Python gets the package's own object",
    shows: /search_results/,
  },
  "an event frame: all keys in order, null where not given, one line of compact JSON": {
    reason: "the package spells nested keys in snake_case, and metadata has no keys of one's own",
    shows: /"context":\{"conversationId":"c"\}/,
  },
  "an invalid event ends the stream with an error frame that gives the reason in debug mode": {
    reason: "an event's fields are checked when it is made, in the handler",
    shows: /Event must be ConversationSSEResponse/,
  },
};

/** Where a generated Python project differs. */
export const ofPython: Differences = {
  ...own,
  "a bad configuration stops the start: one message with every fault, exit code 1": {
    reason: "settings that server.py does not hold are named by their variables: LLMBRICK_SSL_CERTFILE",
    shows: /LLMBRICK_SSL_KEYFILE and LLMBRICK_SSL_CERTFILE: expected both/,
  },
};

/** The same for the package alone: what it leaves undone, or does in another way. */
export const ofUpstream: Differences = {
  ...own,
  "another Content-Type than JSON: 415": {
    reason: "it tries to read every body",
    shows: /'text\/plain': 422/,
  },
  "a Content-Encoding other than identity: 415, before the body is read": {
    reason: "it reads the body as if it had none",
    shows: /200 !== 415/,
  },
  "JSON deeper than 64, or no UTF-8: 400": {
    reason: "it reads what is nested less deeply than Python can",
    shows: /422 !== 400/,
  },
  "no Accept for event streams: 406": {
    reason: "it looks for the very text, in any place of the header",
    shows: /'text\/event-stream;q=0': 200/,
  },
  "what can't be read: 400, after the answers to the requests before it": {
    reason: "it hangs up before the answers that are under way",
    shows: /\+ +\[\s*\+ +400\s*\+ +\]|- +200,/,
  },
  "a method that few know is refused like any other, whatever the type of its body": {
    reason: "it has no health checks",
    shows: /\+ +404\s*- +405/,
  },
  "what is no path, or ends in a line end, is unknown": {
    reason: "it takes no whole URL as what it is",
    shows: /^http:\/\/\/healthz[\s\S]*\+ +400\s*- +404/,
  },
  "a client of HTTP/1.0 gets no chunks: its stream ends with the connection": {
    reason: "uvicorn sends chunks to everyone",
    shows: /Transfer-Encoding:\/im\. Input:/,
  },
  "a request has one answer: what is wrong with the rest of its body is told to nobody": {
    reason: "uvicorn answers again",
    shows: /^HTTP\/1\.1 404 [\s\S]*HTTP\/1\.1 400 /,
  },
  "a byte order mark is no part of the body; of two types none is JSON": {
    reason: "it looks at the first of two headers",
    shows: /\+ +200\s*- +415/,
  },
  "the headers of a stream": {
    reason: "it has none for caches and proxies",
    shows: /undefined[\s\S]*'no-cache/,
  },
  "X-Request-Id is the caller's where it is usable, else a new one": {
    reason: "it knows no ids",
    shows: /undefined !== 'a'/,
  },
  "line ends that only some clients know go out escaped: U+0085, U+2028, U+2029": {
    reason: "it sends them as they are",
    shows: /expected to not match/,
  },
  "a handler that throws ends the stream with an error frame, and the log has all of the error": {
    reason: "it writes no log that a program could read",
    shows: /^Only a server that was started here/,
  },
  "a client that goes away stops the handler, and its finally blocks run": {
    reason: "it writes no log that a program could read",
    shows: /^Only a server that was started here/,
  },
  "the health checks answer HEAD, and 405 to what is no GET": { reason: "it has none", shows: /404/ },
  "an idle connection may live longer than a load balancer's 60 s": {
    reason: "uvicorn tells nothing of its 5 s",
    shows: /^HTTP\/1\.1 \d{3} (?![\s\S]*keep-alive)/,
  },
  "GET /openapi.json describes the endpoint in OpenAPI 3.1": {
    reason: "it describes an answer of plain JSON",
    shows: /undefined == true/,
  },
};

/** What the package does not live through: it takes all requests of a connection, and never leaves a busy handler. */
const fatal = [
  "a handler that never waits keeps no other client waiting",
  "behind a stream that is not over, few of them are taken, and the rest stays in the network",
];

/** What can be seen of a server that has no settings by environment and no log. It must live on, too. */
export const visibleInUpstream = ({ env, needs, promise }: Clause): boolean =>
  env === undefined && (needs === undefined || needs === "script") && !fatal.includes(promise);
