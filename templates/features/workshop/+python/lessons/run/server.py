"""The project's server, in a process of its own."""

import asyncio
import os
import re
import sys

from .check import Failed
from .project import ROOT


class Server:
    def __init__(self, process: asyncio.subprocess.Process, page: str, reading: asyncio.Task[None]) -> None:
        self.page = page
        self.url = f"{page}chat/completions"
        self._process = process
        self._reading = reading

    async def stop(self) -> None:
        if self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._reading.cancel()


async def start_server(env: dict[str, str]) -> Server:
    """Starts it with these variables. Raises Failed, with what it has written, where it ends before it listens."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "server.py",
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **env},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    output = ""
    while data := await process.stdout.read(4096):
        # What a handler prints by the thousand is not kept.
        output = (output + data.decode(errors="replace"))[-4000:]
        found = re.search(r"https?://\S+", output)
        if found:
            return Server(process, found[0], asyncio.create_task(drain(process)))
    await process.wait()
    raise Failed("start", seen=output.strip())


async def drain(process: asyncio.subprocess.Process) -> None:
    """Reads what else it writes, so that it never waits for a reader."""
    while await process.stdout.read(65_536):
        pass
