import { expect, onTestFinished, test, vi } from "vitest";
import { Lease } from "../../../templates/features/resume/+node/src/llmbrick/resume/redis/lease.ts";
import { scripts } from "../../../templates/features/resume/+node/src/llmbrick/resume/redis/scripts.ts";

/** Milliseconds. */
const duration = 60;

test("a place that is asked for while the lease is lost is not taken for good", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let isThere = true;
  let answer = (_reply: number) => {};
  const run = async (script: unknown) => {
    if (script === scripts.take) {
      return new Promise<number>((resolve) => {
        answer = resolve;
      });
    }
    if (!isThere) throw new Error("Redis is away");
    return 1;
  };
  const lease = new Lease({
    connection: { run },
    duration,
    limit: 1,
    down: "local",
    onLost() {},
    onChange() {},
  });
  await vi.advanceTimersByTimeAsync(0);
  expect(lease.isHeld).toBe(true);

  const taking = lease.take();
  isThere = false;
  await vi.advanceTimersByTimeAsync(duration * 2);
  expect(lease.isAlone).toBe(true);
  answer(1); // under the old lease
  expect(await taking).toBe(false);
  expect(await lease.take()).toBe(true);
  await lease.close();
});
