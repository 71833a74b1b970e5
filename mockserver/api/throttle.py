"""The throttle: how much one address may ask of a server that strangers use, whoever it says it is.

Counted by address, as keys are free to have; behind a proxy that needs `--trusted-proxies`, else all visitors are one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from ipaddress import IPv6Address
from time import perf_counter_ns

from mockserver.api.asgi import App, Receive, Scope, Send, send_answer
from mockserver.api.observing import Observer
from mockserver.api.refusals import refusal
from mockserver.api.request import Request
from mockserver.errors import RateLimitExceeded
from mockserver.instants import HOUR, MINUTE
from mockserver.settings import Settings
from mockserver.state.limits import Window

# A request counts as one, and as one more for each so many bytes that it brings along.
BYTES_PER_REQUEST = 100_000
# So many new sandboxes an hour are for a workshop behind one address; more are for nobody.
SANDBOXES_PER_HOUR = 60
_OPENING = frozenset({"/_mock/sandboxes", "/_console/open"})
_MOST_ADDRESSES = 50_000


def counted_as(address: str) -> str:
    """Give what an address is counted as: of IPv6 one caller has a whole network of 64 bits."""
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address)
    except ValueError:
        return address
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped is not None else str(IPv6Address(int(parsed) >> 64 << 64))


class Windows:
    """Counts for many addresses, each in a window of its own."""

    def __init__(self, most: int, length: int, time: Callable[[], int]) -> None:
        self._most = most
        self._length = length
        self._time = time
        self._windows: dict[str, Window] = {}

    def wait(self, address: str, cost: int = 1) -> int:
        """Count a request of an address and give the seconds to wait when there were too many, else 0."""
        now = self._time()
        window = self._windows.get(address)
        if window is None or now >= window.ends:
            self._make_room(now)
            window = Window(now, now + self._length, self._most)
        if wait := window.wait(now):
            return wait
        self._windows[address] = replace(window, used=window.used + cost)
        return 0

    def _make_room(self, now: int) -> None:
        if len(self._windows) >= _MOST_ADDRESSES:
            self._windows = {address: window for address, window in self._windows.items() if now < window.ends}
        if len(self._windows) >= _MOST_ADDRESSES:
            self._windows.clear()


class Throttle:
    """Stands before ASGI applications; all that it is put before are counted together."""

    def __init__(self, settings: Settings, observer: Observer, time: Callable[[], int]) -> None:
        self._rate = settings.demo_rate
        self._windows = Windows(settings.demo_rate, MINUTE, time)
        self._openings = Windows(SANDBOXES_PER_HOUR, HOUR, time)
        self._body_limit = settings.body_limit
        self._observer = observer

    def before(self, app: App) -> App:
        """Give an application that is only asked as often as is allowed."""

        async def throttled(scope: Scope, receive: Receive, send: Send) -> None:
            problem = self._problem(scope)
            if problem is None:
                await app(scope, receive, send)
                return
            request = Request(scope["method"], scope["path"])
            answer = refusal(problem, request)
            self._observer.saw("guard", request, answer, None, perf_counter_ns())
            await send_answer(send, answer, request.method)

        return throttled

    def _problem(self, scope: Scope) -> RateLimitExceeded | None:
        client = scope.get("client")
        address = counted_as(str(client[0])) if client else ""
        allowed = f"{self._rate} requests per minute"
        wait = self._windows.wait(address, self._cost(scope))
        if not wait and scope["method"] == "POST" and scope["path"] in _OPENING:
            allowed = f"{SANDBOXES_PER_HOUR} new sandboxes per hour"
            wait = self._openings.wait(address)
        if not wait:
            return None
        return RateLimitExceeded(
            "You have exceeded the rate limit. Please try again later.",
            explanation=f"in demo mode, this server allows {allowed} and address",
            headers={"Retry-After": str(wait)},
        )

    def _cost(self, scope: Scope) -> int:
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        size = int(length) if length.isdigit() else 0
        if b"transfer-encoding" in headers:
            size = self._body_limit
        return 1 + min(size, self._body_limit) // BYTES_PER_REQUEST
