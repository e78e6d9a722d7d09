"""GET /v1/models: the models that the server allows."""

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hardening.access import ASK_FOR_KEY, NO_KEY, has_key
from hardening.settings import Settings

from .faults import Fault, no_such_model


class Models:
    def __init__(self, settings: Settings) -> None:
        self.names = settings.allowed_models
        self.keys = settings.api_keys
        self.created = int(time.time())

    async def all(self, request: Request) -> Response:
        if not has_key(request.headers, self.keys):
            return self.no_key()
        return JSONResponse({"object": "list", "data": [self.described(name) for name in self.names]})

    async def one(self, request: Request) -> Response:
        """A name may have slashes, as they are or percent-encoded."""
        if not has_key(request.headers, self.keys):
            return self.no_key()
        name = request.path_params["id"]
        if name in self.names:
            return JSONResponse(self.described(name))
        return Fault(404, **no_such_model(name, self.names)).response()

    def no_key(self) -> Response:
        return Fault(401, NO_KEY, code="invalid_api_key").response(ASK_FOR_KEY)

    def described(self, name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": self.created, "owned_by": "llmbrick"}
