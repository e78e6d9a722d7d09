"""Serves the bricks of bricks/mocks.py over gRPC, for servers in any language: `python brick_server.py`."""

import asyncio
import os
import signal
from pathlib import Path

# First: it sees to it that the package prints nothing while it is imported.
from hardening import load_env, set_up_logging  # isort: skip

import grpc
from llmbrick.core.brick import BaseBrick
from llmbrick.servers.grpc.wrappers import register_to_grpc_server

from bricks import words
from bricks.addresses import ADDRESS
from bricks.mocks import MOCKS

#: Seconds that calls under way get to finish.
GRACE = 3


async def serve(bricks: list[BaseBrick], listen: str) -> None:
    """Serves bricks at `host:port`, without TLS, until a signal ends it.

    Raises ValueError where two bricks are of one type: the second would replace the first without a word.
    """
    types = [brick.brick_type for brick in bricks]
    if len(set(types)) < len(types):
        raise ValueError("One server has one brick of a type")
    # Else a second server at the address would take some of the calls.
    server = grpc.aio.server(options=[("grpc.so_reuseport", 0)])
    for brick in bricks:
        register_to_grpc_server(server, brick)
    try:
        port = server.add_insecure_port(listen)
    except RuntimeError:
        raise SystemExit(words.cant_listen(listen)) from None
    await server.start()
    address = f"{listen.rpartition(':')[0]}:{port}"
    print(words.serving(address, ", ".join(str(it.value).lower() for it in types if it)), flush=True)

    loop = asyncio.get_running_loop()
    ends = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # Windows has no such thing: there the process ends at once.
        if os.name != "nt":
            loop.add_signal_handler(number, ends.set)
    await ends.wait()
    await server.stop(GRACE)


if __name__ == "__main__":
    load_env(Path(__file__).with_name(".env"))
    set_up_logging()
    listen = os.environ.get("BRICK_LISTEN", "").strip() or "127.0.0.1:50051"
    if not ADDRESS.fullmatch(listen) or int(listen.rpartition(":")[2]) > 65_535:
        raise SystemExit(words.bad_listen(listen))
    asyncio.run(serve(list(MOCKS.values()), listen))
