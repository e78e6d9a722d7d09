import type { AnyRequest } from "./any-request.ts";

interface Difference {
  /** Where the protocol of a generated server differs from upstream's on purpose. */
  what: string;
  applies: (request: AnyRequest) => boolean;
  /** The statuses of the two answers. */
  ours: number;
  theirs: number;
  /** A request that shows it. */
  example: AnyRequest;
}

const headers = { accept: "text/event-stream", "content-type": "application/json" };
const valid = '{"model":"gpt-4o","messages":[],"sessionId":"s"}';
/** The same with one field more. */
const withField = (name: string, value: string) => valid.replace(/}$/, `,"${name}":${value}}`);
/** Beyond what a double holds, as JavaScript's numbers are: 1.8e308. */
const hugeNumber = /\d{309}/;

/** One more than the limit on messages that the server has in this test. */
const looked = 4;

/** Whether a body has more messages than are looked at. */
function hasMore(body: string): boolean {
  try {
    return JSON.parse(body)?.messages?.length > looked;
  } catch {
    return false;
  }
}

const answers: Difference[] = [
  {
    what: "faults of no more messages are listed than the limit and one",
    applies: ({ body }) => hasMore(body),
    ours: 422,
    theirs: 422,
    example: { body: '{"messages":[1,2,3,4,5,6]}', headers },
  },
  {
    what: "nor is a request refused for those of later ones: a business rule refuses it",
    applies: ({ body }) => hasMore(body),
    ours: 200,
    theirs: 422,
    example: {
      body: valid.replace("[]", JSON.stringify([...Array(4).fill({ role: "user", content: "x" }), 5])),
      headers,
    },
  },
  {
    what: "a body that is not said to be JSON is not read",
    applies: (request) => !/[/+]json\b/.test(request.headers["content-type"] ?? ""),
    ours: 415,
    theirs: 422,
    example: { body: valid, headers: { ...headers, "content-type": "text/plain" } },
  },
  {
    what: "a body nested deeper than 64 is not parsed",
    applies: ({ body }) => body.includes("[".repeat(65)),
    ours: 400,
    theirs: 422,
    example: { body: "[".repeat(70), headers },
  },
  {
    what: "nor is it where it would be valid",
    applies: ({ body }) => body.includes("[".repeat(65)),
    ours: 400,
    theirs: 200,
    example: { body: withField("tools", "[".repeat(70) + "]".repeat(70)), headers },
  },
  {
    what: "NaN is not JSON",
    applies: ({ body }) => body.includes("NaN"),
    ours: 422,
    theirs: 500,
    example: { body: '{"model":NaN}', headers },
  },
  {
    what: "a fault's answer does not repeat the input, which may be a number that JSON can't hold",
    applies: ({ body }) => body.includes("1e400"),
    ours: 422,
    theirs: 500,
    example: { body: '{"model":1e400}', headers },
  },
  {
    what: "a fault's answer does not repeat the input, which may be half of a surrogate pair",
    applies: ({ body }) => body.includes("\\ud800"),
    ours: 422,
    theirs: 500,
    example: { body: '{"messages":"\\ud800"}', headers },
  },
  {
    what: "a whole number of more than 64 bits may have an exponent",
    applies: ({ body }) => body.includes("1e30"),
    ours: 200,
    theirs: 422,
    example: { body: withField("maxTokens", "1e30"), headers },
  },
  {
    what: "a whole number that no double can hold is none",
    applies: ({ body }) => hugeNumber.test(body),
    ours: 422,
    theirs: 200,
    example: { body: withField("maxTokens", `1${"0".repeat(400)}`), headers },
  },
  {
    what: "as any other number it is infinite",
    applies: ({ body }) => hugeNumber.test(body),
    ours: 200,
    theirs: 422,
    example: { body: withField("temperature", `1${"0".repeat(400)}`), headers },
  },
  {
    what: "a next line (U+0085) beside a number's digits is not left out",
    applies: ({ body }) => body.includes("\u0085"),
    ours: 422,
    theirs: 200,
    example: { body: withField("maxTokens", '"\u00851"'), headers },
  },
  {
    what: "a byte order mark (U+FEFF) is",
    applies: ({ body }) => body.includes("\ufeff"),
    ours: 200,
    theirs: 422,
    example: { body: withField("temperature", '"\ufeff1"'), headers },
  },
  {
    what: "the Accept header is read without regard to case",
    applies: (request) => request.headers.accept === "Text/Event-Stream",
    ours: 200,
    theirs: 406,
    example: { body: valid, headers: { ...headers, accept: "Text/Event-Stream" } },
  },
  {
    what: "q=0 in the Accept header means no",
    applies: (request) => request.headers.accept === "text/event-stream;q=0",
    ours: 406,
    theirs: 200,
    example: { body: valid, headers: { ...headers, accept: "text/event-stream;q=0" } },
  },
];

/** Upstream's names of an event's keys → ours. */
const spelling: Record<string, string> = { search_results: "searchResults" };

/** All that is known to differ between a generated server and the package llmbrick. */
export const differences = { answers, spelling };
