"""Lets the reader of standard output go away at a moment of the start. Prints, in the end, what was not lost."""

import json
import os
import subprocess
import sys

sys.path[:0] = ["."]
import logging  # noqa: E402

from hardening import set_up_logging  # noqa: E402
from hardening.log import say  # noqa: E402

seen = os.dup(1)


def outlived(moment):
    """Whether the start goes on when the reader is gone from this step on."""
    reader, writer = os.pipe()
    os.dup2(writer, 1)
    os.close(writer)
    sys.stdout = open(1, "w", closefd=False)
    steps = [
        lambda: sys.stdout.write("of the package, kept back"),
        set_up_logging,
        lambda: say("the address"),
        lambda: logging.info("a line"),
        sys.stdout.flush,
    ]
    try:
        for number, step in enumerate(steps):
            if number == moment:
                os.close(reader)
            step()
    except OSError as error:
        return f"step {number}: {error}"
    return "goes on"


def imported():
    """Whether a server can be imported when there never was a reader, and nothing is kept back."""
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-u", "-c", "import server"], stdout=writer, stderr=subprocess.PIPE, text=True)
    return "goes on" if done.returncode == 0 else done.stderr


def told():
    """What standard error is told, and how often, when lines of the log can't be written."""
    reader, writer = os.pipe()
    os.close(reader)
    code = "import server, logging; logging.info('a'); logging.info('b')"
    return subprocess.run([sys.executable, "-c", code], stdout=writer, stderr=subprocess.PIPE, text=True).stderr


results = [*(outlived(moment) for moment in range(4)), imported(), told()]
os.write(seen, json.dumps(results).encode())
