/** What the server says to whoever starts it, in the project's language. */
export const words = {
  noCollector:
    "No traces are sent: set OTEL_EXPORTER_OTLP_ENDPOINT in .env to the address of a collector, such as http://localhost:4318.",
  otherProtocol: (protocol: string) =>
    `Traces are sent by http/protobuf, not by ${protocol}: the address of the collector must be the one for HTTP, usually with port 4318.`,
};
