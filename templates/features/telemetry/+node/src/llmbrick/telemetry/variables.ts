// What the variables say that OpenTelemetry's parts do not read by themselves:
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/

const valueIn = (name: string) => process.env[name]?.trim().toLowerCase() ?? "";

/** Whether no traces are wanted. */
export const isOff = () =>
  valueIn("OTEL_SDK_DISABLED") === "true" || valueIn("OTEL_TRACES_EXPORTER") === "none";

/** Whether there is a collector: named, or at the usual address on purpose. */
export const hasCollector = () =>
  valueIn("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") !== "" ||
  valueIn("OTEL_EXPORTER_OTLP_ENDPOINT") !== "" ||
  valueIn("OTEL_TRACES_EXPORTER") === "otlp";

/** The protocol that is asked for, where it is not the one that is spoken. */
export function otherProtocol(): string | undefined {
  const protocol = valueIn("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL") || valueIn("OTEL_EXPORTER_OTLP_PROTOCOL");
  return protocol === "" || protocol === "http/protobuf" ? undefined : protocol;
}

/** Whether a trace comes in with requests, and goes on: in the only form that is spoken, and that is usual. */
export function isTraceShared(): boolean {
  const names = valueIn("OTEL_PROPAGATORS");
  return names === "" || names.split(",").some((name) => name.trim() === "tracecontext");
}

/** Whether spans are to have what was asked and answered. */
export const isContentWanted = () =>
  ["true", "span_only", "span_and_event"].includes(
    valueIn("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"),
  );
