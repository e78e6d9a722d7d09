"""GET /v1/models: the models that the server allows."""

import time
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hardening import require_key
from hardening.settings import Settings

from .faults import Fault, no_such_model


class Models:
    def __init__(self, settings: Settings) -> None:
        self.names = settings.allowed_models
        self.created = int(time.time())

    async def all(self, request: Request) -> JSONResponse:
        require_key(request)
        return JSONResponse({"object": "list", "data": [self.described(name) for name in self.names]})

    async def one(self, request: Request) -> Response:
        """A name may have slashes, as they are or percent-encoded."""
        require_key(request)
        name = request.path_params["id"]
        if name in self.names:
            return JSONResponse(self.described(name))
        return Fault(404, **no_such_model(name, self.names)).response()

    def described(self, name: str) -> dict[str, Any]:
        return {"id": name, "object": "model", "created": self.created, "owned_by": "llmbrick"}
