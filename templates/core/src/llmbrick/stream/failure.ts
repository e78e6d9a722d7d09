import { LLMBrickException, type ValidationException } from "../errors.ts";
import { isError, isInstance, messageOf } from "../log/describe.ts";
import type { Failure } from "./codec.ts";
import { InvalidEvent } from "./event.ts";

/** What is told of a failure, whatever comes of it. */
type Told = Pick<Failure, "error" | "details">;

/** What a client is told of anything that a handler, or a validator, has thrown: all of it only in debug mode. */
export function failureOf(thrown: unknown, { debugMode }: { debugMode: boolean }): Told {
  const isInvalid = isInstance(thrown, InvalidEvent);
  const error = isInvalid ? "Server returned invalid event" : "Handler exception";
  if (isInstance(thrown, LLMBrickException)) {
    const isTold = debugMode && isError(thrown.cause);
    return { error, details: [forClients(thrown), ...(isTold ? [messageOf(thrown.cause)] : [])].join(": ") };
  }
  if (debugMode) return { error, details: messageOf(thrown) };
  return { error, details: isInvalid ? error : "Handler exception occurred" };
}

/** What a client is told of a request that breaks a business rule. */
export function refusalOf(
  exception: ValidationException,
  { enableValidationDetails }: { enableValidationDetails: boolean },
): Told {
  const error = "Business validation failed";
  return { error, details: enableValidationDetails ? forClients(exception) : error };
}

/** An error whose message is written for clients, as they are told it. */
const forClients = (exception: LLMBrickException) => `[${exception.code}] ${messageOf(exception)}`;
