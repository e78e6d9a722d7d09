"""Bricks at their addresses: they are called as one in this process is, with LLMBrick's own types."""

import asyncio
from collections.abc import AsyncIterator
from functools import cache
from typing import Any, NamedTuple

import grpc
from llmbrick.core.brick import BaseBrick
from llmbrick.protocols.grpc.common import common_pb2
from llmbrick.protocols.grpc.guard import guard_pb2, guard_pb2_grpc
from llmbrick.protocols.grpc.intention import intention_pb2, intention_pb2_grpc
from llmbrick.protocols.grpc.llm import llm_pb2, llm_pb2_grpc
from llmbrick.protocols.grpc.rectify import rectify_pb2, rectify_pb2_grpc
from llmbrick.protocols.grpc.retrieval import retrieval_pb2, retrieval_pb2_grpc
from llmbrick.protocols.grpc.translate import translate_pb2, translate_pb2_grpc
from llmbrick.protocols.models.bricks.guard_types import GuardResponse
from llmbrick.protocols.models.bricks.intention_types import IntentionResponse
from llmbrick.protocols.models.bricks.llm_types import LLMResponse
from llmbrick.protocols.models.bricks.rectify_types import RectifyResponse
from llmbrick.protocols.models.bricks.retrieval_types import RetrievalResponse
from llmbrick.protocols.models.bricks.translate_types import TranslateResponse

from .addresses import MOCK, address_of
from .channel import channel_to
from .limits import limits
from .mocks import MOCKS
from .structs import make_json


class Wire(NamedTuple):
    """A kind of bricks on the wire."""

    stub: Any
    request: Any
    reply: Any


WIRES = {
    "guard": Wire(guard_pb2_grpc.GuardServiceStub, guard_pb2.GuardRequest, GuardResponse),
    "rectify": Wire(rectify_pb2_grpc.RectifyServiceStub, rectify_pb2.RectifyRequest, RectifyResponse),
    "translate": Wire(translate_pb2_grpc.TranslateServiceStub, translate_pb2.TranslateRequest, TranslateResponse),
    "intention": Wire(intention_pb2_grpc.IntentionServiceStub, intention_pb2.IntentionRequest, IntentionResponse),
    "retrieval": Wire(retrieval_pb2_grpc.RetrievalServiceStub, retrieval_pb2.RetrievalRequest, RetrievalResponse),
    "llm": Wire(llm_pb2_grpc.LLMServiceStub, llm_pb2.LLMRequest, LLMResponse),
}


class RemoteBrick:
    """A brick at an address. LLMBrick's own client would connect anew for each call, and wait without end."""

    def __init__(self, kind: str, channel: grpc.aio.Channel) -> None:
        self.wire = WIRES[kind]
        self.stub = self.wire.stub(channel)

    async def run_unary(self, request: Any) -> Any:
        # A little before the server gives up, so that the error names the step.
        timeout = limits.request_timeout * 0.95
        reply = await self.stub.Unary(self.wire.request(**request.to_dict()), timeout=timeout)
        for document in getattr(reply, "documents", ()):
            make_json(document.metadata)
        return self.wire.reply.from_pb2_model(reply)

    async def run_output_streaming(self, request: Any) -> AsyncIterator[Any]:
        # A stream may take as long as the answer; for its next piece it has `request_timeout`.
        timeout = limits.max_stream_duration or None
        call = self.stub.OutputStreaming(self.wire.request(**request.to_dict()), timeout=timeout)
        try:
            async for reply in call:
                yield self.wire.reply.from_pb2_model(reply)
        finally:
            call.cancel()

    async def answers(self, seconds: float) -> bool:
        """Whether it gives any reply to the question what it is: many bricks tell nothing of themselves."""
        try:
            await self.stub.GetServiceInfo(common_pb2.ServiceInfoRequest(), timeout=seconds)
        except grpc.aio.AioRpcError as error:
            return error.code() == grpc.StatusCode.UNIMPLEMENTED
        except Exception:  # whatever it is: it gives no reply
            return False
        return True


@cache
def channel_of(address: str, _: asyncio.AbstractEventLoop) -> grpc.aio.Channel:
    """One connection for the process, which has one loop; if it is lost, the next call makes it anew."""
    return channel_to(address)


def brick_for(kind: str) -> RemoteBrick | BaseBrick[Any, Any]:
    """The brick of a kind, wherever it is. Raises ModelFailure where its variable holds no address."""
    address = address_of(kind) or MOCK
    if address == MOCK:
        return MOCKS[kind]
    return RemoteBrick(kind, channel_of(address, asyncio.get_running_loop()))
