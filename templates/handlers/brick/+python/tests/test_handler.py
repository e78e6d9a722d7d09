"""The handler, and bricks that a server on this machine plays."""

import asyncio
from contextlib import asynccontextmanager

import grpc
import pytest
from llmbrick.bricks.guard.base_guard import GuardBrick
from llmbrick.bricks.llm.base_llm import LLMBrick
from llmbrick.bricks.retrieval.base_retrieval import RetrievalBrick
from llmbrick.core.brick import output_streaming_handler, unary_handler
from llmbrick.protocols.models.bricks.common_types import ErrorDetail
from llmbrick.protocols.models.bricks.guard_types import GuardResponse, GuardResult
from llmbrick.protocols.models.bricks.llm_types import LLMResponse
from llmbrick.protocols.models.bricks.retrieval_types import Document, RetrievalResponse
from llmbrick.servers.grpc.wrappers import register_to_grpc_server
from provider import ask, metadata_of

from brick_server import serve
from bricks.addresses import KINDS, variable_of
from bricks.limits import limits
from bricks.mocks import MockGuard
from handler import handler


@pytest.fixture(autouse=True)
def none_is_set(monkeypatch):
    for kind in KINDS:
        monkeypatch.setenv(variable_of(kind), "")
    monkeypatch.setattr(limits, "debug_mode", True)


class Answering(LLMBrick):
    """An llm brick that gives these replies, and goes on without end where one is None."""

    def __init__(self, *replies):
        super().__init__(default_prompt="", verbose=False)
        self.replies = replies
        self.requests = []
        self.asked = asyncio.Event()
        self.ended = asyncio.Event()

    @output_streaming_handler
    async def answer(self, request):
        self.requests.append(request)
        self.asked.set()
        try:
            for reply in self.replies:
                if reply is None:
                    await asyncio.Event().wait()
                yield reply
        finally:
            self.ended.set()


class OneWord(LLMBrick):
    @unary_handler
    async def answer(self, request):
        return LLMResponse(text="whole")


class Refusing(GuardBrick):
    @unary_handler
    async def judge(self, request):
        return GuardResponse(results=[GuardResult(True, 0.9, "")])


class Finding(RetrievalBrick):
    @unary_handler
    async def find(self, request):
        return RetrievalResponse(documents=[Document("1", "Fact", f"It is {40 + request.max_results}", 0.5)])


@asynccontextmanager
async def served(monkeypatch, *bricks):
    """Serves bricks, and leads the handler to them and to no others."""
    server = grpc.aio.server()
    for brick in bricks:
        register_to_grpc_server(server, brick)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    await server.start()
    for brick in bricks:
        monkeypatch.setenv(variable_of(brick.brick_type.value), address)
    try:
        yield
    finally:
        await server.stop(None)


def answer_by(monkeypatch, *bricks, **changes):
    async def run():
        async with served(monkeypatch, *bricks):
            return await ask(handler, **changes)

    return asyncio.run(run())


def test_without_any_address_the_mocks_play_the_whole_pipeline():
    answer = asyncio.run(ask(handler))
    steps = [metadata_of(event)["step"] for event in answer.events if event.type == "meta"]
    assert steps == ["guard", "rectify", "translate", "intention", "retrieval"]
    assert "Hello" in answer.text
    assert answer.last.progress == "DONE"
    assert len({event.id for event in answer.events}) == len(answer.events)


def test_an_attack_ends_the_answer_with_one_event(monkeypatch):
    answer = answer_by(monkeypatch, Refusing(), Answering(LLMResponse(text="never")))
    [event] = answer.events
    assert (answer.failure, event.type, event.progress) == (None, "error", "ERROR")
    # Why is for the log alone.
    assert set(metadata_of(event)) == {"step", "milliseconds", "isAttack"}


def test_what_is_found_goes_to_the_client_and_into_the_prompt(monkeypatch):
    llm = Answering(LLMResponse(text="Hel"), LLMResponse(text="lo", is_final=True))
    answer = answer_by(monkeypatch, Finding(), llm)
    assert answer.events[0].metadata.search_results[0]["snippet"] == "It is 43"
    assert answer.text == "Hello"
    [request] = llm.requests
    assert "It is 43" in request.prompt
    assert round(request.temperature, 3) == 0.7


@pytest.mark.parametrize(
    ("code", "kind"),
    [(13, "unavailable"), (401, "auth"), (429, "rate_limit"), (503, "overloaded"), (2003, "bad_request")],
)
def test_an_error_in_the_middle_has_its_kind(monkeypatch, code, kind):
    failing = LLMResponse(error=ErrorDetail(code=code, message="no more"))
    answer = answer_by(monkeypatch, Answering(LLMResponse(text="Hel"), failing))
    assert (answer.kind, answer.text) == (kind, "Hel")
    assert f"{code} no more" in str(answer.failure.__cause__)


def test_a_brick_that_does_not_stream_is_asked_for_the_whole(monkeypatch):
    assert answer_by(monkeypatch, OneWord(default_prompt="")).text == "whole"


def test_the_last_piece_ends_the_answer_of_a_brick_whose_stream_does_not_end(monkeypatch):
    answer = answer_by(monkeypatch, Answering(LLMResponse(text="Hello", is_final=True), None))
    assert (answer.failure, answer.text, answer.last.progress) == (None, "Hello", "DONE")


def test_a_brick_that_is_away_is_unavailable_and_the_step_is_named(monkeypatch):
    monkeypatch.setenv("BRICK_LLM", "127.0.0.1:1")
    answer = asyncio.run(ask(handler))
    assert answer.kind == "unavailable"
    assert 'in the step "llm"' in str(answer.failure)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "host", ":1", "::1:1", "a:0", "a:99999", "a b:1", "unix:/a"])
def test_a_variable_that_holds_no_address_is_told(monkeypatch, address):
    monkeypatch.setenv("BRICK_LLM", address)
    failure = str(asyncio.run(ask(handler)).failure)
    assert "BRICK_LLM must be host:port" in failure
    assert failure.endswith(f"and not {address}")


def test_a_password_in_an_address_is_not_told(monkeypatch):
    monkeypatch.setenv("BRICK_LLM", "http://me:secret@127.0.0.1:1")
    assert "secret" not in str(asyncio.run(ask(handler)).failure)


def test_tools_are_refused(monkeypatch):
    assert answer_by(monkeypatch, Answering(), tools=[{"name": "add"}]).kind == "bad_request"


def test_a_client_that_leaves_stops_the_brick(monkeypatch, caplog):
    caplog.set_level("INFO")

    async def run():
        brick = Answering(LLMResponse(text="Hel"), None)
        async with served(monkeypatch, brick):
            asking = asyncio.ensure_future(ask(handler))
            await asyncio.wait_for(brick.asked.wait(), 5)
            asking.cancel()
            await asyncio.wait_for(brick.ended.wait(), 5)

    asyncio.run(run())
    assert [record.fields["outcome"] for record in caplog.records if hasattr(record, "fields")] == ["aborted"]


def test_two_bricks_of_one_type_are_refused():
    with pytest.raises(ValueError, match="one brick of a type"):
        asyncio.run(serve([MockGuard(), MockGuard()], "127.0.0.1:0"))
