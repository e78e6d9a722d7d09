"""Asks applications that have grown our routes over the network, as they are served by uvicorn.

Prints, for each, what came of an answer without an end, and of bodies that come in pieces; how a lost body is told of; and
how two endpoints of one application keep apart.
"""

import json
import logging
import socket
import threading
import time
from contextlib import closing, contextmanager

import httpx
import uvicorn
from applications import ENVIRON, LOSING, MIDDLEWARE, TO_HTTPS, USER, WAYS, application, config, part, stopped
from hardening.connections import LimitedProtocol

BODY = {"model": config.allowed_models[0], "messages": [{"role": "user", "content": "Hi"}], "sessionId": "s"}
HEADERS = {**USER, "accept": "text/event-stream", "content-type": "application/json", "authorization": "Bearer key-1"}


class Recorder(logging.Handler):
    """Keeps what the log is told of requests and errors."""

    def __init__(self):
        super().__init__()
        self.errors, self.exchanges = [], []

    def emit(self, record):
        if record.exc_info and record.exc_info[1]:
            self.errors.append(str(record.exc_info[1]))
        elif "outcome" in (fields := getattr(record, "fields", {})):
            self.exchanges.append([fields["path"], fields["status"], fields["outcome"]])


recorder = Recorder()
logging.basicConfig(handlers=[recorder], level=logging.INFO, force=True)


@contextmanager
def served(app, **options):
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, http=LimitedProtocol, **options))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


def chat(client, base, content=None, **headers):
    return client.post(f"{base}/chat/completions", content=content or json.dumps(BODY), headers={**HEADERS, **headers})


@contextmanager
def open_stream(client, base, **headers):
    """An answer that has no end, and its first line."""
    stopped.clear()
    waiting = {**BODY, "sessionId": "waits"}
    with client.stream("POST", f"{base}/chat/completions", json=waiting, headers={**HEADERS, **headers}) as response:
        # The answer is left when nobody has its lines any more.
        lines = response.iter_lines()
        yield next(lines) if response.status_code == 200 else response.status_code


def text_of(size):
    return json.dumps({**BODY, "toolChoice": "x" * size}).encode()


def in_pieces(size):
    text = text_of(size)
    return (text[at : at + 30_000] for at in range(0, len(text), 30_000))


def usual(way, name):
    grow, base, _ = WAYS[way]
    with served(application(MIDDLEWARE[name], grow)) as client:
        with open_stream(client, base) as first:
            pass
        statuses = [chat(client, base, in_pieces(size)).status_code for size in (150_000, 600_000)]
        return [first, stopped.wait(10), *statuses]


def lost(name):
    grow, base, _ = WAYS["mount"]
    recorder.errors.clear()
    with served(application(LOSING[name], grow)) as client:
        # The second one comes in whole with its head, and the first one does not. uvicorn closes after an error.
        answers = [chat(client, base, text_of(size), connection="close") for size in (150_000, 0)]
        statuses = [answer.status_code for answer in answers]
        return {"statuses": statuses, "errors": sorted({error for error in recorder.errors if "body" in error})}


def two():
    parts = [
        part({**ENVIRON, "LLMBRICK_MAX_CONCURRENT_CONNECTIONS": "1", "LLMBRICK_WRITE_TIMEOUT": "0.3"}),
        part({"LLMBRICK_API_KEYS": "key-2", "LLMBRICK_ENABLE_TEST_PAGE": "false"}),
    ]

    def grow(main):
        main.mount("/a", parts[0])
        main.mount("/b", parts[1])

    def wait_for_place():
        while parts[0].state.open_streams.streams:
            time.sleep(0.01)

    recorder.exchanges.clear()
    second = {"authorization": "Bearer key-2"}
    with served(application(grow=grow)) as client:
        with open_stream(client, "/a"), open_stream(client, "/b", **second) as first:
            seen = {
                "a stream of the second": first,
                "a full house": [chat(client, "/a").status_code, chat(client, "/b", **second).status_code],
                "each other's keys": [chat(client, "/a", **second).status_code, chat(client, "/b").status_code],
                "pages": [client.get(f"{base}/").status_code for base in ("/a", "/b")],
            }
        wait_for_place()
        seen["a place that is free again"] = chat(client, "/a").status_code
        wait_for_place()
        # This client takes nothing.
        address = (client.base_url.host, client.base_url.port)
        with closing(socket.create_connection(address)) as connection:
            body = json.dumps({**BODY, "sessionId": "much"})
            head = "".join(f"{name}: {value}\r\n" for name, value in {**HEADERS, "host": "localhost", "content-length": len(body)}.items())
            connection.sendall(f"POST /a/chat/completions HTTP/1.1\r\n{head}\r\n{body}".encode())
            deadline = time.monotonic() + 30
            while not any(outcome == "stalled" for *_, outcome in recorder.exchanges) and time.monotonic() < deadline:
                time.sleep(0.05)
    return {**seen, "log": sorted({(path, status, outcome) for path, status, outcome in recorder.exchanges})}


with served(application(grow=WAYS["mount"][0]), root_path="/proxy") as client:
    schema = client.get("/ai/openapi.json").json()
    root_path = [schema["servers"], chat(client, "/ai").status_code, chat(client, "/ai", authorization="").status_code]
usually = [("mount", name) for name in MIDDLEWARE] + [("include_router", name) for name in ("none", "gzip", "many")]
with served(application(TO_HTTPS, WAYS["mount"][0])) as client:
    redirect = chat(client, "/ai").headers["location"]
results = {f"{way}; {name}": usual(way, name) for way, name in usually}
losing = {name: lost(name) for name in LOSING}
print(json.dumps({"usual": results, "losing": losing, "two": two(), "rootPath": root_path, "redirect": redirect}))
