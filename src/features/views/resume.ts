import type { Options } from "../../options/table.ts";
import { labelName } from "../../plan/system-names.ts";

const suffix = "-redis";
/** RFC 1123: characters of a label. */
const longest = 63;

/** What brings Redis along has to know of it. */
export const resumeView = ({ name }: Options) => ({
  redisLabel: labelName(name).slice(0, longest - suffix.length) + suffix,
});
