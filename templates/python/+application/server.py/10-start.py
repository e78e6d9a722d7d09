"""The endpoint: an application takes `app`."""

from pathlib import Path

# First: it sees to it that the package prints nothing while it is imported.
from hardening import harden, load_env, load_settings, watched  # isort: skip

from llmbrick.servers.sse.config import SSEServerConfig
from llmbrick.servers.sse.server import SSEServer
