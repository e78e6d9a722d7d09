"""Plays lessons' checks on handlers that others wrote, each in a process that was forked from this one.

Reads an order as JSON; writes a line a lesson: the order's secret, by which no handler can write one, and what came
of it. All packages are imported once, before.
"""

import asyncio
import ctypes
import json
import os
import random
import re
import resource
import runpy
import signal
import sys
import types
from pathlib import Path

sys.path.insert(0, os.getcwd())

import hardening  # noqa: E402, F401
import httpx  # noqa: E402, F401
import llmbrick.servers.sse.server  # noqa: E402, F401
import uvicorn  # noqa: E402, F401

from lessons.run.check import Failed, run_checks  # noqa: E402

#: Bytes.
MOST_OUTPUT = 5_000_000
MOST_MEMORY = 1_000_000_000
#: Seconds of computing.
MOST_CPU = 30
#: Processes and threads that a handler may begin.
MOST_TASKS = 8

PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36

if sys.platform == "linux":
    # What this process has open and in memory is not for those that it forks.
    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0)
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
order = json.loads(sys.stdin.read())
secret = order.pop("secret")


class Forked:
    def __init__(self, pid: int, url: str, draining: asyncio.Task[None]) -> None:
        self.pid = pid
        self.url = url
        self._draining = draining

    async def stop(self) -> None:
        self._draining.cancel()
        end(self.pid)


def end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    os.waitpid(pid, 0)


def sweep() -> None:
    """Ends what handlers have begun and left: it is this process's now."""
    while True:
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        if not children:
            return
        for child in children:
            end(int(child))


def tasks_of(place: Path) -> int:
    try:
        return len(os.listdir(place)) if place.stat().st_uid == os.getuid() else 0
    except OSError:
        return 0


def bound_processes() -> None:
    """Where the sandbox does not count a handler's processes by themselves, they count with the user's others."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NPROC)
    if soft != resource.RLIM_INFINITY and soft <= MOST_TASKS + 4:
        return
    most = MOST_TASKS + sum(tasks_of(place) for place in Path("/proc").glob("[0-9]*/task"))
    # Other systems count processes alone, so that threads may be begun all the same.
    most = most if sys.platform == "linux" else 1
    resource.setrlimit(resource.RLIMIT_NPROC, (most, most))


def serve(path: str, env: dict[str, str], output: int) -> None:
    global secret
    secret = ""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU))
    bound_processes()
    # What the checks choose next is not to be guessed.
    random.seed()
    sys.path.append(os.path.join(os.getcwd(), "own"))
    os.environ.update(env)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.closerange(3, 256)
    handler = types.ModuleType("handler")
    sys.modules["handler"] = handler
    exec(compile(Path(path).read_text(encoding="utf-8-sig"), "handler.py", "exec"), handler.__dict__)
    runpy.run_path("server.py", run_name="__main__")


async def start(path: str, env: dict[str, str]) -> Forked:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        # The parent's loop is not ours.
        asyncio.events._set_running_loop(None)
        asyncio.set_event_loop(None)
        try:
            serve(path, env, writing)
        except BaseException as error:
            os.write(2, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(1)
    os.close(writing)
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(reading, "rb"))
    output = ""
    while data := await reader.read(4096):
        output = (output + data.decode(errors="replace"))[-2000:]
        address = re.search(r"http://127\.0\.0\.1:\d+/", output)
        if address:
            return Forked(pid, f"{address[0]}chat/completions", asyncio.create_task(drain(reader, pid)))
    end(pid)
    raise Failed("start", seen=output.strip())


async def drain(reader: asyncio.StreamReader, pid: int) -> None:
    """Reads what else it writes, up to a limit: what prints without end is ended."""
    count = 0
    while data := await reader.read(65_536):
        count += len(data)
        if count > MOST_OUTPUT:
            os.kill(pid, signal.SIGKILL)
            return


async def play(lesson: dict[str, object]) -> tuple[list[dict[str, object]], bool]:
    """What came of its checks, and whether its time was up before."""
    most = order["most"]
    try:
        playing = run_checks(lesson["checks"], lambda env: start(lesson["entry"], env), order["patience"])
        results = await asyncio.wait_for(playing, most)
    except asyncio.TimeoutError:
        name = lesson["checks"][0]["name"]
        return [{"name": name, "state": "failed", "failure": {"where": "answer", "late": most}}], True
    told = [{key: value for key, value in vars(result).items() if value is not None} for result in results]
    return told, False


async def main() -> None:
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    for lesson in order["lessons"]:
        results, is_late = await play(lesson)
        if sys.platform == "linux":
            sweep()
        print(secret, json.dumps({"name": lesson["name"], "results": results}), file=out, flush=True)
        # What an answer without an end has left in memory is no burden for the next: that has a runner of its own.
        if is_late:
            return


asyncio.run(main())
