// The bars of the timeline, as numbers.
import { kind } from "./frame.js";

/** Counts the frames of each bar. An error or a comment colours it. */
export function gather({ frames, duration }, length) {
  const bars = Array.from({ length }, () => ({ count: 0, kind: "event" }));
  for (const frame of frames) {
    // A clock may stand still, which is 0/0, or step back.
    const place = Math.floor((frame.at / duration) * length) || 0;
    const bar = bars[Math.min(Math.max(place, 0), length - 1)];
    bar.count++;
    if (kind(frame) !== "event") bar.kind = kind(frame);
  }
  return bars;
}
