"""The server as a client sees it."""

import asyncio

from conftest import ask, frames_of


def test_a_request_is_answered_with_the_handlers_events():
    response = ask()
    frames = frames_of(response)
    assert response.status_code == 200
    assert {name for name, _ in frames} == {"message"}
    assert frames[-1][1]["progress"] == "DONE"


def test_a_request_that_breaks_a_rule_gets_one_error_frame():
    [(name, data)] = frames_of(ask(model="no such model"))
    assert name == "error"
    assert data["error"] == "Business validation failed"


def test_a_request_with_a_wrong_field_is_refused_without_being_repeated():
    response = ask(messages="secret")
    assert response.status_code == 422
    assert [fault["loc"] for fault in response.json()["detail"]] == [["body", "messages"]]
    assert "secret" not in response.text


def test_a_foreign_page_is_refused():
    response = ask(headers={"Origin": "https://example.com"})
    assert response.status_code == 403


def test_a_key_is_asked_for_where_one_is_set():
    environ = {"LLMBRICK_API_KEYS": "key-1,key-2"}
    assert ask(environ=environ).status_code == 401
    assert ask(environ=environ, headers={"Authorization": "Bearer key-2"}).status_code == 200


def test_a_handler_that_waits_too_long_is_stopped():
    stopped = []

    async def waits(_):
        try:
            await asyncio.sleep(60)  # as one waits for a model that never answers
            yield
        finally:
            stopped.append(True)

    [(name, data)] = frames_of(ask(waits, environ={"LLMBRICK_REQUEST_TIMEOUT": "0.05"}))
    assert (name, data["error"]) == ("error", "Request timeout")
    assert stopped
