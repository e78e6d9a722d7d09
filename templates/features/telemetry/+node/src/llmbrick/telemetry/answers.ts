import {
  defaultTextMapGetter,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import type { Exchange } from "../http/exchange.ts";
import type { Observer, Outcome } from "../http/observer.ts";
import type { Route } from "../http/route.ts";
import type { Runtime } from "../http/runtime.ts";
import { attributesOf, conventions, endOf } from "./attributes.ts";
import { Content } from "./content.ts";
import { inContext } from "./in-context.ts";
import { flush, outerContext, setUp } from "./sdk.ts";
import { isContentWanted } from "./variables.ts";

/** Under which names traces tell of a server, and of who runs its models. */
interface Names {
  service: string;
  provider: string;
}

/** Traces each answer: adds no route, but somebody who watches. */
export function traceAnswers(runtime: Runtime, { service, provider }: Names): Route[] {
  if (setUp(service, runtime.logger)) {
    runtime.observers.push(tracing(provider, runtime.config.allowedModels));
    runtime.parts.push({ lacking: () => undefined, close: flush });
  }
  return [];
}

/** Makes one span of each answer. */
function tracing(provider: string, models: readonly string[]): Observer {
  const tracer = trace.getTracerProvider().getTracer("llmbrick-sse", undefined, { schemaUrl: conventions });
  const answers = new WeakMap<Exchange, { span: Span; content: Content | undefined }>();
  const end = (exchange: Exchange, outcome: Outcome) => {
    const answer = answers.get(exchange);
    if (!answer) return;
    const { span, content } = answer;
    const { error, ...attributes } = endOf(exchange, outcome);
    span.setAttributes({ ...attributes, ...content?.attributes() });
    if (error !== undefined) {
      span.setAttribute("error.type", error);
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    span.end();
  };
  return {
    answer(exchange, request, handler) {
      const outer = outerContext();
      const parent = trace.getSpan(outer)
        ? outer
        : propagation.extract(outer, exchange.headers, defaultTextMapGetter);
      // Backends make a row of each name: a model that there is not gets none.
      const name = models.includes(request.model) ? `chat ${request.model}` : "chat";
      const span = tracer.startSpan(
        name,
        {
          kind: SpanKind.CLIENT,
          startTime: Date.now() - (performance.now() - exchange.startedAt),
          attributes: attributesOf(request, exchange, provider),
        },
        parent,
      );
      const content = isContentWanted() && span.isRecording() ? new Content(request) : undefined;
      answers.set(exchange, { span, content });
      return inContext(trace.setSpan(parent, span), handler, content?.add);
    },
    end,
    answered: end,
  };
}
