"""伺服器本身：用 `python server.py` 啟動。"""

from pathlib import Path

# 必須最先匯入：讓套件在匯入時不印出任何東西。
from hardening import harden, load_env, load_settings, run, set_up_logging, watched  # isort: skip

from llmbrick.servers.sse.config import SSEServerConfig
from llmbrick.servers.sse.server import SSEServer
