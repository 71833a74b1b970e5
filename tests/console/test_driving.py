"""Where pages are made: what uses the store is done by the store's worker, waiting is done in the event loop."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import AsyncGenerator, Callable
from threading import get_ident
from typing import Any

import pytest

from mockserver.api.pipeline import Pipeline
from mockserver.api.request import Answer, Request
from mockserver.console.driving import Asked, drive, drive_each
from mockserver.state.store import Store
from mockserver.state.worker import Worker
from tests.console.visitor import Visitor

LOOK = Request("GET", "/clock")


async def page(seen: list[int]) -> str:
    """A page that does something, asks, and does something with the answer."""
    seen.append(get_ident())
    answer = await Asked(LOOK)
    seen.append(get_ident())
    return answer.body.decode()


async def events(seen: list[int]) -> AsyncGenerator[str, None]:
    for _ in range(2):
        yield await page(seen)


def test_a_page_is_made_by_the_worker_and_waits_elsewhere() -> None:
    async def everything() -> None:
        worker, here, steps = Worker(apart=True), get_ident(), list[int]()

        async def ask(request: Request) -> Answer:
            assert (request, get_ident()) == (LOOK, here)
            return Answer(200, b"said")

        try:
            assert await drive(page(steps), worker, ask) == "said"
            assert [event async for event in drive_each(events(steps), worker, ask)] == ["said", "said"]
        finally:
            worker.close()
        assert len(set(steps)) == 1
        assert here not in steps

    asyncio.run(everything())


def test_what_a_page_cannot_do_is_raised_where_it_is_asked_for() -> None:
    async def failing() -> None:
        await Asked(LOOK)
        raise LookupError

    async def ask(_: Request) -> Answer:
        return Answer(200, b"")

    with pytest.raises(LookupError):
        asyncio.run(drive(failing(), Worker(apart=False), ask))


def test_no_page_uses_the_store_outside_of_its_worker(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    working, outside = [0], []

    async def run(self: Worker, act: Callable[..., Any], *arguments: object) -> Any:
        working[0] += 1
        try:
            return act(*arguments)
        finally:
            working[0] -= 1

    def watched(owner: type, name: str) -> None:
        kept = getattr(owner, name)

        def watching(*arguments: Any, **words: Any) -> Any:
            if not working[0]:
                outside.append(f"{owner.__name__}.{name}")
            return kept(*arguments, **words)

        monkeypatch.setattr(owner, name, watching)

    ats, hris = visitor.id("sandbox", "ATS"), visitor.id("sandbox", "HRIS")
    monkeypatch.setattr(Worker, "run", run)
    watched(Pipeline, "answer")
    for name in ("environment", "integration", "records", "now"):
        watched(Store, name)
    for path in ("", f"/data/{ats}", f"/board/{ats}", f"/organisation/{hris}", f"/calendar/{hris}", "/happenings",
                 "/requests", "/requests.har", "/connectors", f"/data/{hris}/hris_employees"):  # fmt: skip
        visitor.open(f"/_console{path}")
    visitor.act("POST", "/_mock/clock/advance", {"by": "PT1H"})
    with visitor.http.stream("GET", "/_console/requests/stream?after=0") as stream:
        assert next(stream.iter_lines()) == "retry: 2000"
    assert outside == []


def test_who_leaves_while_a_page_waits_ends_it() -> None:
    async def everything() -> None:
        ended, problems = [], []

        async def waiting() -> AsyncGenerator[str, None]:
            try:
                await Asked(LOOK)
                yield "never"
            finally:
                ended.append(True)

        async def ask(_: Request) -> Answer:
            await asyncio.Event().wait()
            raise AssertionError

        async def listen(generator: AsyncGenerator[str, None]) -> None:
            async for _ in drive_each(generator, Worker(apart=False), ask):
                pass

        asyncio.get_running_loop().set_exception_handler(lambda _, context: problems.append(context))
        task = asyncio.ensure_future(listen(waiting()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        del task
        gc.collect()
        await asyncio.sleep(0)
        assert (ended, problems) == ([True], [])

    asyncio.run(everything())
