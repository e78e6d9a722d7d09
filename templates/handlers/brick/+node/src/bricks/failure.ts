import { Code, ConnectError } from "@connectrpc/connect";
import { type FailureKind, ModelFailure } from "../model/failure.ts";
import type { ErrorDetail } from "./generated/common_pb.ts";
import type { BrickName } from "./services.ts";

/** What gRPC's codes mean here. The others are `unavailable`. */
const byStatus: Partial<Record<Code, FailureKind>> = {
  [Code.InvalidArgument]: "bad_request",
  [Code.DeadlineExceeded]: "timeout",
  [Code.PermissionDenied]: "auth",
  [Code.ResourceExhausted]: "rate_limit",
  [Code.FailedPrecondition]: "bad_request",
  [Code.OutOfRange]: "bad_request",
  [Code.Unauthenticated]: "auth",
};

/** What the other codes that bricks put into their replies mean: HTTP's, and LLMBrick's own. */
const byReply: readonly [first: number, last: number, kind: FailureKind][] = [
  [401, 401, "auth"],
  [403, 403, "auth"],
  [404, 404, "unavailable"],
  [408, 408, "timeout"],
  [413, 413, "context_length"],
  [429, 429, "rate_limit"],
  [400, 499, "bad_request"],
  [503, 503, "overloaded"],
  [504, 504, "timeout"],
  [2000, 2999, "bad_request"],
  [3000, 3999, "auth"],
  [4004, 4004, "timeout"],
  [4005, 4005, "overloaded"],
  [5002, 5002, "timeout"],
  [5004, 5004, "rate_limit"],
  [6002, 6002, "overloaded"],
  [7002, 7002, "timeout"],
];

/** What is the same the next time: nobody there knows the method, or the model. */
const lasting = [Code.NotFound, Code.Unimplemented, 404, 501, 4001, 6001];

/** A brick has said, inside a reply, that it failed. `brickCode` is its own. */
export class BrickFailure extends ModelFailure {
  override name = "BrickFailure";
  readonly brickCode: number;

  constructor(brick: BrickName, { code, message, detail }: Pick<ErrorDetail, "code" | "message" | "detail">) {
    const kind =
      code <= 16
        ? byStatus[code as Code]
        : byReply.find(([first, last]) => first <= code && code <= last)?.[2];
    const told = `The ${brick} brick: ${code} ${message}${detail && ` (${detail})`}`;
    super(kind ?? "unavailable", optionsFor(brick, new Error(told.slice(0, 4_000)), kind, code));
    this.brickCode = code;
  }
}

/** @throws {BrickFailure} The reply says that the brick failed. */
export function checkReply(brick: BrickName, error: ErrorDetail | undefined): void {
  if (error && error.code !== 0 && error.code !== 200) throw new BrickFailure(brick, error);
}

/** What a failed call becomes. `hasBegun`: whether a part of the answer had come. */
export function failureOfCall(brick: BrickName, thrown: unknown, hasBegun = false): ModelFailure {
  if (thrown instanceof ModelFailure) return thrown;
  const cause = ConnectError.from(thrown);
  const kind = kindOf(cause, hasBegun);
  return new ModelFailure(kind, optionsFor(brick, cause, kind, cause.code));
}

function kindOf({ code, rawMessage }: ConnectError, hasBegun: boolean): FailureKind {
  // Of a message over the limit: the first is ours to the brick, the second the brick's.
  if (/larger than max/i.test(rawMessage)) return "context_length";
  if (/readMaxBytes/.test(rawMessage)) return "unavailable";
  const kind = byStatus[code] ?? "unavailable";
  return hasBegun && kind === "unavailable" ? "truncated" : kind;
}

const optionsFor = (brick: BrickName, cause: Error, kind: FailureKind | undefined, code: number) => ({
  cause,
  note: `in the step "${brick}"`,
  // After a timeout there is no time left to ask again.
  ...((kind === "timeout" || lasting.includes(code)) && { retryable: false }),
});
