"""The command line, and the watch over the handler's file."""

import argparse
import asyncio
import os
import sys
import threading
from typing import NoReturn

from .check import Failed
from .commands import COMMANDS, check, current, show
from .play import play_model
from .progress import Progress, read_progress
from .project import HANDLER, WORDS, say, shown
from .report import report
from .seat import LAST_BASE, port_of_seat
from .server import Server, start_server
from .tell import tell

#: Seconds between two looks at the handler's file: that goes by its time alone, on any disk and system.
LOOK = 0.3


def main() -> None:
    try:
        obey()
    except BrokenPipeError:
        # Nobody reads any more, not even what Python writes as it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)


def obey() -> None:
    """Runs the lessons as the command line says; without a command, shows the lesson and checks at each save."""
    for output in (sys.stdout, sys.stderr):
        output.reconfigure(encoding="utf-8", errors="replace", line_buffering=True)
    parser = Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("command", nargs="?")
    parser.add_argument("argument", nargs="?", default="")
    parser.add_argument("--name")
    parser.add_argument("--port-base")
    line = parser.parse_args()
    base = line.port_base
    if base is not None and not (base.isdigit() and 0 < int(base) <= LAST_BASE):
        print(say("badPort", base), file=sys.stderr)
        sys.exit(2)
    if line.command is None:
        try:
            asyncio.run(watch(None if base is None else int(base)))
        except KeyboardInterrupt:
            sys.exit(130)
    elif line.command == "check":
        sys.exit(0 if asyncio.run(check()) else 1)
    elif line.command == "report":
        progress = read_progress() or Progress()
        name = line.name
        if name is None:
            name = input(WORDS["askName"]) if sys.stdin.isatty() else ""
        tell(report(progress, name.strip()))
    else:
        sys.exit(0 if run(line.command, line.argument) else 2)


class Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        tell_unknown(" ".join(sys.argv[1:]))
        sys.exit(2)


def tell_unknown(line: str) -> None:
    print(say("unknown", line), WORDS["commands"], WORDS["options"], file=sys.stderr)


def run(command: str, argument: str = "") -> bool:
    """Runs one of the commands that need no more than the files."""
    act = COMMANDS.get(command)
    if act is None:
        tell_unknown(command)
        return False
    return act(argument)


async def watch(base: int | None) -> None:
    """Shows the lesson and checks at each save, until `quit` or the end of the input."""
    page: Server | None = None
    port = {} if base is None else {"LLMBRICK_PORT": str(port_of_seat(base))}
    lines = lines_of_input()
    async with play_model() as model:
        env = {
            "OPENAI_API_KEY": "toy-key",
            "LLMBRICK_ENABLE_REQUEST_LOGGING": "false",
            "LLMBRICK_ENABLE_TEST_PAGE": "true",
            "OPENAI_BASE_URL": model.url,
            **port,
        }
        show()
        seen = None
        try:
            while True:
                if seen != (seen := saved_at()):
                    if page:
                        await page.stop()
                    try:
                        page = await start_server(env)
                    except Failed as failed:
                        page = None
                        print(say("noModel", failed.failure["seen"]), file=sys.stderr)
                    await check()
                    tell("", say("watching", shown(HANDLER), page.page if page else "–"), WORDS["commands"])
                try:
                    line = await asyncio.wait_for(lines.get(), LOOK)
                except asyncio.TimeoutError:
                    continue
                command, _, argument = (line or "quit").strip().partition(" ")
                if command == "quit":
                    break
                if command == "report":
                    tell(report(current(), argument.strip()))
                elif command:
                    run(command, argument.strip())
        finally:
            if page:
                await page.stop()


def saved_at() -> float:
    return os.stat(HANDLER).st_mtime if HANDLER.exists() else 0


def lines_of_input() -> "asyncio.Queue[str]":
    """What is typed, line by line; "" at its end. Read in a thread of its own, as Windows has no other way."""
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def read() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
        loop.call_soon_threadsafe(lines.put_nowait, "")

    threading.Thread(target=read, daemon=True).start()
    return lines
