"""The address: how it is taken, what is wrong where it can't be had, and where a browser can open it."""

import errno
import ipaddress
import socket
import sys

import psutil

from . import words
from .settings import Settings

#: "Every address" is none that a browser could open.
EVERY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def listen(settings: Settings) -> socket.socket:
    host, port = settings.host, settings.port
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # "::" is every address of IPv4, too, as it is for Node; and ::ffff:127.0.0.1 is one of them.
        is_both = (address[0] == "::" or str(address[0]).startswith("::ffff:")) and socket.has_dualstack_ipv6()
        return socket.create_server(address[:2], family=family, dualstack_ipv6=is_both)
    except OSError as error:
        raise SystemExit(explain(error, settings)) from None


def explain(error: OSError, settings: Settings) -> str:
    """Why the server can't listen, and what to do, for the person who starts it."""
    host, port = settings.host, settings.port
    if isinstance(error, socket.gaierror):
        return words.unknown_host(host, settings.host_source)
    if error.errno == errno.EADDRINUSE:
        return words.port_in_use(host, port, settings.port_source, port + 1 if port < 65_535 else port - 1)
    if error.errno == errno.EACCES:
        return (words.port_reserved if sys.platform == "win32" else words.port_forbidden)(port, settings.port_source)
    if error.errno == errno.EADDRNOTAVAIL:
        return words.not_our_address(host, settings.host_source)
    return words.cannot_listen(host, port, error.strerror or error)


def addresses_of(listener: socket.socket, settings: Settings) -> list[str]:
    """The addresses under which a listening server can be opened, such as "http://127.0.0.1:9000/"."""
    bound, port, *_ = listener.getsockname()
    loopback = EVERY_ADDRESS.get(bound)
    hosts = [loopback, *network_addresses(bound)] if loopback else [settings.host]
    scheme = "https" if settings.ssl_keyfile else "http"
    return [f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}/" for host in hosts]


def network_addresses(bound: str) -> list[str]:
    """This machine's addresses for other machines. Those of one link alone can't be written in a browser."""
    families = (socket.AF_INET, socket.AF_INET6) if bound == "::" else (socket.AF_INET,)
    all_addresses = [
        entry.address for entries in psutil.net_if_addrs().values() for entry in entries if entry.family in families
    ]
    return [
        address
        for address in all_addresses
        if not address.startswith("fe80:") and not ipaddress.ip_address(address).is_loopback
    ]


def is_open_to_all(listener: socket.socket, settings: Settings) -> bool:
    """Whether other machines can reach a listening server, and need no key."""
    bound = ipaddress.ip_address(listener.getsockname()[0].partition("%")[0])
    mapped = getattr(bound, "ipv4_mapped", None)
    return not settings.api_keys and not (mapped or bound).is_loopback
