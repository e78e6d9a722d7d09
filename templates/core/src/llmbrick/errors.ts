/**
 * An error whose message is written for clients: they are told its code and its message in every mode, where of any
 * other error they learn nothing outside debug mode.
 */
export class LLMBrickException extends Error {
  override name = "LLMBrickException";
  /** The kind of error, by LLMBrick's numbers. */
  readonly code: number = 1000;
  /** What code may want to know besides: clients are not told. */
  readonly details: unknown;

  constructor(message: string, details: unknown = null, options?: { cause?: unknown }) {
    super(message, options);
    this.details = details;
  }

  toJSON() {
    const { name, code, message, details } = this;
    return { name, code, message, details };
  }
}

export class ConfigException extends LLMBrickException {
  override name = "ConfigException";
  override readonly code = 1100;
}

/** The model, or the service that runs it, has failed. */
export class ModelException extends LLMBrickException {
  override name = "ModelException";
  override readonly code = 1200;
}

export class ExternalServiceException extends LLMBrickException {
  override name = "ExternalServiceException";
  override readonly code = 1300;
}

/** Thrown by the business rules, or by a `customValidator`, of a request that is to be refused. */
export class ValidationException extends LLMBrickException {
  override name = "ValidationException";
  override readonly code = 1400;
}

/** The reasons for which a stream ends before its handler does. */
export type EarlyEnd = keyof typeof reasons;

const reasons = {
  aborted: "The client went away",
  stalled: "The client stopped reading",
  timeout: "The handler, or the whole answer, took too long",
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
