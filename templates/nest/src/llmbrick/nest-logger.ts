import type { LoggerService } from "@nestjs/common";
import { describeError } from "./log/describe.ts";
import type { Logger } from "./log/log.ts";

/** Nest's words as lines of the server's log. The last word says where they come from. */
export function nestLogger({ warn, error }: Logger): LoggerService {
  return {
    log() {},
    warn: (words, ...others) => warn({ message: describeError(words), context: others.at(-1) }),
    error: (thrown, ...others) =>
      error({ message: "Nest tells of an error", context: others.at(-1), error: describeError(thrown) }),
  };
}
