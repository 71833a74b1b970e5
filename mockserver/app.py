"""The application: everything that is served, put together."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, closing
from typing import Any, cast

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver import resources
from mockserver.api.endpoint import ApiEndpoint
from mockserver.api.files import FilesEndpoint
from mockserver.api.guard import Guard
from mockserver.api.observing import Observed
from mockserver.api.pipeline import Pipeline
from mockserver.api.scribe import Scribe
from mockserver.api.throttle import Throttle
from mockserver.connect.endpoint import ConnectEndpoint
from mockserver.connectors import load_catalog
from mockserver.console.endpoint import ConsoleEndpoint
from mockserver.control.endpoint import ControlEndpoint
from mockserver.description import load
from mockserver.docs.endpoint import DocsEndpoint
from mockserver.keeper import Keeper
from mockserver.scenarios.beginnings import Beginnings
from mockserver.settings import Settings
from mockserver.state.clock import TimeSource, real_time
from mockserver.state.store import Store
from mockserver.ticker import Ticker
from mockserver.webhooks.courier import Courier


class Application(Starlette):
    """A Starlette application for pages, whose other paths go straight to where they are answered.

    `doors` are found by the first segment of a path; what neither they nor the pages know is the imitated API. Going
    through the router and its middleware would cost twice the time of a repeated page, and answer odd paths as text.
    """

    def __init__(self, api: ASGIApp, doors: Mapping[str, ASGIApp], *, routes: list[Route], lifespan: Any) -> None:
        super().__init__(routes=routes, lifespan=lifespan)
        self._api = api
        self._doors = doors
        self._pages = frozenset(route.path.split("/", 2)[1] for route in routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in the life of the server."""
        if scope["type"] != "http":
            await super().__call__(scope, receive, send)
            return
        path: str = scope["path"]
        # What begins with two slashes is no page, also where an empty segment is the root's.
        head = path.split("/", 2)[1] if path.startswith("/") and not path.startswith("//") else "?"
        door = self._doors.get(head)
        if door is not None:
            await door(scope, receive, send)
        elif head in self._pages:
            await super().__call__(scope, receive, send)
        else:
            await self._api(scope, receive, send)


def create_app(settings: Settings | None = None, *, time: TimeSource = real_time) -> Application:
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
    keeper = Keeper(store, pipeline.journals)
    scribe = Scribe(pipeline.recorder, store.worker)
    described = load(resources.openapi_directory() / "control")
    control = ControlEndpoint(pipeline, courier, described)
    store.begin = Beginnings(pipeline, courier, described).begin
    observer = pipeline.observer
    api = _for_pages(ApiEndpoint(pipeline, settings.body_limit), settings)
    docs = Observed(DocsEndpoint(description, settings), observer, "docs", segments=2)
    console = Observed(ConsoleEndpoint(pipeline, control, described), observer, "console", segments=2)
    files = Observed(_for_pages(FilesEndpoint(store), settings), observer, "files", segments=1)
    connect = Observed(ConnectEndpoint(store), observer, "connect", segments=2)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        # In this order from below: nothing is played or sent any more when the database is let go of.
        with closing(store):
            async with scribe.running(), courier.running(), ticker.running(), keeper.running():
                yield

    doors: dict[str, ASGIApp] = {
        "_mock": Guard(control, settings, observer),
        "_files": files,
        "_connect": connect,
        "_console": Guard(console, settings, observer, pages=True),
        **dict.fromkeys(("docs", "openapi.json", "openapi.yaml"), Guard(docs, settings, observer, pages=True)),
    }
    if settings.demo:
        throttle = Throttle(settings, observer, time)
        api, doors = throttle.before(api), {name: throttle.before(door) for name, door in doors.items()}
    api = _behind_proxies(api, settings)
    doors = {name: _behind_proxies(door, settings) for name, door in doors.items()}
    app = Application(api, doors, routes=[Route("/", _home)], lifespan=lifespan)
    app.state.store = store
    app.state.pipeline = pipeline
    app.state.control = control
    app.state.courier = courier
    return app


async def _home(_: Request) -> RedirectResponse:
    return RedirectResponse("/_console")


def _behind_proxies(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Believe what proxies that are trusted say about who asks, and over which scheme."""
    if not settings.trusted_proxies:
        return app
    from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

    # uvicorn and Starlette write the same protocol down with different types.
    behind: Any = ProxyHeadersMiddleware(cast("Any", app), trusted_hosts=list(settings.trusted_proxies))
    return cast("ASGIApp", behind)


def _for_pages(app: ASGIApp, settings: Settings) -> ASGIApp:
    """Let the pages of some origins call an application from a browser; none may unless the settings name it."""
    if not settings.cors:
        return app
    from starlette.middleware.cors import CORSMiddleware

    return CORSMiddleware(
        app,
        allow_origins=settings.cors,
        allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE"],
        allow_headers=["*"],
        expose_headers=["*"],
        allow_private_network=True,
    )
