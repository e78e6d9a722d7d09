import { expect, test } from "vitest";
import { faultOf } from "../../../src/effects/verify/client.ts";

const whole = `{"id":"1","type":"done","model":null,"text":null,"progress":"DONE","context":null,"metadata":null}`;

test.each(["[DONE]", "null", "1", "{}", '"id"', "[1]", ""])(
  "data that is %j is no frame of the protocol",
  (data) => {
    const frames = [data, whole].map((text) => ({ event: "message", data: text }));
    expect(faultOf({ frames })).toEqual(["oddFrame", `event: message, data: ${data}`]);
  },
);

test("frames of the protocol have no fault where the last is DONE", () => {
  const frame = { event: "message", data: whole };
  const open = { event: "message", data: whole.replace("DONE", "IN_PROGRESS") };
  expect(faultOf({ frames: [open, frame] })).toBeUndefined();
  expect(faultOf({ frames: [frame, open] })).toEqual(["notDone", open.data]);
});
