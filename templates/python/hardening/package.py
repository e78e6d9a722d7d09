"""Imports the package before anyone else does: at that it prints, where there may be nobody who reads any more."""

import io
from contextlib import redirect_stdout

with redirect_stdout(io.StringIO()):
    import llmbrick.utils.logging
