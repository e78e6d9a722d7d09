import { telemetry } from "../telemetry/telemetry.ts";

/** A trace of each answer, by OpenTelemetry. */
export const added = [telemetry];
