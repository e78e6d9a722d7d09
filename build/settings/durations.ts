import type { Setting } from "./setting.ts";
import { fallbackOf } from "./values.ts";

/** How long an answer may take behind a proxy, unless the user says otherwise. */
const LONGEST_STREAM = 600;
/** What the server takes, at most, after it has cut the streams that were still open. */
const CUT_MARGIN = 5;
/** For how long a server that is to stop still takes requests, until nobody in its cluster sends any more. */
const UNROUTE = 10;
/** By how much a proxy waits longer than the server, so that the server ends an answer by its own words. */
const PROXY_MARGIN = 30;

/** The seconds of all files of deployment, each by the place that it has in templates. */
export function durations(table: readonly Setting[]): Readonly<Record<string, number>> {
  const grace = table.find(({ name }) => name === "shutdownGrace");
  const seconds = grace ? Number(fallbackOf(grace)) : 0;
  // A cluster replaces servers often, and on its own: it cuts no answer for that.
  const drain = Math.max(LONGEST_STREAM, seconds);
  return {
    /** After which a supervisor may kill a server that it has told to stop. */
    "stop-seconds": seconds + CUT_MARGIN,
    /** `maxStreamDuration` behind a proxy. */
    "stream-seconds": LONGEST_STREAM,
    /** For which a proxy waits for the next byte of an answer. */
    "proxy-seconds": LONGEST_STREAM + PROXY_MARGIN,
    /** `shutdownGrace` in a cluster. */
    "drain-seconds": drain,
    /** Between a cluster's decision to stop a server and its telling it so. */
    "unroute-seconds": UNROUTE,
    /** After which a cluster may kill a server that it has decided to stop. */
    "pod-seconds": UNROUTE + drain + CUT_MARGIN,
  };
}
