"""The application: everything that is served, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Mount, Route

from mockserver import resources
from mockserver.api.endpoint import ApiEndpoint
from mockserver.api.files import FilesEndpoint
from mockserver.api.pipeline import Pipeline
from mockserver.connect.endpoint import ConnectEndpoint
from mockserver.connectors import load_catalog
from mockserver.control.endpoint import ControlEndpoint
from mockserver.description import load
from mockserver.settings import Settings
from mockserver.state.clock import TimeSource, real_time
from mockserver.state.store import Store
from mockserver.ticker import Ticker
from mockserver.webhooks.courier import Courier


def create_app(settings: Settings | None = None, *, time: TimeSource = real_time) -> Starlette:
    """Give the ASGI application for some settings.

    `app.state.pipeline` and `app.state.control` are the ways in without HTTP, `app.state.store` what it remembers.
    Raises ConfigurationError when description, connectors or database cannot be used.
    """
    settings = settings or Settings()
    description = load()
    store = Store(settings, load_catalog(extra=settings.connectors), description, time=time)
    pipeline = Pipeline(store)
    courier = Courier(store)
    ticker = Ticker(store)
    control = ControlEndpoint(pipeline, courier, load(resources.openapi_directory() / "control"))
    api = ApiEndpoint(pipeline, settings.body_limit)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with courier.running(), ticker.running():
            yield

    app = Starlette(
        routes=[
            Mount("/_mock", app=control),
            Mount("/_files", app=FilesEndpoint(store)),
            Mount("/_connect", app=ConnectEndpoint(store)),
            Route("/", _home),
            Mount("/", app=api),
        ],
        lifespan=lifespan,
    )
    app.state.store = store
    app.state.pipeline = pipeline
    app.state.control = control
    app.state.courier = courier
    return app


async def _home(_: Request) -> RedirectResponse:
    return RedirectResponse("/docs")
