"""The settings in force: server.py's values, overridden by environment variables, checked once at start."""

import json
import logging
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import unquote

from llmbrick.servers.sse.config import SSEServerConfig

from . import words
from .env import BLANKS

log = logging.getLogger(__name__)


@dataclass
class Settings:
    """Every setting. The variable of each is its name in capitals after LLMBRICK_: LLMBRICK_PORT."""

    host: str
    port: int
    prefix: str
    chat_completions_path: str
    allowed_models: list[str]
    max_message_length: int
    max_messages_count: int
    debug_mode: bool
    #: Serves the test page at "/". Follows debug_mode, unless it is set.
    enable_test_page: bool
    enable_request_logging: bool
    enable_validation_details: bool
    #: Seconds to wait for the handler's next event.
    request_timeout: float
    #: Seconds that a whole answer may take; 0 is no limit.
    max_stream_duration: float
    #: Answers under way at the same time.
    max_concurrent_connections: int
    #: Seconds of silence after which a comment keeps the connection alive; 0 is off.
    heartbeat_interval: float
    #: Seconds without the client's taking a byte, after which it is cut.
    write_timeout: float
    #: Milliseconds for which events may wait to be sent together.
    flush_interval: int
    max_body_bytes: int
    #: Host names to answer to, besides those of loopback. Empty: on loopback only those, else any.
    allowed_hosts: list[str]
    #: Origins whose pages may call this server, such as "https://app.example.com".
    cors_origins: list[str]
    #: Keys of which a request must bear one; empty: none needed. From the environment alone.
    api_keys: list[str]
    #: Seconds that open streams get to finish at shutdown.
    shutdown_grace: float
    #: Files of the TLS key and certificate, in PEM: both, or neither.
    ssl_keyfile: str
    ssl_certfile: str
    #: Where the address comes from: the name of a variable, or "config.port".
    host_source: str
    port_source: str

    def to_config(self) -> SSEServerConfig:
        """The part of the settings that the framework itself knows."""
        names = SSEServerConfig.model_fields
        values = {name: value for name, value in vars(self).items() if name in names}
        # It takes whole seconds, and never enforces them: streams.py does.
        values["request_timeout"] = max(1, round(self.request_timeout))
        # Its own log line would write the client's text as it is: log.py writes a safe one.
        values["enable_request_logging"] = False
        # It compares with paths that are decoded.
        for name in ("prefix", "chat_completions_path"):
            values[name] = unquote(values[name])
        return SSEServerConfig(**values)


class Kind(NamedTuple):
    """What a setting accepts, and how it is read from a variable's text."""

    expected: str
    accepts: Callable[[Any], bool]
    from_text: Callable[[str], Any] = str


def load_settings(
    config: SSEServerConfig,
    *,
    enable_test_page: bool | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Settings:
    """Joins the environment, the given values and the defaults, in this order of authority.

    A variable that is empty, or a pair of quotes around nothing, counts as not set, unless it is for keys.
    Raises SystemExit with a message that lists every fault.
    """
    given = {name: getattr(config, name) for name in SSEServerConfig.model_fields}
    given["enable_test_page"] = enable_test_page
    if without_quotes(environ.get("NODE_ENV", "")).strip(BLANKS) == "production":
        given["debug_mode"] = False

    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    faults = []
    for name, (kind, default) in SETTINGS.items():
        by_default = default(values) if callable(default) else default
        value = by_default if given.get(name) is None else given[name]
        texts = {variable: without_quotes(environ.get(variable, "")) for variable in variables_of(name)}
        # A secret that came out empty is a fault: the server would stand open.
        is_secret = name == "api_keys"
        variable = next((name for name, text in texts.items() if text or (is_secret and name in environ)), None)
        sources[name] = variable or f"config.{name}"
        if variable:
            value = kind.from_text(texts[variable].strip(BLANKS))
        if not kind.accepts(value):
            shown = words.HIDDEN if is_secret and value else json.dumps(value, ensure_ascii=False)
            faults.append(words.is_bad(sources[name], shown, kind.expected))
            value = by_default
        values[name] = value

    if bool(values["ssl_keyfile"]) != bool(values["ssl_certfile"]):
        faults.append(words.HALF_OF_TLS)
    if faults:
        raise SystemExit("\n  - ".join([words.CANNOT_START, *faults]))

    known = {variable for name in SETTINGS for variable in variables_of(name)}
    for variable in sorted(environ.keys() - known):
        if variable.startswith("LLMBRICK_"):
            log.warning(words.unknown_variable(variable))

    values["prefix"] = with_slash(values["prefix"]).rstrip("/")
    values["chat_completions_path"] = with_slash(values["chat_completions_path"])
    return Settings(**values, host_source=sources["host"], port_source=sources["port"])


def variables_of(name: str) -> list[str]:
    """The environment variables of a setting, in their order of authority."""
    plain = [name.upper()] if name in ("host", "port") else []
    return [f"LLMBRICK_{name.upper()}", *plain]


def with_slash(path: str) -> str:
    return path if path.startswith("/") else f"/{path}"


def without_quotes(text: str) -> str:
    """A text that is wholly in quotes, without them: `docker run --env-file` hands them on."""
    trimmed = text.strip(BLANKS)
    is_quoted = trimmed[:1] in ("'", '"', "`") and trimmed.find(trimmed[0], 1) == len(trimmed) - 1
    return trimmed[1:-1] if is_quoted else text


def number(text: str) -> Any:
    if not re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII):
        return text
    value = float(text)
    # As in JavaScript, 80.0 is a whole number; past these, a float has no exact value.
    return int(value) if abs(value) < 2**53 and value.is_integer() else value


def integer(least: int, most: int) -> Kind:
    def accepts(value: Any) -> bool:
        return type(value) is int and least <= value <= most

    return Kind(words.an_integer(least, most), accepts, number)


def seconds(least: float) -> Kind:
    def accepts(value: Any) -> bool:
        return type(value) in (int, float) and least <= value <= 86_400

    return Kind(words.seconds(least, 86_400), accepts, number)


def text(expected: str, pattern: str) -> Kind:
    def accepts(value: Any) -> bool:
        return isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII) is not None

    return Kind(expected, accepts)


def several(expected: str, pattern: str, least: int = 0) -> Kind:
    def accepts(value: Any) -> bool:
        return (
            isinstance(value, list)
            and len(value) >= least
            and all(isinstance(item, str) and re.fullmatch(pattern, item, re.ASCII | re.DOTALL) for item in value)
        )

    return Kind(expected, accepts, items)


def items(text: str) -> Any:
    """Commas between the items; or a JSON array, for items with commas.

    A list of nothing is a slip, and one of keys would leave the server open: it stays the text, which no setting
    accepts.
    """
    listed = json_array(text)
    if listed is None:
        listed = [without_quotes(item.strip(BLANKS)) for item in text.split(",")]
    return [item for item in listed if item != ""] or text


def json_array(text: str) -> list[Any] | None:
    try:
        return json.loads(text, parse_constant=not_json) if text.startswith("[") else None
    except (ValueError, RecursionError):
        return None  # an item that begins with a bracket


def not_json(constant: str) -> Any:
    """NaN and Infinity, which only Python takes for JSON."""
    raise ValueError(constant)


FLAGS = {
    **dict.fromkeys(["true", "1", "yes", "on"], True),
    **dict.fromkeys(["false", "0", "no", "off"], False),
}
FLAG = Kind(words.A_FLAG, lambda value: isinstance(value, bool), lambda text: FLAGS.get(text.lower(), text))
PATH = text(words.A_PATH, r"[\w./~!$&'()*+,;=:@%-]*")
FILE = text(words.A_FILE, r"[^\0]*")

# In the order in which they are resolved: a default that is a function may look at the values before it.
SETTINGS: dict[str, tuple[Kind, Any]] = {
    "host": (text(words.A_HOST, r"[\w.:%-]+"), "127.0.0.1"),
    "port": (integer(0, 65_535), 9000),
    "prefix": (PATH, ""),
    "chat_completions_path": (PATH, "/chat/completions"),
    "allowed_models": (several(words.MODELS, r"\s*\S.*", least=1), ["gpt-4o", "claude-3"]),
    "max_message_length": (integer(1, 10_000_000), 5000),
    "max_messages_count": (integer(1, 100_000), 100),
    "debug_mode": (FLAG, True),
    "enable_test_page": (FLAG, lambda values: values["debug_mode"]),
    "enable_request_logging": (FLAG, True),
    "enable_validation_details": (FLAG, True),
    "request_timeout": (seconds(0.001), 30),
    "max_stream_duration": (seconds(0), 0),
    "max_concurrent_connections": (integer(1, 1_000_000), 100),
    "heartbeat_interval": (seconds(0), 15),
    "write_timeout": (seconds(0.001), 30),
    "flush_interval": (integer(0, 60_000), 0),
    "max_body_bytes": (
        integer(1, 2**53 - 1),
        lambda values: values["max_messages_count"] * values["max_message_length"] * 4 + 65_536,
    ),
    "allowed_hosts": (several(words.HOSTS, r"\[[\da-fA-F:.]+\]|[\w.-]+"), []),
    "cors_origins": (several(words.ORIGINS, r"https?://[\w.:[\]-]+"), []),
    "api_keys": (several(words.KEYS, r"[\x21-\x7e]+"), []),
    "shutdown_grace": (seconds(0), 10),
    "ssl_keyfile": (FILE, ""),
    "ssl_certfile": (FILE, ""),
}
