"""The ASGI side of the console: cookies, tokens and policy around the pages."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from functools import cache
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import parse_qsl, unquote

import orjson

from mockserver.api.asgi import Receive, Scope, Send, read_request, send_answer
from mockserver.api.pipeline import Pipeline
from mockserver.api.refusals import refusal
from mockserver.api.request import Answer, Request
from mockserver.console.actions import act
from mockserver.console.driving import drive
from mockserver.console.pages.sandbox import welcome
from mockserver.console.rendering import HERE, render
from mockserver.console.stream import Stream
from mockserver.console.visit import BASE, DEFAULT_KEY, PAGES, Refused, Server, Visit
from mockserver.control.endpoint import ControlEndpoint
from mockserver.description import Description
from mockserver.errors import ApiError

_ASSETS: Mapping[str, bytes] = {
    "console.js": b"text/javascript; charset=utf-8",
    "console.css": b"text/css; charset=utf-8",
    "icon.svg": b"image/svg+xml",
}
_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = [
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_FORM_LIMIT = 200_000
_LONGEST_KEY = 200
KEY, TOKEN, CONTROL, INTEGRATION, NOTICE = (
    f"mock_console_{name}" for name in ("key", "token", "control", "integration", "notice")
)

# What somebody without a key may look at.
OPEN_PAGES = ("/join/",)

for _module in ("home", "data", "record", "board", "people", "connectors", "happenings", "requests", "sandbox"):
    import_module(f"mockserver.console.pages.{_module}")


class ConsoleEndpoint:
    """Serves the pages under /_console."""

    def __init__(self, pipeline: Pipeline, control: ControlEndpoint, control_description: Description) -> None:
        settings = pipeline.store.settings
        self._server = Server(pipeline, control, control_description, settings)
        self._pages = [(_pattern(path), page) for path, page in PAGES.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        request = Request(scope["method"], scope["path"], scope["query_string"], scheme=scope.get("scheme", "http"))
        try:
            request = await read_request(request, scope, receive, _FORM_LIMIT)
            answer = _asset(request)
            if answer is None:
                answer = await drive(self._answer(request), self._server.store.worker, self._server.control.answer)
        except ApiError as problem:
            answer = refusal(problem, request)
        if isinstance(answer, Stream) and request.method == "GET":
            await answer.send(receive, send, _HEADERS)
            return
        answer.headers = [*answer.headers, *_HEADERS]
        await send_answer(send, answer, request.method)

    async def _answer(self, request: Request) -> Answer:
        visit = self._visit(request)
        try:
            answer = await self._page(visit)
        except Refused as refused:
            is_stranger = self._server.settings.demo and refused.status == 401 and request.method == "GET"
            answer = (
                await welcome(visit) if is_stranger else render(visit, "error.html", refused.status, refused=refused)
            )
        if visit.notice is not None and request.method == "GET" and NOTICE not in visit.cookies:
            visit.cookies[NOTICE] = None
        answer.headers = [*answer.headers, *(_cookie(visit, *each) for each in visit.cookies.items())]
        if not any(name == b"cache-control" for name, _ in answer.headers):
            answer.headers.append((b"cache-control", b"no-store"))
        return answer

    async def _page(self, visit: Visit) -> Answer:
        path = visit.request.path.removeprefix(BASE).rstrip("/") or "/"
        if visit.request.method == "POST":
            return await self._post(visit, path)
        if visit.request.method not in ("GET", "HEAD"):
            raise Refused(405, {"code": "CONSOLE", "message": "Pages are read with GET."})
        if not path.startswith(OPEN_PAGES):
            visit.sandbox = await visit.control("GET", "/sandbox")  # tells whether the key is accepted, too
        for pattern, page in self._pages:
            found = pattern.fullmatch(path)
            if found is not None:
                return await page(visit, **{name: unquote(text) for name, text in found.groupdict().items()})
        raise Refused(404, {"code": "CONSOLE", "message": "There is no such page."})

    async def _post(self, visit: Visit, path: str) -> Answer:
        if not compare_digest(visit.form.get("token", "").encode(), visit.token.encode()):
            raise Refused(403, {"code": "CONSOLE", "message": "This form is not of a page that you opened; reload it."})
        if path == "/act":
            back, notice = await act(visit)
            visit.cookies[NOTICE] = urlsafe_b64encode(orjson.dumps(notice)).decode()
            return _to(back)
        if path == "/open":
            return await self._open(visit)
        if path == "/key":
            visit.cookies[KEY] = _coded(visit.form.get("key", "").strip()[:_LONGEST_KEY] or DEFAULT_KEY)
            control = visit.form.get("control_token", "")[:_LONGEST_KEY]
            if control:
                visit.cookies[CONTROL] = _coded(control)
            visit.cookies[INTEGRATION] = None
            return _to(BASE)
        raise Refused(404, {"code": "CONSOLE", "message": "There is no such form."})

    async def _open(self, visit: Visit) -> Answer:
        """Open a sandbox and make its key that of this visitor."""
        names = ("link", "company", "colour", "scenario")
        body = {name: visit.form[name].strip() for name in names if visit.form.get(name, "").strip()}
        if "company" not in body:
            body.pop("colour", None)  # a form always has one, and nobody's logo needs none
        opened = await visit.control("POST", "/sandboxes", body)
        visit.cookies[KEY] = _coded(opened["key"])
        visit.cookies[INTEGRATION] = None
        return _to(BASE)

    def _visit(self, request: Request) -> Visit:
        cookies = _cookies(request)
        token = cookies.get(TOKEN)
        settings = self._server.settings
        url = settings.public_url or f"{request.scheme}://{request.header('host') or 'localhost'}"
        visit = Visit(
            server=self._server,
            request=request,
            url=url.rstrip("/"),
            key=_decoded(cookies.get(KEY)) or DEFAULT_KEY,
            token=token or token_urlsafe(24),
            control_token=_decoded(cookies.get(CONTROL)),
            integration_id=cookies.get(INTEGRATION) or None,
            notice=_notice(cookies.get(NOTICE)),
            query=dict(parse_qsl(request.query.decode("latin-1"))),
            form=dict(parse_qsl(request.body.decode("utf-8", "replace"))) if request.method == "POST" else {},
        )
        if token is None:
            visit.cookies[TOKEN] = visit.token
        return visit


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))


def _asset(request: Request) -> Answer | None:
    name = request.path.removeprefix(f"{BASE}/assets/")
    kind = _ASSETS.get(name)
    if kind is None or request.method not in ("GET", "HEAD"):
        return None
    return Answer(200, _content(HERE / "assets" / name), [(b"cache-control", b"no-cache")], kind)


@cache
def _content(file: Path) -> bytes:
    return file.read_bytes()


def _to(address: str) -> Answer:
    return Answer(303, b"", [(b"location", address.encode("ascii", "ignore").translate(None, b"\r\n"))])


def _cookies(request: Request) -> dict[str, str]:
    try:
        parsed = SimpleCookie(request.header("cookie") or "")
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in parsed.items()}


def _cookie(visit: Visit, name: str, value: str | None) -> tuple[bytes, bytes]:
    age = "; Max-Age=0" if value is None else "; Max-Age=60" if name == NOTICE else ""
    # In demo mode who follows a link to a page is to be recognised; what changes something is protected by the token.
    site = "Lax" if visit.server.settings.demo and name in (KEY, TOKEN) else "Strict"
    secure = "; Secure" if visit.url.startswith("https:") else ""
    text = f"{name}={value or ''}; Path={BASE}; HttpOnly; SameSite={site}{age}{secure}"
    return b"set-cookie", text.encode("latin-1", "ignore")


def _coded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


def _decoded(value: str | None) -> str | None:
    try:
        return urlsafe_b64decode(value or "").decode() or None
    except ValueError:
        return None


def _notice(value: str | None) -> dict[str, Any] | None:
    text = _decoded(value)
    try:
        found = orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        return None
    if not isinstance(found, dict) or not isinstance(found.get("status"), int):
        return None
    notice = {name: str(found.get(name, "")) for name in ("label", "call", "told", "made")}
    made = notice["made"] if notice["made"].startswith(f"{BASE}/") else ""
    return {**notice, "made": made, "status": found["status"]}
