/** Thrown by a business rule, or by a `customValidator`: the client is told "[1400]" and the message. */
export class ValidationException extends Error {
  override name = "ValidationException";
}

/** The reasons for which a stream ends before its handler does. */
export type EarlyEnd = keyof typeof reasons;

const reasons = {
  aborted: "The client went away",
  stalled: "The client stopped reading",
  timeout: "The handler took too long",
  shutdown: "The server is shutting down",
  error: "The stream failed",
  invalid: "The request was refused",
};

/** What `signal.reason` holds when a stream ends early: `cause` names the reason. */
export class StreamEnded extends Error {
  override name = "AbortError";
  override cause: EarlyEnd;

  constructor(cause: EarlyEnd) {
    super(reasons[cause]);
    this.cause = cause;
  }
}
