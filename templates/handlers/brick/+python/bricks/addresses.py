"""Where the bricks are: each in a variable of its own, such as BRICK_LLM=127.0.0.1:50051."""

import os
import re
import sys

from model import ModelFailure, warn_without
from model.failure import can_parse

from . import words
from .limits import limits

#: The kinds of bricks.
KINDS = ("guard", "rectify", "translate", "intention", "retrieval", "llm")
#: Stands in the place of an address for the brick of this project, which runs in this process.
MOCK = "mock"

ADDRESS = re.compile(r"(\[[0-9a-f:.]+\]|[\w.-]+):\d{1,5}", re.IGNORECASE | re.ASCII)
#: Characters of what is no address that are told.
LONGEST_TOLD = 200


def variable_of(kind: str) -> str:
    return f"BRICK_{kind.upper()}"


def given_for(kind: str) -> str:
    return os.environ.get(variable_of(kind), "").strip()


def plays_all() -> bool:
    """In debug mode the pipeline runs without any brick, until the first address is set."""
    return limits.debug_mode and not any(map(given_for, KINDS))


def address_of(kind: str) -> str | None:
    """`host:port`, or `mock`; None where there is no such brick. Raises ModelFailure for anything else."""
    address = given_for(kind) or (MOCK if plays_all() else "")
    if address in ("", MOCK) or (ADDRESS.fullmatch(address) and can_parse(f"http://{address}")):
        return address or None
    told = re.sub("^.*@", "…@", address)[:LONGEST_TOLD]  # no password
    note = f"{variable_of(kind)} must be host:port, such as 127.0.0.1:50051, or {MOCK}, and not {told}"
    raise ModelFailure("unavailable", note, retryable=False)


def check_addresses() -> None:
    """For the start of the server: tells what is missing, what is wrong, and that the mocks answer."""
    if plays_all():
        print(words.PLAYING, file=sys.stderr)
        return
    for kind in KINDS:
        try:
            if not address_of(kind) and kind == "llm":
                warn_without(variable_of(kind))
        except ModelFailure as failure:
            print(failure, file=sys.stderr)
