"""The toy model as it plays for the test page: it repeats what it heard last, word by word."""

import asyncio
import re

from .model import Asked, ToyModel

#: Seconds from one piece of the toy model's to the next.
PACE = 0.15

speaking: set[asyncio.Task[None]] = set()


def play_model() -> ToyModel:
    def on_asked(asked: Asked) -> None:
        task = asyncio.create_task(speak(asked))
        speaking.add(task)
        task.add_done_callback(speaking.discard)

    return ToyModel(on_asked)


async def speak(asked: Asked) -> None:
    messages = asked.what.get("messages") or [{"content": ""}]
    text = f"You say: {messages[-1]['content']}. I am a toy, so I say it back, word by word."
    for piece in re.split("(?<= )", text)[int(asked.what["after"] or 0) :]:
        await asyncio.sleep(PACE)
        if asked.dropped.is_set():
            return
        asked.say(piece)
    asked.finish()
