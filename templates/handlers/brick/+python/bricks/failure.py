"""What a brick's failure becomes, by its code."""

import re

import grpc
from grpc import StatusCode
from llmbrick.protocols.models.bricks.common_types import ErrorDetail

from model import ModelFailure

#: What gRPC's codes mean here. The others are `unavailable`.
BY_STATUS = {
    StatusCode.INVALID_ARGUMENT.value[0]: "bad_request",
    StatusCode.DEADLINE_EXCEEDED.value[0]: "timeout",
    StatusCode.PERMISSION_DENIED.value[0]: "auth",
    StatusCode.RESOURCE_EXHAUSTED.value[0]: "rate_limit",
    StatusCode.FAILED_PRECONDITION.value[0]: "bad_request",
    StatusCode.OUT_OF_RANGE.value[0]: "bad_request",
    StatusCode.UNAUTHENTICATED.value[0]: "auth",
}

#: What the other codes that bricks put into their replies mean: HTTP's, and LLMBrick's own.
BY_REPLY = [
    (range(401, 402), "auth"),
    (range(403, 404), "auth"),
    (range(404, 405), "unavailable"),
    (range(408, 409), "timeout"),
    (range(413, 414), "context_length"),
    (range(429, 430), "rate_limit"),
    (range(400, 500), "bad_request"),
    (range(503, 504), "overloaded"),
    (range(504, 505), "timeout"),
    (range(2000, 3000), "bad_request"),
    (range(3000, 4000), "auth"),
    (range(4004, 4005), "timeout"),
    (range(4005, 4006), "overloaded"),
    (range(5002, 5003), "timeout"),
    (range(5004, 5005), "rate_limit"),
    (range(6002, 6003), "overloaded"),
    (range(7002, 7003), "timeout"),
]

NOT_IMPLEMENTED = StatusCode.UNIMPLEMENTED.value[0]
#: What is the same the next time: nobody there knows the method, or the model.
LASTING = (StatusCode.NOT_FOUND.value[0], NOT_IMPLEMENTED, 404, 501, 4001, 6001)


class BrickFailure(ModelFailure):
    """A brick has failed. `brick_code` is its own, where it has told one inside a reply."""

    def __init__(self, brick: str, kind: str, code: int, cause: Exception, *, is_reply: bool = False) -> None:
        # After a timeout there is no time left to ask again.
        is_lasting = kind == "timeout" or code in LASTING
        super().__init__(kind, f'in the step "{brick}"', retryable=False if is_lasting else None)
        self.brick_code = code if is_reply else None
        self.__cause__ = cause


def check_reply(brick: str, error: ErrorDetail | None) -> None:
    """Raises BrickFailure where a reply says that the brick failed."""
    if error is None or error.code in (0, 200):
        return
    by_reply = next((kind for codes, kind in BY_REPLY if error.code in codes), "unavailable")
    kind = BY_STATUS.get(error.code, by_reply)
    detail = f" ({error.detail})" if error.detail else ""
    cause = Exception(f"The {brick} brick: {error.code} {error.message}{detail}"[:4_000])
    raise BrickFailure(brick, kind, error.code, cause, is_reply=True)


def failure_of_call(brick: str, error: Exception, has_begun: bool = False) -> ModelFailure:
    """What a failed call becomes. `has_begun`: whether a part of the answer had come."""
    if isinstance(error, ModelFailure):
        return error
    if not isinstance(error, grpc.aio.AioRpcError):
        code = StatusCode.INTERNAL.value[0]
        return BrickFailure(brick, kind_of(code, "", has_begun), code, error)
    code, text = error.code().value[0], error.details() or ""
    cause = Exception(f"[{error.code().name.lower()}] {text}"[:4_000])
    return BrickFailure(brick, kind_of(code, text, has_begun), code, cause)


def kind_of(code: int, text: str, has_begun: bool) -> str:
    # Of a message over the limit: the first is the brick's to us, the second ours to the brick.
    if re.search("client: received message larger", text, re.IGNORECASE):
        return "unavailable"
    if re.search("larger than (the )?max|message larger", text, re.IGNORECASE):
        return "context_length"
    kind = BY_STATUS.get(code, "unavailable")
    return "truncated" if has_begun and kind == "unavailable" else kind
