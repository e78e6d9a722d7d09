"""Whether a value is like a pattern of a lesson's checks."""

from dataclasses import dataclass
from typing import Any

#: What is not there.
ABSENT = object()


@dataclass
class Mismatch:
    part: str
    expected: Any
    seen: Any


def mismatch(expected: Any, seen: Any, part: str = "") -> Mismatch | None:
    """How a value is not like a pattern; None where it is.

    A dict is like one that has its fields, among others; a list has as many items. {"$has": …} is in a text,
    {"$lacks": …} is not; {"$some": true} is any text but ""; {"$absent": true} is not there.
    """
    differs = Mismatch(part, expected, None if seen is ABSENT else seen)
    text = seen if isinstance(seen, str) else ""
    if isinstance(expected, list):
        if not isinstance(seen, list) or len(seen) != len(expected):
            return differs
        return first(mismatch(one, other, f"{part}[{at}]") for at, (one, other) in enumerate(zip(expected, seen)))
    if not isinstance(expected, dict):
        return None if type(expected) is type(seen) and expected == seen else differs
    if "$has" in expected:
        return None if expected["$has"] in text else differs
    if "$lacks" in expected:
        return differs if expected["$lacks"] in text else None
    if "$absent" in expected:
        return None if seen is ABSENT else differs
    if "$some" in expected:
        return None if text else differs
    if not isinstance(seen, dict):
        return differs
    path = f"{part}." if part else ""
    return first(mismatch(value, seen.get(key, ABSENT), path + key) for key, value in expected.items())


def first(found: Any) -> Mismatch | None:
    return next((one for one in found if one), None)
