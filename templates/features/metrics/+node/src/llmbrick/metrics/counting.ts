import type { Exchange } from "../http/exchange.ts";
import type { Observer, Outcome } from "../http/observer.ts";
import type { Runtime } from "../http/runtime.ts";
import type { Figures } from "./figures.ts";
import { causeOf, reasonOf, routeOf, statusOf } from "./labels.ts";

/** Counts what becomes of requests. Told of every one at its end, and of events once for each write. */
export function counting(figures: Figures, runtime: Runtime): Observer {
  const answered = ({ startedAt, events, bytes }: Exchange, outcome: Outcome) => {
    const cause = causeOf(outcome);
    if (cause) figures.aborted.inc({ cause });
    figures.duration.add(performance.now() - startedAt);
    figures.events.inc(events);
    figures.bytes.inc(bytes ?? 0);
  };
  return {
    events({ startedAt, lastEventAt }, now) {
      if (lastEventAt === undefined) figures.firstEvent.add(now - startedAt);
      else figures.gap.add(now - lastEventAt);
    },
    end(exchange, outcome) {
      const route = routeOf(exchange, runtime);
      figures.requests.inc({ route, status: statusOf(exchange), outcome });
      const reason = reasonOf(exchange, outcome, runtime);
      if (reason) return figures.refused.inc({ reason });
      if (route !== "other" && !exchange.isReader) answered(exchange, outcome);
    },
    answered,
  };
}
