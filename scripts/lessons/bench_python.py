"""Judges handlers: `python bench_python.py <a project in Python> <jobs.json>`; prints the results as JSON.

Each has a server of its own in a process that was forked from this one, which has imported all packages already. The
lessons go side by side, since most of their time is waiting.
"""

import asyncio
import itertools
import json
import multiprocessing
import os
import re
import runpy
import signal
import sys
import types
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

project, jobs_file = sys.argv[1:]
sys.path.insert(0, project)
os.chdir(project)

import hardening  # noqa: E402, F401
import httpx  # noqa: E402, F401
import llmbrick.servers.sse.server  # noqa: E402, F401
import uvicorn  # noqa: E402, F401

from lessons.run.check import Failed, run_checks  # noqa: E402


class Forked:
    def __init__(self, pid: int, url: str) -> None:
        self.pid = pid
        self.url = url

    async def stop(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def serve(code: str, env: dict[str, str], output: int) -> None:
    os.environ.update(env)
    os.dup2(output, 1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    handler = types.ModuleType("handler")
    sys.modules["handler"] = handler
    exec(compile(code, "handler.py", "exec"), handler.__dict__)
    runpy.run_path(f"{project}/server.py", run_name="__main__")


async def start(code: str, env: dict[str, str]) -> Forked:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        # The parent's loop is not ours.
        asyncio.events._set_running_loop(None)
        asyncio.set_event_loop(None)
        try:
            serve(code, env, writing)
        finally:
            os._exit(1)
    os.close(writing)
    with os.fdopen(reading) as output:
        for line in output:
            address = re.search(r"http://127\.0\.0\.1:\d+", line)
            if address:
                return Forked(pid, f"{address[0]}/chat/completions")
    os.waitpid(pid, 0)
    raise Failed("start", seen="It ended")


async def judge(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    judged = []
    for job in jobs:
        results = await run_checks(job["checks"], lambda env: start(job["code"], env), job["patience"])
        told = [{key: value for key, value in vars(result).items() if value is not None} for result in results]
        judged.append({"lesson": job["lesson"], "state": job["state"], "results": told})
    return judged


def judge_lesson(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return asyncio.run(judge(jobs))


all_jobs = json.loads(Path(jobs_file).read_text(encoding="utf-8"))
lessons = [list(jobs) for _, jobs in itertools.groupby(all_jobs, key=lambda job: job["lesson"])]
with ProcessPoolExecutor(2 * (os.cpu_count() or 1), mp_context=multiprocessing.get_context("fork")) as pool:
    print(json.dumps([told for judged in pool.map(judge_lesson, lessons) for told in judged]))
