import fc from "fast-check";
import { expect, test } from "vitest";
import { readEventStream } from "../support/event-stream.ts";
import { start } from "../support/llmbrick-server.ts";
import { startServer } from "../support/server-process.ts";
import { type AnyRequest, anyRequest } from "./any-request.ts";
import { describeInPython } from "./describe.ts";
import { differences } from "./differences.ts";
import { upstreamCommand } from "./handlers.ts";

const CASES = 600;

/** What of an answer the protocol speaks of. */
interface Seen {
  status: number;
  /** Type and location of each fault; or the frames; or the text of the refusal. */
  content: unknown;
}

async function send(url: string, { body, headers }: AnyRequest): Promise<Seen> {
  const response = await fetch(url, { method: "POST", body, headers });
  const text = await response.text();
  if (response.status === 200) return { status: 200, content: readEventStream(text).map(parse) };
  if (response.status === 500) return { status: 500, content: undefined };
  const { detail } = JSON.parse(text);
  const content = Array.isArray(detail) ? detail.map((fault) => seenOf(fault, body)) : detail;
  return { status: response.status, content };
}

interface Fault {
  type: string;
  loc: (string | number)[];
  msg: string;
}

function seenOf({ type, loc, msg }: Fault, body: string) {
  if (type !== "json_invalid") return { type, loc, msg };
  // Of a comma before a bracket, Python points to the bracket; from 3.13 on, to the comma.
  const [, position] = loc;
  const [before = ""] = /^,\s*(?=[\]}])/.exec([...body].slice(Number(position)).join("")) ?? [];
  return { type, loc: ["body", Number(position) + before.length], msg };
}

const parse = ({ event, data }: { event: string; data: string }) => ({
  event,
  data: spell(JSON.parse(data)),
});

/** Upstream spells the keys of metadata in its own way. */
function spell({ metadata, ...data }: Record<string, unknown>) {
  if (typeof metadata !== "object" || metadata === null) return { ...data, metadata };
  const entries = Object.entries(metadata).map(([key, value]) => [differences.spelling[key] ?? key, value]);
  return { ...data, metadata: Object.fromEntries(entries) };
}

/** An answer with as many faults as a generated server lists. */
function listed<Answer extends { content: unknown }>(answer: Answer): Answer {
  const { content } = answer;
  return Array.isArray(content) ? { ...answer, content: content.slice(0, 20) } : answer;
}

describeInPython("a server for Node and the package llmbrick", (project) => {
  test(`answer ${CASES} requests alike, but for the differences that are known`, {
    timeout: 120_000,
  }, async () => {
    const command = upstreamCommand("telling");
    const upstream = await startServer(project.python, command, {}).nextAddress();
    const ours = await start({
      config: { maxMessageLength: 10, maxMessagesCount: 3, enableRequestLogging: false },
      async *handler({ model, messages, ...reached }) {
        const text = messages.at(-1)?.content ?? null;
        yield {
          id: "1",
          type: "text",
          model,
          text,
          progress: "IN_PROGRESS",
          metadata: { searchResults: reached },
        };
        yield { id: "2", type: "done", progress: "DONE" };
      },
    });

    const both = (request: AnyRequest) =>
      Promise.all([send(ours.url, request), send(`${upstream}chat/completions`, request)]);

    for (const { what, example, applies: _, ...statuses } of differences.answers) {
      const [mine, theirs] = await both(example);
      expect({ what, ours: mine.status, theirs: theirs.status }).toEqual({ what, ...statuses });
    }
    await fc.assert(
      fc.asyncProperty(anyRequest, async (request) => {
        const [mine, theirs] = await both(request);
        const isKnown = differences.answers.some(
          (one) => one.applies(request) && mine.status === one.ours && theirs.status === one.theirs,
        );
        if (!isKnown) expect(listed(mine)).toEqual(listed(theirs));
      }),
      { numRuns: CASES },
    );
  });
});
