/** By the promise of its clause, why a server on the package llmbrick differs where the protocol lets it. */
const own: Record<string, string> = {
  "a request reaches the handler in camelCase, with null for what was not given":
    "a handler in Python gets the package's own object",
  "an event frame: all keys in order, null where not given, one line of compact JSON":
    "the package spells nested keys in snake_case, and metadata has no keys of one's own",
  "an invalid event ends the stream with an error frame that gives the reason in debug mode":
    "an event's fields are checked when it is made, in the handler",
  "an idle connection may live longer than a load balancer's 60 s": "uvicorn tells nothing of its 75 s",
};

export const ofPython: Record<string, string> = {
  ...own,
  "a bad configuration stops the start: one message with every fault, exit code 1":
    "settings have their Python names: ssl_certfile",
};

const noLog = "it logs nothing that a program could read";

/** The same for the package alone: what it leaves undone, or does in another way. */
export const ofUpstream: Record<string, string> = {
  ...own,
  "an unknown path: 404, whatever it looks like and whatever comes with it":
    "it redirects from the endpoint with a slash",
  "another Content-Type than JSON: 415": "it tries to read every body",
  "JSON deeper than 64, or no UTF-8: 400": "it reads what is nested less deeply than Python can",
  "no Accept for event streams: 406": "it looks for the very text, in any place of the header",
  "the headers of a stream": "it has none for caches and proxies",
  "X-Request-Id is the caller's where it is usable, else a new one": "it knows no ids",
  "a handler that throws ends the stream with an error frame, and the log has all of the error": noLog,
  "a client that goes away stops the handler, and its finally blocks run": noLog,
  "the health checks answer HEAD, and 405 to what is no GET": "it has none",
  "GET /openapi.json describes the endpoint in OpenAPI 3.1": "it describes an answer of plain JSON",
};

/** The package never gets out of it again. */
export const HOGS_THE_PACKAGE = "a handler that never waits keeps no other client waiting";
