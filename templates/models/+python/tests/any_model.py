"""What holds for the handler at any provider. Its own tests say how its provider writes."""

import asyncio
import json
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from unittest import mock

import pytest
from provider import ask, metadata_of, provider

from handler import handler


@dataclass
class Wire:
    """A provider's way of writing."""

    variables: Callable[[str], dict]
    """What leads the handler to a provider at this address."""
    whole: list[str]
    """"Hello" in frames: the usage is 7 tokens and 2."""
    begun: str
    """Frames up to the first text, "Hel"."""
    keep_alive: str
    """A frame that is no event."""
    saying: Callable[[str], str]
    """An answer with this text."""
    refusal: Callable[[str], dict]
    """The body of a refusal."""

    def play(self, answer, part):
        """Runs a test's part with a provider that answers so: what the part returns, and the requests."""

        async def body():
            async with provider(answer) as own:
                with mock.patch.dict(os.environ, {**self.variables(own.url), "NO_PROXY": "*"}):
                    return await part(own), own.requests

        return asyncio.run(body())


def asked(**changes):
    async def part(_):
        return await ask(handler, **changes)

    return part


def begin(*frames):
    def answer(reply, _):
        reply.start()
        reply.send("".join(frames))

    return answer


def stream(*frames):
    def answer(reply, request):
        begin(*frames)(reply, request)
        reply.end()

    return answer


def reply_with(status, body, **headers):
    def answer(reply, _):
        is_text = isinstance(body, str)
        reply.start(status, Content_Type="text/html" if is_text else "application/json", **headers)
        reply.send(body if is_text else json.dumps(body))
        reply.end()

    return answer


# Answers that are errors: what they become, and how often the model is asked for them.
FAILURES = {
    "a page of HTML": (reply_with(200, "<html>\nLog in</html>"), "unavailable", 1),
    "a page of HTML with an error": (reply_with(502, "<html>Bad gateway</html>"), "unavailable", 3),
    "a redirect": (reply_with(302, "", Location="/elsewhere"), "unavailable", 1),
    "an empty body": (stream(), "truncated", 3),
}


def expect_failure(wire, answer, kind, count):
    """Of an error, clients are told the kind; the provider's words are the cause alone, without the key."""
    got, requests = wire.play(answer, asked())
    assert (got.kind, len(requests)) == (kind, count)
    assert not got.events or got.last.progress != "DONE"
    assert got.failure.message.startswith(f"{kind}: ")
    assert "test-key" not in str(got.failure.__cause__)
    return got.failure


def expect_missing_key(wire, variable):
    """Without its key a handler asks nothing, and names the variable."""

    async def part(_):
        with mock.patch.dict(os.environ, {variable: ""}):
            return await ask(handler)

    answer, requests = wire.play(stream(*wire.whole), part)
    assert (answer.kind, requests) == ("auth", [])
    assert variable in str(answer.failure)


class AnyModel:
    wire: Wire

    def test_an_answer_its_text_and_last_its_usage_and_its_finish_reason(self):
        answer, _ = self.wire.play(stream(self.wire.keep_alive, *self.wire.whole), asked())
        assert (answer.text, answer.kind) == ("Hello", None)
        assert (answer.last.type, answer.last.progress) == ("done", "DONE")
        assert metadata_of(answer.last) == {"usage": {"inputTokens": 7, "outputTokens": 2}, "finishReason": "stop"}
        assert len({event.id for event in answer.events}) == len(answer.events)

    def test_text_that_arrives_byte_by_byte_and_holds_other_line_ends_comes_whole(self):
        text = "你好 👋\u2028\x85."

        def answer(reply, _):
            reply.start()
            for byte in self.wire.saying(text).encode():
                reply.writer.write(b"1\r\n%c\r\n" % byte)
            reply.end()

        assert self.wire.play(answer, asked())[0].text == text

    def test_an_answer_that_is_cut_anywhere_is_an_error_that_says_how_much_came(self):
        whole = self.wire.whole

        def answer(reply, request):
            model = request.body.get("model") or request.path.split("/")[-1].split(":")[0]
            _, count, how = model.split("-")
            begin(*whole[: int(count)])(reply, request)
            if how == "half":
                reply.send(whole[int(count)][: len(whole[int(count)]) // 2])
            reply.cut() if how == "breaks" else reply.end()

        cuts = [f"cut-{count}-{how}" for count in range(len(whole)) for how in ("ends", "breaks", "half")]

        async def part(_):
            return await asyncio.gather(*(ask(handler, model=model) for model in cuts))

        answers, _ = self.wire.play(answer, part)
        assert [answer.kind for answer in answers] == ["truncated"] * len(cuts)
        for answer in answers:
            assert f"after {len(answer.text)} characters" in str(answer.failure)
            assert not answer.events or answer.last.progress != "DONE"

    def test_a_limit_with_a_wait_that_is_too_long_is_passed_on_with_the_seconds(self):
        answer = reply_with(429, self.wire.refusal("Slow down"), Retry_After="20")
        failure = expect_failure(self.wire, answer, "rate_limit", 1)
        assert (failure.retry_after, failure.retryable) == (20, True)

    def test_a_short_wait_is_kept_and_the_answer_comes_then(self):
        times = []

        def answer(reply, request):
            times.append(time.monotonic())
            first = reply_with(429, self.wire.refusal("Slow down"), Retry_After="1")
            (first if len(times) == 1 else stream(*self.wire.whole))(reply, request)

        assert self.wire.play(answer, asked())[0].text == "Hello"
        assert times[1] - times[0] >= 1

    @pytest.mark.parametrize("name", FAILURES)
    def test_a_failure_has_its_kind(self, name):
        expect_failure(self.wire, *FAILURES[name])

    @pytest.mark.parametrize("place", ["before the headers", "before the first event", "in a stall between two frames"])
    def test_a_client_that_leaves_stops_the_model_within_100_ms(self, place):
        # What the provider has sent by then.
        answers = {
            "before the headers": lambda reply, request: None,
            "before the first event": begin(self.wire.keep_alive),
            "in a stall between two frames": begin(self.wire.begun),
        }

        async def part(own):
            begun = asyncio.Event()
            asking = asyncio.ensure_future(ask(handler, on_event=lambda _: begun.set()))
            await (begun if place.startswith("in") else own.asked).wait()
            start = time.monotonic()
            asking.cancel()
            await own.left.wait()
            return time.monotonic() - start

        seconds, _ = self.wire.play(answers[place], part)
        assert seconds < 0.1
