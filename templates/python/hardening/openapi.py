"""/openapi.json as the server really answers: a stream of events, and every status."""

from typing import Any

from llmbrick.protocols.models.http.conversation import ConversationSSEResponse
from llmbrick.servers.sse.server import SSEServer

from .endpoint import path_of, url_path_of
from .settings import Settings

REFUSALS = {
    "400": "The body is not UTF-8, or its JSON is nested too deep.",
    "403": "The Host or Origin header is a foreign one.",
    "404": "The server has no handler yet.",
    "405": "The method is not POST.",
    "406": "The Accept header does not name text/event-stream.",
    "408": "The request took too long to come in.",
    "413": "The body is too large.",
    "415": "The body is not said to be JSON, or it is encoded, such as by gzip.",
    "503": "Too many streams are open or bodies under way, or the server is shutting down. Try again in a moment.",
}
NO_KEY = {"401": "No API key, or a wrong one."}
STREAM = (
    'Frames named "message", each with a ConversationSSEResponse as JSON in one line of data. '
    'Where something goes wrong, a last frame named "error" with {"error", "details"}.'
)
REF = "#/components/schemas/{model}"


PAGES_OF_A_CDN = ("/docs", "/docs/oauth2-redirect", "/redoc")


def describe(server: SSEServer, settings: Settings) -> None:
    """Corrects the description that FastAPI makes of the endpoint, and leaves out its pages, which run foreign scripts."""
    app = server.fastapi_app
    app.router.routes[:] = [route for route in app.routes if getattr(route, "path", None) not in PAGES_OF_A_CDN]
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            correct(generate(), server, settings)
        return generate()

    # The way that FastAPI documents to extend its schema.
    app.openapi = openapi  # type: ignore[method-assign]


def correct(schema: dict[str, Any], server: SSEServer, settings: Settings) -> None:
    route = schema["paths"].pop(path_of(server))
    schema["paths"][url_path_of(server)] = route
    endpoint = route["post"]
    endpoint["requestBody"]["content"]["application/json"]["example"] = {
        "model": settings.allowed_models[0],
        "messages": [{"role": "user", "content": "Hello"}],
        "sessionId": "session-1",
    }
    refusals = REFUSALS | (NO_KEY if settings.api_keys else {})
    endpoint["responses"] = {
        "200": {"description": STREAM, "content": {"text/event-stream": {"schema": {"type": "string"}}}},
        **{status: answer(description, {"type": "object"}) for status, description in refusals.items()},
        "422": answer(
            "The body is not JSON, or not a ConversationSSERequest. Up to 20 faults are listed.",
            {"$ref": REF.format(model="HTTPValidationError")},
        ),
    }
    schemas = schema["components"]["schemas"]
    # Events go out with the names of the Python fields.
    event = ConversationSSEResponse.model_json_schema(by_alias=False, ref_template=REF, mode="serialization")
    schemas |= event.pop("$defs") | {"ConversationSSEResponse": event}
    for name in ("input", "ctx"):
        schemas["ValidationError"]["properties"].pop(name, None)


def answer(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}
