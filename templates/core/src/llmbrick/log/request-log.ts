import type { Observer } from "../http/observer.ts";
import type { Logger } from "./log.ts";

/** Writes one line for each request, at its end. */
export function requestLog(logger: Logger): Observer {
  return {
    end(exchange, outcome) {
      const { requestId, method, path, status, model, sessionId, events, bytes, startedAt, firstEventAt } =
        exchange;
      logger.info({
        requestId,
        method,
        path,
        status,
        model: model?.slice(0, 200) ?? null,
        sessionId: sessionId?.slice(0, 200) ?? null,
        events,
        bytes,
        msToFirstEvent: firstEventAt === undefined ? null : round(firstEventAt - startedAt),
        durationMs: round(performance.now() - startedAt),
        outcome,
      });
    },
  };
}

const round = (milliseconds: number) => Math.round(milliseconds * 10) / 10;
