import { subscribe } from "node:diagnostics_channel";
import { context, propagation } from "@opentelemetry/api";

/** What Node says of a request of `fetch` that is about to be sent. */
interface Created {
  request: { addHeader: (name: string, value: string) => void };
}

/** Lets what a handler asks by `fetch`, such as a model by its SDK, go on with the trace of its answer. */
export function passOn(): void {
  subscribe("undici:request:create", (message) => {
    const { request } = message as Created;
    propagation.inject(context.active(), request, {
      set: (created, name, value) => created.addHeader(name, value),
    });
  });
}
