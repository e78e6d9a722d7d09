"""Imports the package before anyone else does: at that it prints, where there may be nobody who reads any more."""

import io
import sys
from contextlib import redirect_stdout

from .words import no_packages

try:
    with redirect_stdout(io.StringIO()):
        import llmbrick.utils.logging
except ModuleNotFoundError as error:
    if error.name != "llmbrick":
        raise
    sys.exit(no_packages(sys.executable))
