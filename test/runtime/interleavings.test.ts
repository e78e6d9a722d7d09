import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { resolveConfig } from "../../templates/core/src/llmbrick/config/config.ts";
import { Runtime } from "../../templates/core/src/llmbrick/http/runtime.ts";
import { createLogger } from "../../templates/core/src/llmbrick/log/log.ts";
import { readEventStream } from "../support/event-stream.ts";
import { type Command, PlayedStream } from "../support/played-stream.ts";

const { config } = resolveConfig(
  { enableTestPage: false, requestTimeout: 30, heartbeatInterval: 15, maxConcurrentConnections: 1000 },
  {},
);

/** A server's core, and what it has logged. */
class Stage {
  readonly streams: PlayedStream[] = [];
  readonly log: Record<string, unknown>[] = [];
  readonly logger = createLogger((lines) => {
    for (const line of lines.trimEnd().split("\n")) this.log.push(JSON.parse(line));
  });
  readonly runtime = new Runtime(config, this.logger);

  outcomes(id?: number) {
    this.logger.flush();
    const ended = this.log.filter((line) => "outcome" in line && "durationMs" in line);
    return ended.filter(({ requestId }) => id === undefined || requestId === String(id));
  }
}

/** One thing that happens; `at` picks the stream. */
type Action = { at: number } & (
  | { kind: "open"; isDeaf: boolean }
  | { kind: "tell"; command: Command }
  | { kind: "end"; why: "aborted" | "stalled" | "timeout" | "shutdown" }
  | { kind: "block" | "drain" | "turn" }
  | { kind: "wait"; seconds: number }
);

const at = fc.nat({ max: 5 });
const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("open" as const), at, isDeaf: fc.boolean() }) },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("tell" as const),
        at,
        command: fc.constantFrom<Command[]>("event", "event", "flood", "finish", "throw", "invalid"),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant("end" as const),
        at,
        why: fc.constantFrom("aborted" as const, "stalled" as const, "timeout" as const, "shutdown" as const),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("block" as const), at }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant("drain" as const), at }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant("turn" as const), at }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("wait" as const), at, seconds: fc.constantFrom(5, 16, 31) }),
    },
  ),
  { minLength: 5, maxLength: 40 },
);

async function perform(stage: Stage, action: Action): Promise<void> {
  const { streams, runtime } = stage;
  if (action.kind === "open") {
    streams.push(new PlayedStream(runtime, String(streams.length), action.isDeaf));
    return;
  }
  if (action.kind === "turn") return nextTurn();
  if (action.kind === "wait") {
    await nextTurn();
    return void vi.advanceTimersByTime(action.seconds * 1000);
  }
  const stream = streams[action.at % streams.length];
  if (action.kind === "tell") stream?.tell(action.command);
  if (action.kind === "block") stream?.block();
  if (action.kind === "drain") stream?.drain();
  if (action.kind === "end") {
    stream?.endEarly(action.why);
    if (stream) expect(runtime.streams).not.toContain(stream.stream);
  }
}

/** What holds of a stream that has ended, however it did. */
function check(stage: Stage, id: number): void {
  const stream = stage.streams[id] as PlayedStream;
  const outcomes = stage.outcomes(id);
  expect(outcomes).toHaveLength(1);
  const outcome = outcomes[0]?.outcome as string;
  expect(stream.misplaced).toBe("");
  expect(stream.ends).toBe(["aborted", "stalled"].includes(outcome) ? 0 : 1);
  expect(stream.signal?.aborted).toBe(outcome !== "done");
  if (outcome !== "done") expect(stream.signal?.reason).toMatchObject({ cause: outcome });

  const frames = readEventStream(stream.written);
  const messages = frames.filter(({ event }) => event === "message");
  expect(messages.map(({ data }) => Number(JSON.parse(data).id))).toEqual(
    messages.map((_, index) => index + 1),
  );
  expect(messages.length).toBeLessThanOrEqual(stream.yielded);
  if (outcome === "done") expect(messages.length).toBe(stream.yielded);
  const hasError = ["error", "timeout", "shutdown"].includes(outcome) && frames.at(-1)?.event === "error";
  expect(frames.length - messages.length).toBe(hasError ? 1 : 0);
}

describe("the streams that count as open", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
  afterEach(() => void vi.useRealTimers());

  test("are exactly those that are, after any interleaving of what may happen", {
    timeout: 60_000,
  }, async () => {
    const seen = new Map<unknown, number>();
    await fc.assert(
      fc.asyncProperty(actions, async (play) => {
        PlayedStream.live = 0;
        const stage = new Stage();
        const { streams, runtime } = stage;
        for (const action of play) {
          await perform(stage, action);
          expect(runtime.streams.size).toBe(streams.length - stage.outcomes().length);
        }
        for (const stream of streams) {
          stream.endEarly("aborted");
          stream.release();
        }
        expect(runtime.streams.size).toBe(0);
        await nextTurn();
        await nextTurn();
        expect(PlayedStream.live).toBe(0);
        for (const id of streams.keys()) check(stage, id);
        for (const { outcome } of stage.outcomes()) seen.set(outcome, (seen.get(outcome) ?? 0) + 1);
      }),
      { numRuns: 1000 },
    );
    // The plays have reached every end there is.
    expect([...seen.keys()].sort()).toEqual(["aborted", "done", "error", "shutdown", "stalled", "timeout"]);
  });
});
