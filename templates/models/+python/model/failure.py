"""The ways in which a model fails, each with what clients are told of it."""

import json
import math
import os
import re
import sys
from collections.abc import Iterator
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from llmbrick.core.exceptions import ModelException

from . import words

#: For each kind what clients are told, and whether trying again may help.
KINDS = {
    "auth": ("the server's key for the model is missing or not accepted", False),
    "rate_limit": ("the model takes no more requests for now", True),
    "overloaded": ("the model is overloaded", True),
    "bad_request": ("the model does not accept the request", False),
    "context_length": ("the conversation is too long for the model", False),
    "content_filter": ("the model's provider does not allow this content", False),
    "truncated": ("the model's answer was cut", True),
    "timeout": ("the model took too long", True),
    "unavailable": ("the model can't be reached, or its answer can't be read", True),
}


class ModelFailure(ModelException):
    """The model has failed. Clients are told the kind in every mode, and the provider's words in debug mode.

    Those are the error's `__cause__`. `retry_after`: seconds to wait before the same request, where the provider
    says so.
    """

    def __init__(
        self, kind: str, note: str = "", *, retryable: bool | None = None, retry_after: int | None = None
    ) -> None:
        text, may_pass = KINDS[kind]
        self.kind = kind
        self.retryable = may_pass if retryable is None else retryable
        self.retry_after = retry_after
        if not note and retry_after is not None:
            note = f"try again in {retry_after} s"
        details = {"kind": kind, "retryable": self.retryable, "retryAfter": retry_after}
        super().__init__(", ".join(filter(None, [f"{kind}: {text}", note])), details)


def key_in(variable: str) -> str:
    """The key in a variable. Raises ModelFailure where it is not set, or can be no key."""
    key = os.environ.get(variable, "").strip()
    if not key:
        raise ModelFailure("auth", f"{variable} is not set")
    if re.search(r"[^\x21-\x7e]", key):
        raise ModelFailure("auth", f"{variable} has a character that no key has: copy it again")
    return key


def address_in(variable: str, *, may_be_part: bool = False) -> str | None:
    """The address in a variable, where it is set. Raises ModelFailure where no SDK can append a path to it.

    `may_be_part`: whether it may lack its protocol, or be a port as `:11434`.
    """
    address = os.environ.get(variable, "").strip()
    is_part = may_be_part and "://" not in address
    whole = f"http://{re.sub('^:', 'localhost:', address)}" if is_part else address
    if not address or (re.match(r"https?://[^@?#]+$", whole, re.IGNORECASE) and can_parse(whole)):
        return address or None
    note = f'{variable} must be an http:// or https:// address, without user name, "?" and "#"'
    raise ModelFailure("unavailable", note, retryable=False)


def can_parse(address: str) -> bool:
    try:
        parts = urlsplit(address)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:  # also a port that is none
        return False


def warn_without(variable: str) -> None:
    """For the start of the server: it can do without the key, but its answers can't."""
    if not os.environ.get(variable, "").strip():
        print(words.missing(variable), file=sys.stderr)


def failure_of(thrown: Any) -> ModelFailure:
    """Puts anything that an SDK raises, or a provider sends as an error, into one of the kinds."""
    # The SDKs wrap what their connection raises.
    for each in chain(thrown):
        if isinstance(each, ModelFailure):
            return each
    cause = thrown if isinstance(thrown, BaseException) else Exception(text_of(thrown))
    hide_keys(cause)
    # Inside a stream that began with 200, the status may stand in the error itself.
    told_by = (thrown, read(thrown, "response"))
    codes = (number(read(each, name)) for each in told_by for name in ("status", "status_code", "code"))
    status = next((code for code in codes if 300 <= code < 600), None)
    text = text_of(thrown)
    kind = kind_of(status, text)
    wait = seconds_in(thrown, text)
    is_spent = wait is None and re.search(r"insufficient_quota|billing|credit balance", text, re.IGNORECASE)
    # A page, a redirect or a route that is not there, or JSON of another shape: the address is wrong, and stays so.
    is_misshapen = isinstance(thrown, (AttributeError, KeyError, TypeError))
    may_pass = not is_misshapen and (status is None or status == 408 or status >= 409)
    failure = ModelFailure(
        kind, retryable=KINDS[kind][1] and not is_spent and may_pass, retry_after=wait
    )
    failure.__cause__ = cause
    return failure


def refusal_of(response: Any, text: str) -> ModelFailure:
    """What an answer with an error's status, and this text, becomes."""
    error = Exception(f"{response.status_code} {text}")
    error.response = response  # type: ignore[attr-defined]
    return failure_of(error)


def chunk_in(text: str, name: str = "") -> dict[str, Any]:
    """The JSON object of a provider's text, in a frame of this name.

    Raises ModelFailure where it is none, or says that the model has failed.
    """
    chunk = parse(text)
    if not isinstance(chunk, dict):
        raise unreadable("No JSON object", text)
    error = chunk.get("error")
    if error not in (None, False, "") or "error" in (name, chunk.get("object"), chunk.get("type")):
        raise failure_of(error or chunk)
    return chunk


def parse(text: str) -> Any:
    """A value in JSON; None where it is none, such as NaN."""

    def refuse(constant: str) -> None:
        raise ValueError(constant)

    try:
        return json.loads(text, parse_constant=refuse)
    except (ValueError, RecursionError):
        return None


def unreadable(what: str, text: str = "") -> ModelFailure:
    """What becomes of an answer that is none of the provider's, as this text of it: it would be the same the next time."""
    failure = ModelFailure("unavailable", retryable=False)
    failure.__cause__ = ValueError(f"{what}: {without_keys(text)[:200]!r}" if text else what)
    return failure


BY_STATUS = {
    401: "auth",
    402: "rate_limit",
    403: "auth",
    404: "unavailable",
    408: "timeout",
    413: "context_length",
    429: "rate_limit",
    503: "overloaded",
    504: "timeout",
    529: "overloaded",
}

#: Looked for in this order, where the status says nothing or little.
BY_WORDS = [
    (r"context.?(length|window)|maximum context|too many tokens|prompt is too long|exceeds the maximum number of tokens", "context_length"),
    (r"content.?filter|content.?policy|content management|safety|prohibited_content", "content_filter"),
    (r"rate.?limit|too many requests|quota|credit balance|resource_exhausted", "rate_limit"),
    (r"overload|at capacity|(engine|server) (is )?busy", "overloaded"),
    (r"api.?key|authenticat|unauthori[sz]ed|permission", "auth"),
    (r"time(d )?.?out|deadline", "timeout"),
    (r"terminated|premature|incomplete|socket|ReadError|disconnected|peer closed", "truncated"),
    (r"invalid.?request|bad.?request|invalid_argument", "bad_request"),
]


def kind_of(status: int | None, text: str) -> str:
    told = None
    if status in (None, 400, 413, 422, 500):
        told = next((kind for words_of_it, kind in BY_WORDS if re.search(words_of_it, text, re.IGNORECASE)), None)
    # Nothing is cut yet of an answer that has a status.
    if status == 500 and told == "truncated":
        return "unavailable"
    if status in (None, 500):
        return told or "unavailable"
    if told in ("context_length", "content_filter") or (told in ("auth", "rate_limit") and status == 400):
        return told
    return BY_STATUS.get(status) or ("bad_request" if 400 <= status < 500 else "unavailable")


def read(thrown: Any, name: str) -> Any:
    return thrown.get(name) if isinstance(thrown, dict) else getattr(thrown, name, None)


def number(value: Any) -> int:
    return int(value) if re.fullmatch(r"\d{3}", str(value)) else 0


def chain(error: Any) -> Iterator[BaseException]:
    """An error, and what it was caused by."""
    while isinstance(error, BaseException):
        yield error
        error = error.__cause__ or error.__context__


def text_of(thrown: Any) -> str:
    """All that an error says of itself: its own words, its body's, and its causes'."""
    if not isinstance(thrown, BaseException):
        return without_keys(thrown if isinstance(thrown, str) else json.dumps(thrown, default=str))[:4000]
    words_of_it = [f"{type(each).__name__} {each} {read(each, 'body') or ''}" for each in chain(thrown)]
    return " ".join(words_of_it)[:4000]


def seconds_in(thrown: Any, text: str) -> int | None:
    """Seconds of a Retry-After header, which may be a date, or of Google's RetryInfo."""
    headers = getattr(getattr(thrown, "response", None), "headers", {})
    info = re.search(r'"retryDelay": ?"([\d.]+)s"', text)
    told = headers.get("retry-after") or (info[1] if info else "")
    if re.fullmatch(r"\d{1,9}(\.\d+)?", told):
        return math.ceil(float(told))
    try:
        wait = (parsedate_to_datetime(told) - datetime.now(timezone.utc)).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
    return math.ceil(wait) if wait >= 0 else None


def without_keys(text: str) -> str:
    """Providers repeat a key that they refuse: it belongs in no log. One under 8 characters is no secret.

    Before a text is cut: half a key would not be found.
    """
    for name, value in os.environ.items():
        if name.endswith(("_API_KEY", "_TOKEN")) and len(value.strip()) >= 8:
            text = text.replace(value.strip(), "…")
    return text


def hide_keys(error: BaseException) -> None:
    for each in chain(error):
        each.args = tuple(without_keys(value) if isinstance(value, str) else value for value in each.args)
        # Some have it from their `args`.
        if isinstance(vars(each).get("message"), str):
            each.message = without_keys(each.message)
