"""The server: `python server.py` starts it."""

from pathlib import Path

# First: it sees to it that the package prints nothing while it is imported.
from hardening import harden, load_env, load_settings, run, set_up_logging, watched  # isort: skip

from llmbrick.servers.sse.config import SSEServerConfig
from llmbrick.servers.sse.server import SSEServer
