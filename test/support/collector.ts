import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import protobuf from "protobufjs";

/** The parts of OpenTelemetry's protocol that tests look at. */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated Attribute attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; string schema_url = 3; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4;
    string name = 5; int32 kind = 6; fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8;
    repeated Attribute attributes = 9; Status status = 15;
  }
  message Status { string message = 2; int32 code = 3; }
  message Attribute { string key = 1; Value value = 2; }
  message Value { oneof value {
    string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; Values array_value = 5;
  } }
  message Values { repeated Value values = 1; }
`);
const Request = root.lookupType("Request");

/** A span as it has arrived: ids in hexadecimal digits, times in milliseconds. */
export interface Span {
  traceId: string;
  spanId: string;
  parentSpanId: string;
  traceState: string;
  name: string;
  /** 3 is CLIENT. */
  kind: number;
  start: number;
  end: number;
  attributes: Record<string, unknown>;
  /** 0 where nothing is said, 2 for an error. */
  status: number;
  resource: Record<string, unknown>;
  schemaUrl: string;
}

type Decoded = Record<string, never> & { value?: Decoded; values?: Decoded[] };

const plain = (value: Decoded = {} as Decoded): unknown =>
  value.stringValue ??
  value.boolValue ??
  value.doubleValue ??
  (value.arrayValue
    ? ((value.arrayValue as Decoded).values ?? []).map(plain)
    : value.intValue === undefined
      ? undefined
      : Number(value.intValue));

const inObject = (attributes: { key: string; value: Decoded }[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]));

function spansIn(body: Uint8Array): Span[] {
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of the messages above.
  const message: any = Request.toObject(Request.decode(body), {
    longs: Number,
    bytes: Buffer,
    oneofs: false,
  });
  // biome-ignore lint/suspicious/noExplicitAny: likewise.
  return (message.resourceSpans ?? []).flatMap(({ resource, scopeSpans = [] }: any) =>
    // biome-ignore lint/suspicious/noExplicitAny: likewise.
    scopeSpans.flatMap(({ spans = [], schemaUrl = "" }: any) =>
      // biome-ignore lint/suspicious/noExplicitAny: likewise.
      spans.map((span: any) => ({
        traceId: span.traceId.toString("hex"),
        spanId: span.spanId.toString("hex"),
        parentSpanId: span.parentSpanId?.toString("hex") ?? "",
        traceState: span.traceState ?? "",
        name: span.name,
        kind: span.kind,
        start: span.startTimeUnixNano / 1e6,
        end: span.endTimeUnixNano / 1e6,
        attributes: inObject(span.attributes),
        status: span.status?.code ?? 0,
        resource: inObject(resource?.attributes),
        schemaUrl,
      })),
    ),
  );
}

/** A collector of OpenTelemetry's in this process. */
export interface Collector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  url: string;
  /** What has arrived. */
  spans: Span[];
  /** The headers of the deliveries. */
  headers: Record<string, unknown>[];
  close(): Promise<void>;
}

/** Starts one on a free port. `answer`: false for one that takes what comes and never answers. */
export async function startCollector({ answer = true } = {}): Promise<Collector> {
  const spans: Span[] = [];
  const headers: Record<string, unknown>[] = [];
  const server = createServer(async (request, response) => {
    const body = await buffer(request);
    headers.push(request.headers);
    if (request.url === "/v1/traces") spans.push(...spansIn(body));
    if (answer) response.writeHead(200, { "Content-Type": "application/x-protobuf" }).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    headers,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
