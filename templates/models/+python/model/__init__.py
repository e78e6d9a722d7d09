"""What handlers of models share: events, retries, kinds of errors, and the conversation with its tools."""

from .answer import Events, with_retries
from .failure import ModelFailure, chunk_in, failure_of, key_in, refusal_of, warn_without
from .turns import Turn, parsed_call, tools_of, turns_of

__all__ = [
    "Events",
    "ModelFailure",
    "Turn",
    "chunk_in",
    "failure_of",
    "key_in",
    "parsed_call",
    "refusal_of",
    "tools_of",
    "turns_of",
    "warn_without",
    "with_retries",
]
