import { expect, test } from "vitest";
import { withMetrics } from "../metrics/server.ts";
import { figuresOf, startKeeping, told } from "./server.ts";

test("an answer is counted once, however many read it, and by its own end", async () => {
  withMetrics();
  const { handler, step, finish } = told();
  const server = await startKeeping({ handler });
  const first = await server.open();
  const second = await server.open({}, "GET", first.id);
  step(2);
  await Promise.all([first.frames(2), second.frames(2)]);
  const before = await figuresOf(server);
  expect(before.get("llmbrick_sse_open_streams")).toBe(1);
  expect(before.get("llmbrick_sse_time_to_first_event_seconds_count")).toBe(1);
  // The client comes back: nothing was aborted.
  first.leave();
  const third = await server.open({}, "GET", first.id);
  finish();
  const text = `${(await third.frames()).join("\n\n")}\n\n`;
  await second.frames();
  const ended = async () => (await figuresOf(server)).get("llmbrick_sse_duration_seconds_count");
  await expect.poll(ended).toBe(1);
  const after = await figuresOf(server);
  expect(after.get("llmbrick_sse_open_streams")).toBe(0);
  expect(after.get("llmbrick_sse_events_total")).toBe(3);
  expect(after.get("llmbrick_sse_bytes_total")).toBe(Buffer.byteLength(text));
  expect(after.get('llmbrick_sse_aborted_total{cause="aborted"}')).toBe(0);
});

test("one that is cancelled has ended early, with all its bytes", async () => {
  withMetrics();
  const { handler, step } = told();
  const server = await startKeeping({ handler });
  const reader = await server.open();
  step();
  await reader.frames(1);
  await server.cancel(reader.id);
  await reader.frames();
  const aborted = async () => (await figuresOf(server)).get('llmbrick_sse_aborted_total{cause="aborted"}');
  await expect.poll(aborted).toBe(1);
  expect((await figuresOf(server)).get("llmbrick_sse_bytes_total")).toBe(Buffer.byteLength(reader.text));
});
