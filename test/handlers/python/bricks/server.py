"""Bricks as LLMBrick's own package serves them. They do what the question asks for."""

import asyncio
import sys

import grpc
from llmbrick.bricks.guard.base_guard import GuardBrick
from llmbrick.bricks.llm.base_llm import LLMBrick
from llmbrick.bricks.retrieval.base_retrieval import RetrievalBrick
from llmbrick.core.brick import output_streaming_handler, unary_handler
from llmbrick.protocols.models.bricks.common_types import ErrorDetail
from llmbrick.protocols.models.bricks.guard_types import GuardResponse, GuardResult
from llmbrick.protocols.models.bricks.llm_types import LLMResponse
from llmbrick.protocols.models.bricks.retrieval_types import Document, RetrievalResponse
from llmbrick.servers.grpc.wrappers import register_to_grpc_server


def say(text):
    print(text, flush=True)


class LLM(LLMBrick):
    @output_streaming_handler
    async def answer(self, request):
        try:
            yield LLMResponse(text="Hel")
            yield LLMResponse(text="lo")
            if "raise" in request.prompt:
                raise ValueError("broken")
            if "busy" in request.prompt:
                yield LLMResponse(error=ErrorDetail(code=4005, message="no more"))
            if "type" in request.prompt:
                yield "no reply"
            if "huge" in request.prompt:
                yield LLMResponse(text="x" * 5_000_000)
            if "last" in request.prompt:
                yield LLMResponse(text="!", is_final=True)
            while "talks" in request.prompt:
                await asyncio.sleep(0.1)
                yield LLMResponse(text=".")
            if "saves" in request.prompt:
                await asyncio.sleep(0.1)
                say("saved")
            if "wait" in request.prompt:
                await asyncio.Event().wait()
        finally:
            say("ended")


class Guard(GuardBrick):
    @unary_handler
    async def judge(self, request):
        return GuardResponse(results=[GuardResult("attack" in request.text, 0.75, "why")])


class Retrieval(RetrievalBrick):
    @unary_handler
    async def find(self, request):
        metadata = {"page": 7, "odd": {"each": [float("nan"), float("-inf")]}}
        return RetrievalResponse(documents=[Document("1", "Fact", "It is 42", 0.5, metadata)])


async def main():
    server = grpc.aio.server()
    for brick in (LLM(default_prompt=""), Guard(), Retrieval()):
        register_to_grpc_server(server, brick)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    say(f"port {port}")
    # The end of the input is that of the tests.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    await server.stop(None)


asyncio.run(main())
