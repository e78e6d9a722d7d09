"""The handler alone: what it yields for one user message. Nothing is sent over the network here."""

import asyncio

from llmbrick.protocols.models.http.conversation import ConversationSSERequest

from handler import handler


def answer_to(content):
    async def collect():
        request = ConversationSSERequest(
            model="any-model",
            messages=[{"role": "user", "content": content}],
            session_id="test-session",
        )
        return [event async for event in handler(request)]

    return asyncio.run(collect())


def test_the_answer_has_text():
    assert "".join(event.text or "" for event in answer_to("Hello")) != ""


def test_the_answer_ends_with_one_done_event():
    events = answer_to("Hello")
    assert [event for event in events if event.progress == "DONE"] == events[-1:]


def test_each_event_has_an_id_of_its_own():
    ids = [event.id for event in answer_to("Hello")]
    assert len(set(ids)) == len(ids)
