"""The guard: what is not the imitated API is for programs and for this server's own pages, never for other websites.

A page in the browser of somebody who runs the mock may send requests to it. So the control API and the pages refuse
what another origin sends, and names of this server that are not its own: with such a name a website can pretend to be
of the same origin (DNS rebinding).
"""

from __future__ import annotations

from ipaddress import ip_address
from time import perf_counter_ns
from urllib.parse import urlsplit

from mockserver.api.asgi import App, Receive, Scope, Send, send_answer
from mockserver.api.observing import Observer
from mockserver.api.refusals import refusal
from mockserver.api.request import Request
from mockserver.errors import OriginRefused
from mockserver.settings import Settings

# Nobody can register a name below these; containers reach the machine they run on by the last one.
_PRIVATE_ZONES = (".localhost", ".local", ".test", ".home.arpa", ".internal")
_OWN_SITES = (None, "none", "same-origin")
_LOOKED_AT = {b"host", b"origin", b"sec-fetch-site", b"sec-fetch-mode", b"sec-fetch-dest"}


class Guard:
    """Stands before an ASGI application. `pages` are also opened by following a link from elsewhere."""

    def __init__(self, app: App, settings: Settings, observer: Observer, *, pages: bool = False) -> None:
        self._app = app
        self._observer = observer
        self._pages = pages
        self._public = urlsplit(settings.public_url or "")
        self._host = settings.host
        self._is_local = _is_loopback(settings.host)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass, or refuse it."""
        headers = {name: value.decode("latin-1") for name, value in reversed(scope["headers"]) if name in _LOOKED_AT}
        reason = self._foreign_name(headers) or self._foreign_origin(headers) or self._foreign_site(headers, scope)
        if reason is None:
            await self._app(scope, receive, send)
            return
        request = Request(scope["method"], scope["path"])
        answer = refusal(OriginRefused(reason), request)
        self._observer.saw("guard", request, answer, None, perf_counter_ns())
        await send_answer(send, answer, request.method)

    def _foreign_name(self, headers: dict[bytes, str]) -> str | None:
        host = headers.get(b"host")
        if host is None or self._is_own_name(_name(host)):
            return None
        return f"Host: {host[:200]!r} is no name of this server; if it is one, start it with --public-url http://HOST."

    def _is_own_name(self, name: str) -> bool:
        if name in (self._host, self._public.hostname) or name.endswith(_PRIVATE_ZONES):
            return True
        try:
            address = ip_address(name)
        except ValueError:
            # Without a dot it is no name of the internet.
            return "." not in name
        return address.is_loopback or not self._is_local

    def _foreign_origin(self, headers: dict[bytes, str]) -> str | None:
        origin = headers.get(b"origin")
        if origin is None:
            return None
        own = (headers.get(b"host", "").lower(), self._public.netloc.lower())
        if (netloc := urlsplit(origin).netloc.lower()) and netloc in own:
            return None
        return f"Origin: only pages of this server may do this, not those of {origin[:200]!r}."

    def _foreign_site(self, headers: dict[bytes, str], scope: Scope) -> str | None:
        site = headers.get(b"sec-fetch-site")
        if site in _OWN_SITES:
            return None
        follows_link = headers.get(b"sec-fetch-mode") == "navigate" and headers.get(b"sec-fetch-dest") == "document"
        if self._pages and follows_link and scope["method"] in ("GET", "HEAD"):
            return None
        return f"Sec-Fetch-Site: only pages of this server may do this, and the browser says {site[:200]!r}."


def _name(host: str) -> str:
    """Give the host without its port, in lower case."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return "not.a.name"


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
