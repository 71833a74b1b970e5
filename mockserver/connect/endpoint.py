"""The ASGI side of the connection flow: the page behind a link, and what the page asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs

from mockserver.api.asgi import Receive, Scope, Send, read_request, send_answer
from mockserver.api.body import read_json
from mockserver.api.refusals import refusal
from mockserver.api.request import Answer, Request
from mockserver.connect.flow import fail, finish
from mockserver.connect.links import BASE_PATH
from mockserver.connect.page import ASSETS, asset, flow_page, refused_page
from mockserver.errors import AuthenticationInvalid, InputInvalid, MethodNotAllowed, NotFound
from mockserver.state.environments import Environment
from mockserver.state.store import Store
from mockserver.state.tokens import Purpose, TokenRefusedError, environment_of, read

_PURPOSES: dict[str, tuple[Purpose, ...]] = {"link": ("connect", "relink"), "setup": ("setup",)}
# Nothing here forbids to frame the page: that is what it is for.
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; "
    b"form-action 'none'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY),
    (b"referrer-policy", b"no-referrer"),  # the address holds the token
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
]
_HTML = b"text/html; charset=utf-8"


class ConnectEndpoint:
    """Serves the connection flow. The token of the link stands for the API key, which the page never sees."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._routes: dict[str, dict[str, Callable[[Request], Answer]]] = {
            "finish": {"POST": self._finish},
            "fail": {"POST": self._fail},
            **{name: {"GET": self._page} for name in _PURPOSES},
            **{name: {"GET": self._asset} for name in ASSETS},
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        request = Request(scope["method"], scope["path"].removeprefix(BASE_PATH).strip("/"), scope["query_string"])
        try:
            request = await read_request(request, scope, receive, self._store.settings.body_limit)
            answer = await self._store.worker.run(self._answer, request)
        except Exception as problem:  # noqa: BLE001 - whatever it is, it becomes an answer
            answer = refusal(problem, request)
        answer.headers.extend(_HEADERS)
        await send_answer(send, answer, request.method)

    def _answer(self, request: Request) -> Answer:
        methods = self._routes.get(request.path)
        if methods is None:
            raise NotFound(f"There is nothing at {BASE_PATH}/{request.path[:200]}.")
        handler = methods.get("GET" if request.method == "HEAD" else request.method)
        if handler is None:
            raise MethodNotAllowed(f"Only {', '.join(methods)} is allowed here.", headers={"Allow": ", ".join(methods)})
        return handler(request)

    def _asset(self, request: Request) -> Answer:
        return Answer(200, asset(request.path), content_type=ASSETS[request.path])

    def _page(self, request: Request) -> Answer:
        token = parse_qs(request.query.decode("latin-1")).get("token", [""])[0]
        language = "en"
        try:
            environment = environment_of(self._store, token)
            claims = read(self._store, environment, token, *_PURPOSES[request.path])
            language = claims["language"]
            return Answer(200, flow_page(self._store, environment, claims), content_type=_HTML)
        except TokenRefusedError as problem:
            if problem.ended is not None:
                return Answer(410, refused_page(problem.ended["language"], expired=True), content_type=_HTML)
        except NotFound:
            pass
        return Answer(404, refused_page(language, expired=False), content_type=_HTML)

    def _finish(self, request: Request) -> Answer:
        environment, claims = self._authenticated(request)
        return Answer.json(200, {"activation_token": finish(self._store, environment, claims, _tool(request))})

    def _fail(self, request: Request) -> Answer:
        environment, claims = self._authenticated(request)
        fail(self._store, environment, claims, _tool(request))
        return Answer.json(200, {})

    def _authenticated(self, request: Request) -> tuple[Environment, dict[str, Any]]:
        token = (request.header("authorization") or "").removeprefix("Bearer ")
        try:
            environment = environment_of(self._store, token)
            return environment, read(self._store, environment, token, "connect", "relink", "setup")
        except TokenRefusedError as problem:
            raise AuthenticationInvalid("The link does not work any more.", explanation=str(problem)) from None


def _tool(request: Request) -> str | None:
    body = read_json(request, required=False)
    tool = body.get("tool") if isinstance(body, dict) else body
    if tool is not None and not isinstance(tool, str):
        raise InputInvalid("$.tool must be a string.")
    return tool
