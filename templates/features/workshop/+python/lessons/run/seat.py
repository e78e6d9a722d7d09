"""The port of this seat, where many are on one machine."""

import getpass
import re
import socket

from .project import ROOT

#: How many seats there may be.
SEATS = 100

#: The last port that a base can be.
LAST_BASE = 65_535 - SEATS


def port_of_seat(base: int) -> int:
    """The base and the number at the end of the folder's name, or else of the user's ("seat-07" has 7).

    Without any, the first from the base on that is free.
    """
    for name in (ROOT.name, getpass.getuser()):
        found = re.search(r"\d{1,2}$", name)
        if found:
            return base + int(found[0])
    return next((port for port in range(base, base + SEATS) if is_free(port)), base)


def is_free(port: int) -> bool:
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
