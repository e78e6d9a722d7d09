/** Thrown by a business rule, or by a `customValidator`: the client is told "[1400]" and the message. */
export class ValidationException extends Error {
  override name = "ValidationException";
}

/** The reasons for which a stream ends before its handler does. */
export type EarlyEnd = "aborted" | "stalled" | "timeout" | "shutdown" | "error";

const because: Record<EarlyEnd, string> = {
  aborted: "The client went away",
  stalled: "The client stopped reading",
  timeout: "The handler took too long",
  shutdown: "The server is shutting down",
  error: "The stream failed",
};

/** What `signal.reason` holds when a stream ends early. `cause` names why. */
export class StreamEnded extends Error {
  override name = "AbortError";
  override cause: EarlyEnd;

  constructor(cause: EarlyEnd) {
    super(because[cause]);
    this.cause = cause;
  }
}
