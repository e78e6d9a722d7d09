"""Texts as they go out."""

import json
import re
from typing import Any

from hardening.faults import LONGEST_NAME

#: Half of a surrogate pair, and what some clients take for the end of a line.
ESCAPED = re.compile("[\x85\u2028\u2029\ud800-\udfff]")

ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def as_json(value: Any) -> str:
    """In one line, whatever the texts in it are. Raises ValueError for a number that JSON does not know."""
    return ESCAPED.sub(escape, ENCODER.encode(value))


def quoted(text: str) -> str:
    """The client's own words, as far as an answer repeats them."""
    return as_json(text[:LONGEST_NAME])


def escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def pieces_of(text: str, longest: int) -> list[str]:
    """Of so many code points each."""
    return [text[start : start + longest] for start in range(0, len(text), longest)]
