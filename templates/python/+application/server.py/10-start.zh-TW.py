"""端點本身：應用程式使用 `app`。"""

from pathlib import Path

# 必須最先匯入：讓套件在匯入時不印出任何東西。
from hardening import harden, load_env, load_settings, watched  # isort: skip

from llmbrick.servers.sse.config import SSEServerConfig
from llmbrick.servers.sse.server import SSEServer
