import { setTimeout as sleep } from "node:timers/promises";
import {
  type Context,
  context,
  DiagLogLevel,
  diag,
  ProxyTracerProvider,
  ROOT_CONTEXT,
  trace,
} from "@opentelemetry/api";
import { setGlobalErrorHandler, W3CTraceContextPropagator } from "@opentelemetry/core";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { BatchSpanProcessor, NodeTracerProvider } from "@opentelemetry/sdk-trace-node";
import { describeError } from "../log/describe.ts";
import type { Logger } from "../log/log.ts";
import { passOn } from "./pass-on.ts";
import { hasCollector, isContentWanted, isOff, isTraceShared, otherProtocol } from "./variables.ts";
import { words } from "./words.ts";

/** What OpenTelemetry says of itself goes to the log, as many lines as this in so many milliseconds. */
const mostLines = 5;
const period = 600_000;
/** Milliseconds that the last spans have to be delivered. */
const longestFlush = 2_000;
/** With what was said in them, spans are large: of all that wait for a collector, so many take some 25 MB. */
const fewSpans = { maxQueueSize: 64, maxExportBatchSize: 16 };

let provider: NodeTracerProvider | undefined;
let tell = (_error: unknown) => {};
/** What was said to whoever started this process. */
const said = new Set<string>();

/** Whether there are traces already: of another server of this process, or by an application's own OpenTelemetry. */
function isSetUp(): boolean {
  const present = trace.getTracerProvider();
  const none = new ProxyTracerProvider().getDelegate();
  return !(present instanceof ProxyTracerProvider) || present.getDelegate() !== none;
}

/**
 * Sees to it that there are traces, set up once for this process: where spans go, and all else, is in the variables
 * OTEL_…. False: they are not wanted.
 */
export function setUp(service: string, logger: Logger): boolean {
  if (isOff()) return false;
  if (isSetUp()) return true;
  if (!hasCollector()) {
    say(words.noCollector);
    return false;
  }
  const protocol = otherProtocol();
  if (protocol) say(words.otherProtocol(protocol));
  tell = seldom((error) =>
    logger.warn({ message: "OpenTelemetry has trouble, answers do not", error: describeError(error) }),
  );
  const inWords = (...words: unknown[]) => tell(words.map(String).join(" "));
  const ignore = () => {};
  const told = { error: inWords, warn: inWords, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(told, DiagLogLevel.WARN);
  setGlobalErrorHandler(tell);

  const named = defaultResource().merge(resourceFromAttributes({ "service.name": service }));
  provider = new NodeTracerProvider({
    resource: named.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter(), isContentWanted() ? fewSpans : {})],
  });
  // No baggage: what others have put into it is not for the model's provider.
  provider.register({ propagator: isTraceShared() ? new W3CTraceContextPropagator() : null });
  passOn();
  return true;
}

/** Where a trace of ours begins: within what an application's own OpenTelemetry may know of the request. */
export const outerContext = (): Context => (provider ? ROOT_CONTEXT : context.active());

/** Delivers the spans that have ended, if that can be done in a moment. */
export async function flush(): Promise<void> {
  if (!provider) return;
  const delivered = new AbortController();
  const flushing = provider.forceFlush().finally(() => delivered.abort());
  const timeout = sleep(longestFlush, undefined, { signal: delivered.signal }).catch(() => {});
  await Promise.race([flushing, timeout]).catch(tell);
}

/** Each only once, of however many servers. */
function say(text: string): void {
  if (!said.has(text)) console.warn(text);
  said.add(text);
}

/** Calls a function a few times in each period, and no more. */
function seldom(tell: (error: unknown) => void): (error: unknown) => void {
  let since = Number.NEGATIVE_INFINITY;
  let lines = 0;
  return (error) => {
    const now = performance.now();
    if (now - since > period) [since, lines] = [now, 0];
    if (lines++ < mostLines) tell(error);
  };
}
