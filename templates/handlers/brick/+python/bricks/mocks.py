"""Bricks that need no key and no network, and say the same to the same request. Put your own in their place."""

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

from llmbrick.bricks.guard.base_guard import GuardBrick
from llmbrick.bricks.intention.base_intention import IntentionBrick
from llmbrick.bricks.llm.base_llm import LLMBrick
from llmbrick.bricks.rectify.base_rectify import RectifyBrick
from llmbrick.bricks.retrieval.base_retrieval import RetrievalBrick
from llmbrick.bricks.translate.base_translate import TranslateBrick
from llmbrick.core.brick import BaseBrick, get_service_info_handler, output_streaming_handler, unary_handler
from llmbrick.protocols.models.bricks.common_types import ModelInfo, ServiceInfoResponse
from llmbrick.protocols.models.bricks.guard_types import GuardRequest, GuardResponse, GuardResult
from llmbrick.protocols.models.bricks.intention_types import IntentionRequest, IntentionResponse, IntentionResult
from llmbrick.protocols.models.bricks.llm_types import LLMRequest, LLMResponse
from llmbrick.protocols.models.bricks.rectify_types import RectifyRequest, RectifyResponse
from llmbrick.protocols.models.bricks.retrieval_types import Document, RetrievalRequest, RetrievalResponse
from llmbrick.protocols.models.bricks.translate_types import TranslateRequest, TranslateResponse

from . import words

ATTACK = re.compile(r"ignore (all )?(the |your )?(previous |prior )?instructions|忽略.{0,20}指示", re.IGNORECASE)


class MockGuard(GuardBrick):
    @unary_handler
    async def judge(self, request: GuardRequest) -> GuardResponse:
        is_attack = bool(ATTACK.search(request.text))
        detail = words.ATTACK if is_attack else ""
        return GuardResponse(results=[GuardResult(is_attack, 0.9 if is_attack else 0.1, detail)])


class MockRectify(RectifyBrick):
    @unary_handler
    async def correct(self, request: RectifyRequest) -> RectifyResponse:
        return RectifyResponse(corrected_text=request.text.strip())


class MockTranslate(TranslateBrick):
    @unary_handler
    async def translate(self, request: TranslateRequest) -> TranslateResponse:
        return TranslateResponse(text=request.text, language_code=request.target_language, is_final=True)


class MockIntention(IntentionBrick):
    @unary_handler
    async def tell(self, request: IntentionRequest) -> IntentionResponse:
        category = "question" if re.search("[?？]", request.text) else "statement"
        return IntentionResponse(results=[IntentionResult(category, 0.8)])


class MockRetrieval(RetrievalBrick):
    @unary_handler
    async def find(self, request: RetrievalRequest) -> RetrievalResponse:
        found = words.DOCUMENTS[: request.max_results or None]
        return RetrievalResponse(
            documents=[
                Document(f"mock-{index + 1}", title, snippet, 0.9 - index / 10)
                for index, (title, snippet) in enumerate(found)
            ]
        )


class MockLLM(LLMBrick):
    @output_streaming_handler
    async def answer(self, request: LLMRequest) -> AsyncIterator[LLMResponse]:
        # A few characters at a time, as models do.
        for piece in re.findall(".{1,4}", words.answer(request.prompt), re.DOTALL):
            await asyncio.sleep(0.03)
            yield LLMResponse(text=piece)

    @get_service_info_handler
    async def info(self) -> ServiceInfoResponse:
        model = ModelInfo("mock", "1.0.0", support_streaming=True, description="Plays a model")
        return ServiceInfoResponse("mock llm", "1.0.0", [model])


MOCKS: dict[str, BaseBrick[Any, Any]] = {
    "guard": MockGuard(),
    "rectify": MockRectify(),
    "translate": MockTranslate(),
    "intention": MockIntention(),
    "retrieval": MockRetrieval(),
    "llm": MockLLM(default_prompt=""),
}
