"""The lesson at hand, for the test page."""

from pathlib import Path

from llmbrick.servers.sse.server import SSEServer
from starlette.requests import Request
from starlette.responses import Response

#: What the lessons' runner tells the test page.
FILE = Path(__file__).with_name("now.json")


def add_lesson(server: SSEServer, *, enabled: bool) -> None:
    """Adds `/page/lesson.json`; an empty object before the first lesson."""

    async def lesson(_: Request) -> Response:
        text = FILE.read_text(encoding="utf-8") if FILE.exists() else "{}"
        return Response(text, media_type="application/json")

    if enabled:
        server.fastapi_app.add_route("/page/lesson.json", lesson, include_in_schema=False)
