"""What handlers of models share: events, retries, kinds of errors, and the conversation with its tools."""

from .answer import Events, with_retries
from .failure import ModelFailure, address_in, chunk_in, failure_of, key_in, refusal_of, unreadable, warn_without
from .turns import Turn, as_text, parsed_call, tools_of, turns_of

__all__ = [
    "Events",
    "ModelFailure",
    "Turn",
    "address_in",
    "as_text",
    "chunk_in",
    "failure_of",
    "key_in",
    "parsed_call",
    "refusal_of",
    "tools_of",
    "turns_of",
    "unreadable",
    "warn_without",
    "with_retries",
]
