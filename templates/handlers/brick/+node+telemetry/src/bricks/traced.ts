import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { context, propagation, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { conventions } from "../llmbrick/telemetry/attributes.ts";
import type { ErrorDetail } from "./generated/common_pb.ts";

/** Makes a span of each call within an answer, and hands the trace on to the brick. */
export const traced: Interceptor = (next) => async (request) => {
  const outer = context.active();
  // Who asks /readyz has no answer, and no trace.
  if (!trace.getSpan(outer)) return next(request);
  const { hostname, port, pathname } = new URL(request.url);
  const method = pathname.slice(1);
  const tracer = trace.getTracerProvider().getTracer("bricks", undefined, { schemaUrl: conventions });
  const span = tracer.startSpan(
    method,
    {
      kind: SpanKind.CLIENT,
      attributes: {
        "rpc.system.name": "grpc",
        "rpc.method": method,
        "server.address": hostname,
        "server.port": Number(port || 80),
      },
    },
    outer,
  );
  propagation.inject(trace.setSpan(outer, span), request.header, {
    set: (header, name, value) => header.set(name, value),
  });
  try {
    const response = await next(request);
    if (response.stream) {
      // Nobody closes a stream whose rest is not wanted; its signal fires.
      request.signal.addEventListener("abort", () => end(span, CANCELLED), { once: true });
      return { ...response, message: untilItsEnd(response.message, span) };
    }
    noteReply(span, response.message);
    end(span, "OK");
    return response;
  } catch (error) {
    end(span, statusOf(error));
    throw error;
  }
};

async function* untilItsEnd<Reply extends object>(
  replies: AsyncIterable<Reply>,
  span: Span,
): AsyncIterable<Reply> {
  try {
    for await (const reply of replies) {
      noteReply(span, reply);
      yield reply;
    }
    end(span, "OK");
  } catch (error) {
    end(span, statusOf(error));
    throw error;
  }
}

/** Bricks tell of their errors inside their replies, by codes of their own. */
function noteReply(span: Span, reply: object): void {
  const { error } = reply as { error?: ErrorDetail };
  if (error && error.code !== 0 && error.code !== 200) fail(span, String(error.code));
}

const CANCELLED = "CANCELLED";

/** gRPC's own name of what went wrong. */
function statusOf(error: unknown): string {
  const { code } = ConnectError.from(error);
  return code === Code.Canceled ? CANCELLED : Code[code].replace(/(?<=[a-z])(?=[A-Z])/g, "_").toUpperCase();
}

/** Ends a span, unless it has ended. */
function end(span: Span, status: string): void {
  if (!span.isRecording()) return;
  span.setAttribute("rpc.response.status_code", status);
  // To leave early is a client's right.
  if (status !== "OK" && status !== CANCELLED) fail(span, status);
  span.end();
}

function fail(span: Span, kind: string): void {
  span.setAttribute("error.type", kind);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
