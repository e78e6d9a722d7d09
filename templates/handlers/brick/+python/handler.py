"""Your code: the server answers with bricks, LLMBrick's services over gRPC."""

from collections.abc import AsyncGenerator

from llmbrick.protocols.models.http.conversation import ConversationSSERequest, ConversationSSEResponse

from bricks import guard, intention, llm, pipeline, rectify, retrieval, translate

# The way from a question to its answer: one line a step, in the order in which they run. Each asks a brick at the
# address in its variable, such as BRICK_GUARD=127.0.0.1:50051, and is left out where that is not set. An attack ends
# the answer at guard(); what retrieval() finds goes to the client, and into the prompt.
STEPS = [
    guard(),
    rectify(),
    translate(to="en"),
    intention(),
    retrieval(max_results=3),
    llm(temperature=0.7),
]


async def handler(request: ConversationSSERequest) -> AsyncGenerator[ConversationSSEResponse, None]:
    """When the client goes away or a time limit ends the stream, the `await` that waits raises
    asyncio.CancelledError: it stops the bricks, too.
    """
    async for event in pipeline(STEPS, request):
        yield event
