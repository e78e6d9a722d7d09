import type { ConversationRequest } from "../../../templates/core/src/llmbrick/types.ts";
import { type Case, hello, type Play, replies, withTools } from "../case.ts";
import { fullRequest } from "../wire.ts";

type Request = Partial<ConversationRequest>;

const user = (content: string) => ({ role: "user" as const, content });
const assistant = (content: string) => ({ role: "assistant" as const, content });
const call = (id: string, name: string, given: string) =>
  assistant(`{"tool_calls": [{"id": ${id}, "name": ${name}, "arguments": ${given}}]}`);
const result = (id: string, content: string) =>
  user(`{"tool_results": [{"id": ${id}, "content": ${content}}]}`);
const tool = (own: object): Request => ({ tools: [{ type: "function", function: { name: "add", ...own } }] });

const refused = (request: Request): Play => ({ request, replies: [], kind: "bad_request", requests: 0 });
const refusedMessages = (...messages: ReturnType<typeof user | typeof assistant>[]) =>
  refused({ ...withTools, messages });

const half = "a\ud83cb";
const escaped = '"a\\ud83cb"';

/** What a client sends, and no provider takes. */
export const requests: readonly Case[] = [
  {
    name: "half of a surrogate pair in a request, wherever it stands",
    plays: () => [
      refused({ model: half }),
      refused({ messages: [user(half)] }),
      refused(tool({ name: half })),
      refused(tool({ description: half })),
      refused(tool({ parameters: { type: "object", properties: { [half]: {} } } })),
      refused({ ...withTools, toolChoice: { type: "function", function: { name: half } } }),
      refusedMessages(call(escaped, '"add"', "{}")),
      refusedMessages(call('"1"', escaped, "{}")),
      refusedMessages(call('"1"', '"add"', `{"a": ${escaped}}`)),
      refusedMessages(call('"1"', '"add"', "{}"), result('"1"', escaped)),
      refusedMessages(call('"1"', '"add"', "{}"), result('"1"', `{"a": ${escaped}}`)),
      refusedMessages(call('"1"', '"add"', "{}"), result(escaped, '"a"')),
    ],
  },
  {
    name: "a number beyond all bounds in a request",
    plays: () => [
      refusedMessages(call('"1"', '"add"', '{"a": 1e400}')),
      refusedMessages(call('"1"', '"add"', "{}"), result('"1"', '{"a": 1e400}')),
    ],
  },
  {
    name: "a call that the client did not repeat whole",
    plays: () =>
      [
        ['"1"', '"add"', '"{oops"'],
        ['"1"', '"add"', "[]"],
        ['"1"', '"add"', "null"],
        ['"1"', '""', "{}"],
        ['"1"', "5", "{}"],
        ["null", '"add"', "{}"],
        ["{}", '"add"', "{}"],
      ].map(([id = "", name = "", given = ""]) => refusedMessages(call(id, name, given))),
  },
  {
    name: "a tool that is none",
    plays: () => [
      refused({ tools: ["add"] }),
      refused(tool({ name: "" })),
      refused(tool({ description: 5 })),
      refused(tool({ parameters: [1] })),
    ],
  },
  {
    name: "two calls with one id: their results come in the same order, and are no more than they",
    plays: (wire) => {
      const alike = <T>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll("call_b", "call_a"));
      const more = JSON.stringify({ id: "call_a", content: "3" });
      return [
        {
          request: alike(fullRequest),
          replies: [replies.stream(wire, wire.frames(hello))],
          answer: hello,
          sent: alike(wire.fullRequest),
        },
        refusedMessages(call('"call_a"', '"add"', "{}"), user(`{"tool_results": [${more}, ${more}]}`)),
      ];
    },
  },
];
