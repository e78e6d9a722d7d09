"""What an answer depends on."""

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass
class Asked:
    """What a request asks of its answer. It is known once the body has been read."""

    model: str = ""
    #: Whether the answer comes in chunks.
    stream: bool = False
    #: Whether its tokens are told in a chunk of their own.
    include_usage: bool = False


#: Of the request that is being answered, where it is one of OpenAI's.
asked_now: ContextVar[Asked | None] = ContextVar("asked_now", default=None)
