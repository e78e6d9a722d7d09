"""The Python package llmbrick under uvicorn, with the same answers and the same control as the other peers."""

import asyncio
import gc
import json
import os
import resource
import socket
import sys
import threading

# The bench reads standard output; what the package prints there goes to standard error.
answers_to_bench = sys.stdout
sys.stdout = sys.stderr

import uvicorn
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse
from llmbrick.servers.sse.config import SSEServerConfig
from llmbrick.servers.sse.server import SSEServer

released: asyncio.Event


async def events(request):
    """The same answers as events.mjs."""
    kind, _, count = request.messages[-1].content.partition(" ")
    if kind == "idle":
        waiting = released
        yield event(0)
        await waiting.wait()
        yield event(1)
        return
    for number in range(int(count)):
        if kind == "turns":
            await asyncio.sleep(0)
        yield event(number)


def event(number):
    return ConversationSSEResponse(
        id=f"msg-{number}", type="text", model="gpt-4o", text=f"token {number} ", progress="IN_PROGRESS"
    )


def release():
    global released
    released.set()
    released = asyncio.Event()


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return round((used.ru_utime + used.ru_stime) * 1e6)


def memory():
    gc.collect()
    with open("/proc/self/statm") as statm:
        pages = int(statm.read().split()[1])
    return {"rss": pages * os.sysconf("SC_PAGE_SIZE")}


def say(value):
    print(json.dumps(value), file=answers_to_bench, flush=True)


def obey(loop):
    """Answers the bench's questions, in a thread, until the bench ends."""
    answers = {"cpu": cpu, "memory": memory, "release": lambda: loop.call_soon_threadsafe(release) and None}
    for line in sys.stdin:
        say(answers[line.strip()]())
    os._exit(0)


async def main():
    global released
    released = asyncio.Event()
    config = SSEServerConfig(enable_request_logging=False)
    server = uvicorn.Server(
        uvicorn.Config(SSEServer(handler=events, config=config).app, log_level="warning", access_log=False)
    )
    listening = socket.create_server(("127.0.0.1", 0), backlog=2048)
    threading.Thread(target=obey, args=(asyncio.get_running_loop(),), daemon=True).start()
    say(listening.getsockname()[1])
    await server.serve(sockets=[listening])


asyncio.run(main())
