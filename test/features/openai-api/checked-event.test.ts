import { expect, test } from "vitest";
import { messageFrame } from "../../../templates/core/src/llmbrick/stream/event.ts";
import { checkedEvent } from "../../../templates/features/openai-api/+node/src/llmbrick/openai/checked-event.ts";
import { event } from "../../support/client.ts";

/** What a check makes of an event: the reason for which it is none. */
function faultBy(check: (event: unknown) => unknown, given: unknown): string | undefined {
  try {
    check(given);
    return undefined;
  } catch (error) {
    return String(error);
  }
}

const values = [undefined, null, "", "a", 1, {}, [], "DONE", "ERROR", "IN_PROGRESS"];
const keys = ["id", "type", "model", "text", "progress", "context", "metadata", "other"];
const unreadable = Object.defineProperty(event(), "text", {
  enumerable: true,
  get() {
    throw new Error("no");
  },
});

test("an event is one by the same rules as on the endpoint, and is none for the same reasons", () => {
  const fields = keys.flatMap((key) => values.map((value) => ({ ...event(), [key]: value })));
  const given: unknown[] = [undefined, null, "event", [], event(), unreadable, ...fields];
  const faults = given.map((each) => faultBy(checkedEvent, each));
  expect(faults).toEqual(given.map((each) => faultBy(messageFrame, each)));
  expect(new Set(faults).size).toBeGreaterThan(8);
});
