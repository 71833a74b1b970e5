"""A small application that stands in for ours: what is tested here is the serving."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from mockserver.server.thread import Factory
from mockserver.settings import Settings


@pytest.fixture
def events() -> list[str]:
    """What the application noticed of its life."""
    return []


@pytest.fixture
def factory(events: list[str]) -> Factory:
    """Makes an application with a fast path, a slow one and one that blocks its start or end on request."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        events.append("started")
        yield
        events.append("stopped")

    async def fast(request: Request) -> Response:
        return PlainTextResponse(f"{request.method} {request.url.path}")

    async def slow(request: Request) -> Response:
        await asyncio.sleep(float(request.query_params["seconds"]))
        return PlainTextResponse("late")

    def create(_: Settings) -> Starlette:
        return Starlette(routes=[Route("/slow", slow), Route("/{path:path}", fast)], lifespan=lifespan)

    return create
