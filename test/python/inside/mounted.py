"""Asks applications that have grown our routes, in memory, with FastAPI's own client.

Prints what our server answers alone, and then, for each application, what is not the same there: of our routes, and of
the application's own, before and after.
"""

import json
import logging

from applications import MIDDLEWARE, ORIGIN, USER, WAYS, application, config, part
from fastapi.testclient import TestClient

BODY = {"model": config.allowed_models[0], "messages": [{"role": "user", "content": "Hi"}], "sessionId": "s"}
FOREIGN = "https://evil.example"
ASKS = {"origin": ORIGIN, "access-control-request-method": "POST", "access-control-request-headers": "authorization"}


def client_of(app, **options):
    return TestClient(app, raise_server_exceptions=False, follow_redirects=False, **options)


def own_answers(client):
    asked = [
        *(("GET", path, {}) for path in ("/mine", "/mine/", "/mine?value=x", "/fails", "/strange", "/teapot", "/nowhere", "/docs")),
        ("GET", "/mine", {"headers": {**USER, "origin": FOREIGN, "host": "localhost"}}),
        ("HEAD", "/mine", {}),
        ("PUT", "/mine", {}),
        ("POST", "/echo", {"content": "{"}),
        ("POST", "/echo", {"json": {"a": "x" * 200_000}}),
        ("OPTIONS", "/mine", {"headers": {**USER, **ASKS}}),
        ("GET", "/openapi.json", {}),
    ]
    answers = [client.request(method, path, **{"headers": USER, **options}) for method, path, options in asked]
    return {
        f"{method} {path} {number}": [answer.status_code, sorted(answer.headers.items()), answer.text]
        for number, ((method, path, _), answer) in enumerate(zip(asked, answers, strict=True))
    }


def our_answers(client, base, prefix=""):
    endpoint = f"{base}{prefix}/chat/completions"
    usual = {**USER, "accept": "text/event-stream", "content-type": "application/json", "authorization": "Bearer key-1"}

    def chat(path=endpoint, content=None, **headers):
        changed = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.post(path, content=content or json.dumps(BODY), headers={**usual, **changed})

    def seen(answer, *names):
        return [answer.status_code, answer.text, *map(answer.headers.get, names)]

    def beside(path):
        def get(**headers):
            return client.get(base + path, headers={**USER, **headers})

        asks = client.options(base + path, headers={**USER, **ASKS, "access-control-request-method": "GET"})
        statuses = [get(**headers).status_code for headers in ({}, {"origin": FOREIGN}, {"host": "evil.example"}, {"host": "a,b"})]
        return [
            *statuses,
            get(origin=ORIGIN).headers.get_list("access-control-allow-origin"),
            "x-request-id" in get().headers,
            [asks.status_code, asks.headers.get("access-control-allow-methods")],
        ]

    def with_text(size):
        return json.dumps({**BODY, "toolChoice": "x" * size})

    whole = chat()
    return {
        "a stream": seen(whole, "content-type", "content-encoding", "cache-control", "x-accel-buffering"),
        "no key": seen(chat(authorization="Bearer no"), "www-authenticate"),
        "other spellings": [
            chat(endpoint.replace("chat", name), authorization="").status_code
            for name in ("%63hat", "/chat", "Chat", "./chat", "chat;a", "x/../chat")
        ],
        "a slash": seen(chat(f"{endpoint}/"), "location"),
        "a line end": chat(f"{endpoint}%0A").status_code,
        "a foreign origin": seen(chat(origin=FOREIGN)),
        "an allowed origin": chat(origin=ORIGIN).headers.get_list("access-control-allow-origin"),
        "an allowed origin without a key": chat(origin=ORIGIN, authorization="").headers.get("access-control-allow-origin"),
        "a preflight": seen(client.options(endpoint, headers={**USER, **ASKS}), "access-control-allow-methods"),
        "a foreign preflight": client.options(endpoint, headers={**USER, **ASKS, "origin": FOREIGN}).status_code,
        "150 kB": chat(content=with_text(150_000)).status_code,
        "more than maxBodyBytes": seen(chat(content=with_text(300_000))),
        "no JSON": seen(chat(content="{")),
        "no object": seen(chat(content="[]")),
        "no fields": chat(content="{}").status_code,
        "too deep": seen(chat(content="[" * 70 + "]" * 70)),
        "no UTF-8": seen(chat(content=b"\xff")),
        "encoded": seen(chat(content_encoding="gzip")),
        "another type": seen(chat(content_type="text/plain")),
        "no Accept": seen(chat(accept="*/*")),
        "another method": seen(client.get(endpoint, headers=usual), "allow"),
        "another model": seen(chat(content=json.dumps({**BODY, "model": "no"}))),
        "beside": {path: beside(path) for path in ("/", "/page/settings.json", "/healthz", "/readyz", "/openapi.json")},
        "the page's endpoint": client.get(f"{base}/page/settings.json", headers=USER).json()["endpoint"].removeprefix(prefix[1:] + "/"),
        "the description's paths": [path.removeprefix(prefix) for path in described(client, base)["paths"]],
    }


def described(client, base):
    return client.get(f"{base}/openapi.json", headers=USER).json()


def differing(expected, seen):
    return {name: seen[name] for name in expected if seen[name] != expected[name]}


def grown(grow, base, prefix, middleware):
    with client_of(application(middleware)) as client:
        before = own_answers(client)
    with client_of(application(middleware, grow)) as client:
        after = own_answers(client)
    # A name of its own, and one that is checked.
    with client_of(application(middleware, grow), base_url="http://localhost") as client:
        ours = our_answers(client, base, prefix)
        servers = described(client, base)["servers"]
    return {"own": differing(before, after), "ours": differing(alone, ours), "servers": servers}


logging.disable(logging.CRITICAL)
with client_of(part(), base_url="http://localhost") as client:
    alone = our_answers(client, "")
KEY = {"accept": "text/event-stream", "authorization": "Bearer key-1"}
with client_of(part()) as client:
    on_testserver = client.post("/chat/completions", json=BODY, headers=KEY).status_code
results = {
    f"{way}; {name}": grown(*where, middleware)
    for way, where in WAYS.items()
    for name, middleware in MIDDLEWARE.items()
    # What is in the way is the same, however deep.
    if way in ("mount", "include_router") or name in ("none", "many")
}
with client_of(application(grow=WAYS["include_router, with a dependency"][0])) as client:
    asked = [client.post("/ai/chat/completions", json=BODY, headers=headers) for headers in (USER, KEY, {**USER, **KEY})]
    of_dependency = [answer.status_code for answer in asked]
roots = {}
# Where a proxy has taken its path off, FastAPI itself finds no mounts.
for way, base in (("mount", "/proxy/ai"), ("include_router", "/proxy/ai"), ("include_router", "/ai")):
    with client_of(application(grow=WAYS[way][0]), base_url="http://localhost", root_path="/proxy") as client:
        servers = described(client, base)["servers"]
        roots[f"{way} at {base}"] = {"ours": differing(alone, our_answers(client, base)), "servers": servers}
print(json.dumps({"alone": alone, "testserver": on_testserver, "grown": results, "dependency": of_dependency, "roots": roots}))
