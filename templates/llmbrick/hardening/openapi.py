"""/openapi.json as the server really answers: a stream of events, and every status."""

import warnings
from typing import Any

from fastapi import FastAPI
from llmbrick.protocols.models.http.conversation import ConversationSSEResponse

from .settings import Settings

REFUSALS = {
    "400": "The body is not UTF-8, or its JSON is nested too deep.",
    "403": "The Host or Origin header is a foreign one.",
    "404": "The server has no handler yet.",
    "405": "The method is not POST.",
    "406": "The Accept header does not name text/event-stream.",
    "408": "The request took too long to come in.",
    "413": "The body is too large.",
    "415": "The body is not said to be JSON.",
    "503": "Too many streams are open, or the server is shutting down. Try again in a moment.",
}
NO_KEY = {"401": "No API key, or a wrong one."}
STREAM = (
    'Frames named "message", each with a ConversationSSEResponse as JSON in one line of data. '
    'Where something goes wrong, a last frame named "error" with {"error", "details"}.'
)
REF = "#/components/schemas/{model}"


def describe(app: FastAPI, settings: Settings) -> None:
    """Corrects the description that FastAPI makes of the endpoint."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            with warnings.catch_warnings():
                # The framework adds its route anew with each handler.
                warnings.simplefilter("ignore")
                correct(generate(), settings)
        return generate()

    # The way that FastAPI documents to extend its schema.
    app.openapi = openapi  # type: ignore[method-assign]


def correct(schema: dict[str, Any], settings: Settings) -> None:
    route = schema["paths"].pop(settings.endpoint)
    schema["paths"][settings.url_path] = route
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
            "The body is not JSON, or not a ConversationSSERequest. Every fault is listed.",
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
