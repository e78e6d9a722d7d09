"""A client that has asked the server: its frames come one by one."""

import asyncio
import json
from typing import Any

import httpx

Frame = dict[str, Any]

#: The end of an answer.
END: Frame = {"event": "the end"}


class Client:
    def __init__(self, url: str, body: dict[str, Any]) -> None:
        self.seen: list[Frame] = []
        self._frames: asyncio.Queue[Frame] = asyncio.Queue()
        self._task = asyncio.create_task(self._read(url, body))

    async def _read(self, url: str, body: dict[str, Any]) -> None:
        try:
            async with (
                httpx.AsyncClient(timeout=None, trust_env=False) as client,
                client.stream("POST", url, json=body, headers={"Accept": "text/event-stream"}) as response,
            ):
                if response.status_code != 200:
                    await response.aread()
                    self._frames.put_nowait({"event": f"HTTP {response.status_code}", "body": response.text})
                    return
                # What has no end yet, in pieces: put together once it has, so that a long frame takes no longer.
                rest: list[str] = [""]
                async for text in response.aiter_text():
                    is_ended = "\n\n" in rest[-1][-1:] + text
                    rest.append(text)
                    if is_ended:
                        *parts, last = "".join(rest).split("\n\n")
                        rest = [last]
                        for part in parts:
                            self._take(part)
        except httpx.TransportError:
            pass  # a connection that breaks is an answer that ends
        finally:
            self._frames.put_nowait(END)

    def _take(self, text: str) -> None:
        """A frame of this protocol has two lines, its name and its data; what begins with a colon is a comment."""
        name, _, data = text.partition("\n")
        if name.startswith("event: ") and data.startswith("data: "):
            self._frames.put_nowait({"event": name[7:], **in_camel_case(json.loads(data[6:]))})

    async def next(self) -> Frame:
        """The next frame, or END."""
        frame = await self._frames.get()
        if frame is not END:
            self.seen.append(frame)
        return frame

    def whole(self) -> dict[str, Any]:
        """What has come, in one: what `answer` looks at."""
        events = [frame for frame in self.seen if frame["event"] == "message"]
        texts = [event["text"] for event in events if event["type"] == "text" and event.get("text")]
        failed = next((frame for frame in self.seen if frame["event"] != "message"), None)
        return {
            "text": "".join(texts),
            "types": [event["type"] for event in events],
            "pieces": len(texts),
            "ownIds": len({event["id"] for event in events}) == len(events),
            "dones": sum(event["progress"] == "DONE" for event in events),
            "last": events[-1] if events else None,
            "error": failed
            and {
                "error": failed.get("error", failed["event"]),
                "details": failed.get("details", failed.get("body")),
            },
            "all": json.dumps(self.seen, ensure_ascii=False),
        }

    async def leave(self) -> None:
        self._task.cancel()
        await asyncio.wait([self._task])


def in_camel_case(fields: dict[str, Any]) -> dict[str, Any]:
    """A server in Python has one nested name in its own spelling."""
    metadata = fields.get("metadata")
    if not isinstance(metadata, dict) or "search_results" not in metadata:
        return fields
    found = {"searchResults" if name == "search_results" else name: value for name, value in metadata.items()}
    return {**fields, "metadata": found}
