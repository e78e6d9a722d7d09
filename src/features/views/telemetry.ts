import { handlerOf } from "../../handlers/index.ts";
import type { Options } from "../../options/table.ts";

/** What traces call who runs the models: of a handler of the user's own, it is this server. */
export const telemetryView = ({ handler }: Options) => ({
  provider: handlerOf(handler).provider ?? "llmbrick",
});
