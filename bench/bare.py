"""The yardstick: a Starlette application that returns fixed bytes, on uvicorn as we configure it.

python -m bench.bare PORT PATH=FILE …
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route


def route(path: str, file: str) -> Route:
    body = Path(file).read_bytes()

    async def answer(request: Request) -> Response:
        if request.method != "GET":
            await request.body()
        return Response(body, media_type="application/json")

    endpoint: Callable[[Request], Awaitable[Response]] = answer
    return Route(path, endpoint, methods=["GET", "POST", "PUT"])


def main() -> None:
    port, *pairs = sys.argv[1:]
    app = Starlette(routes=[route(*pair.split("=", 1)) for pair in pairs])
    uvicorn.run(
        app,
        port=int(port),
        log_level="error",
        access_log=False,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
