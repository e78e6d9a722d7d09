"""All values that labels have.

None comes from a client: a name of a model, a user or a session would be a series each.
"""

from hardening.exchange import Exchange

#: Why a request is refused, by its status.
BY_STATUS = {
    400: "malformed",
    401: "key",
    403: "origin",
    404: "not_found",
    405: "method",
    406: "accept",
    408: "slow_request",
    413: "too_large",
    415: "content_type",
    422: "schema",
    431: "large_head",
    503: "full",
}

#: All reasons: by status; while the server shuts down; by the business rules; any other.
REASONS = [*BY_STATUS.values(), "shutdown", "rules", "other"]

#: Why an answer ended before its handler did, in the words of the log.
CAUSES = ["aborted", "stalled", "timeout", "shutdown"]


def reason_of(exchange: Exchange, draining: bool) -> str | None:
    """The reason of a request that is refused; None where it is not."""
    if exchange.outcome == "invalid":
        return "rules"
    if exchange.outcome != "rejected":
        return None
    return "shutdown" if exchange.status == 503 and draining else BY_STATUS.get(exchange.status, "other")


def status_of(exchange: Exchange) -> str:
    """As `2xx` and so on; `none` where the client left before there was one."""
    return f"{exchange.status // 100}xx" if 200 <= exchange.status < 600 else "none"
