"""Observing: every answered request is counted for the metrics and gets its line in the log."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from itertools import count
from time import perf_counter_ns

from mockserver import logs
from mockserver.api.asgi import App, Message, Receive, Scope, Send
from mockserver.api.request import Answer, Request
from mockserver.state.faults import Strike

# Upper bounds of the histogram, in nanoseconds: a quarter of a millisecond to five seconds.
BOUNDS = tuple(
    round(milliseconds * 1e6) for milliseconds in (0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000)
)
_LONGEST_ID = 64
_EMAIL = re.compile(r"[^\s=&,:;/'\"<>(){}\[\]]+(@|%40)", re.IGNORECASE)


class Timings:
    """How long requests of one kind took."""

    __slots__ = ("buckets", "nanoseconds")

    def __init__(self) -> None:
        self.buckets = [0] * (len(BOUNDS) + 1)
        self.nanoseconds = 0

    @property
    def count(self) -> int:
        """How many there were."""
        return sum(self.buckets)


class Observer:
    """Counts and tells what was answered; one for all environments. Keys and bodies never get here."""

    def __init__(self) -> None:
        # By api, operation and status: both come from descriptions and from faults, so there are not many.
        self.timings: dict[tuple[str, str, int], Timings] = {}
        self.faults: Counter[str] = Counter()
        self._numbers = count(1)

    def saw(
        self,
        api: str,
        request: Request,
        answer: Answer,
        operation: str | None,
        begun: int,
        integration: str | None = None,
        struck: Strike | None = None,
    ) -> None:
        """Take in an answer; `begun` is when its request came, by `perf_counter_ns`."""
        took = perf_counter_ns() - begun
        if answer.delivery is not None:
            took += (answer.delivery.delay_ms + answer.delivery.drip_ms) * 1_000_000
        self._count((api, operation or "none", answer.status), took)
        if struck is not None:
            self.faults.update(struck.effect.keys())
        if logs.shows(answer.status):
            self._tell(request, answer, took, integration)

    def saw_page(self, page: str, request: Request, status: int, begun: int) -> None:
        """Take in an answer that is none of an API."""
        took = perf_counter_ns() - begun
        self._count(("page", page, status), took)
        if logs.shows(status):
            self._tell(request, Answer(status, b""), took, None)

    def _count(self, kind: tuple[str, str, int], took: int) -> None:
        timings = self.timings.get(kind)
        if timings is None:
            timings = self.timings[kind] = Timings()
        timings.buckets[bisect_left(BOUNDS, took)] += 1
        timings.nanoseconds += took

    def _tell(self, request: Request, answer: Answer, took: int, integration: str | None) -> None:
        explanation = next((value for name, value in answer.headers if name == b"x-mock-explanation"), None)
        query = request.query.decode("latin-1")
        logs.log_request(
            request.method,
            without_addresses(f"{request.path}?{query}" if query else request.path),
            answer.status,
            took / 1_000_000,
            # What the client calls it, so that both logs can be laid beside each other.
            request_id=(request.header("x-request-id") or str(next(self._numbers)))[:_LONGEST_ID],
            details={"integration": integration[:_LONGEST_ID]} if integration else None,
            explanation=None if explanation is None else without_addresses(explanation.decode()),
        )


class Observed:
    """Stands before an application that is no API; of a path only so many segments are shown, the rest is a token."""

    def __init__(self, app: App, observer: Observer, page: str, *, segments: int) -> None:
        self._app = app
        self._observer = observer
        self._page = page
        self._segments = segments

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        begun, status = perf_counter_ns(), 500

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            path = "/".join(scope["path"].split("/")[: self._segments + 1])
            self._observer.saw_page(self._page, Request(scope["method"], path), status, begun)


def without_addresses(text: str) -> str:
    """Give a text with the names in e-mail addresses left out: some of them may belong to somebody."""
    return _EMAIL.sub(r"***\1", text) if "@" in text or "%40" in text else text
