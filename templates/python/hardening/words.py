"""What the server says to whoever starts it, in the project's language.

Answers to clients are not here: they are the protocol's, and the same everywhere.
"""

from pathlib import Path


def listening(address: str) -> str:
    return f"Listening on {address}"


def also_listening(address: str) -> str:
    return f"  also on {address}"


OPEN_TO_ALL = (
    "Whoever can reach this address may use your model, at your expense: set LLMBRICK_API_KEYS, "
    "in the environment or in .env, so that requests need a key."
)

LOG_LOST = "The log can't be written, as nobody reads it any more: the server goes on without it"


def no_packages(python: str) -> str:
    return (
        f"{python} does not have the packages of this project. Start it by the Python that has them "
        "(.venv/bin/python, on Windows .venv\\Scripts\\python), or install them as README.md says."
    )


# The file .env
NOT_A_FILE = "it is not a file."
NOT_UTF8 = "it is not text in UTF-8. Open it in an editor and save it as UTF-8."


def env_file_fault(path: Path, reason: str) -> str:
    return f"The server can't start: {path} can't be used: {reason}"


def too_long(size: int) -> str:
    return f"it is longer than {size} bytes."


def strange_lines(lines: list[int]) -> str:
    listed = ", ".join(map(str, lines))
    return f'these lines set nothing: {listed}. Write NAME=value, without "set" or "$env:", and end what is in quotes.'


# The settings
CANNOT_START = "The server can't start with this configuration:"
HIDDEN = "[hidden]"
HALF_OF_TLS = "LLMBRICK_SSL_KEYFILE and LLMBRICK_SSL_CERTFILE: expected both, or neither"

A_FLAG = "true or false"
A_HOST = "a host name or an IP address"
A_PATH = "a URL path"
A_FILE = "a file's path"
MODELS = "one model or more, with commas between them"
HOSTS = "host names, with commas between them"
ORIGINS = "origins such as https://app.example.com, with commas between them"
KEYS = "keys of printable ASCII characters without spaces, with commas between them"


def an_integer(least: int, most: int) -> str:
    return f"a whole number from {least} to {most}"


def seconds(least: float, most: int) -> str:
    return f"a number of seconds from {least} to {most}"


def is_bad(source: str, value: str, expected: str) -> str:
    return f"{source} is {value}: expected {expected}"


def bad_tls(key: str, certificate: str, reason: object) -> str:
    return (
        f'ssl_keyfile is "{key}" and ssl_certfile is "{certificate}": '
        f"expected a key and its certificate in PEM. {reason}"
    )


def unknown_variable(name: str) -> str:
    return f"{name} is not a variable of this server"


# The address. The source is where its value comes from: a variable, or a field of the configuration.
def port_in_use(host: str, port: int, source: str, other: int) -> str:
    return (
        f"Port {port} of {host} is in use by another program. It comes from {source}. Stop that program, "
        f"or set LLMBRICK_PORT to another port, such as {other}, in the environment or in .env."
    )


def port_forbidden(port: int, source: str) -> str:
    return (
        f"This user may not listen on port {port}. It comes from {source}. "
        "Set LLMBRICK_PORT to one from 1024 up, in the environment or in .env."
    )


def port_reserved(port: int, source: str) -> str:
    return (
        f"Windows has reserved port {port}, or another program holds it. It comes from {source}. "
        "Set LLMBRICK_PORT to another, in the environment or in .env; this shows which ones are reserved: "
        "netsh int ipv4 show excludedportrange protocol=tcp"
    )


def not_our_address(host: str, source: str) -> str:
    return (
        f"{host} is not an address of this machine. It comes from {source}. "
        "Set LLMBRICK_HOST to one that is, such as 127.0.0.1, in the environment or in .env."
    )


def unknown_host(host: str, source: str) -> str:
    return (
        f"The host name {host} is not known. It comes from {source}. Set LLMBRICK_HOST to an address "
        "of this machine, such as 127.0.0.1, in the environment or in .env."
    )


def cannot_listen(host: str, port: int, reason: object) -> str:
    return f"The server can't listen on {host}, port {port}: {reason}"
