/** By the promise of its clause, why a server on the package llmbrick differs where the protocol lets it. */
export const ofPython: Record<string, string> = {
  "a request reaches the handler in camelCase, with null for what was not given":
    "a handler in Python gets the package's own object",
  "an event frame: all keys in order, null where not given, one line of compact JSON":
    "the package spells nested keys in snake_case, and metadata has no keys of one's own",
  "an invalid event ends the stream with an error frame that gives the reason in debug mode":
    "an event's fields are checked when it is made, in the handler",
  "an idle connection may live longer than a load balancer's 60 s": "uvicorn tells nothing of its 75 s",
  "a bad configuration stops the start: one message with every fault, exit code 1":
    "settings have their Python names: ssl_certfile",
};
