"""The application: everything that is served, put together."""

from __future__ import annotations

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


def create_app(settings: Settings | None = None, *, time: TimeSource = real_time) -> Starlette:
    """Give the ASGI application for some settings.

    `app.state.pipeline` is the way in without HTTP, `app.state.store` what it remembers. Raises ConfigurationError
    when description, connectors or database cannot be used.
    """
    settings = settings or Settings()
    description = load()
    store = Store(settings, load_catalog(extra=settings.connectors), description, time=time)
    pipeline = Pipeline(store)
    control = ControlEndpoint(pipeline, load(resources.openapi_directory() / "control"))
    api = ApiEndpoint(pipeline, settings.body_limit)
    app = Starlette(
        routes=[
            Mount("/_mock", app=control),
            Mount("/_files", app=FilesEndpoint(store)),
            Mount("/_connect", app=ConnectEndpoint(store)),
            Route("/", _home),
            Mount("/", app=api),
        ]
    )
    app.state.store = store
    app.state.pipeline = pipeline
    return app


async def _home(_: Request) -> RedirectResponse:
    return RedirectResponse("/docs")
