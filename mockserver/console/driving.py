"""Driving: a page does what uses the store where that is done, and waits for the control API in the event loop.

Pages read through both APIs. The imitated one answers at once, the control API may wait for something to happen; with a
database that keeps its users waiting, the store has a thread of its own, and nobody else may use it.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Coroutine, Generator
from contextlib import suppress
from typing import Any, TypeVar

from mockserver.api.request import Answer, Request
from mockserver.state.worker import Worker

Given = TypeVar("Given")
Ask = Callable[[Request], Awaitable[Answer]]


class Asked:
    """The answer to a request, to be awaited by what is driven."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def __await__(self) -> Generator[Request, Answer, Answer]:
        """Give the answer."""
        return (yield self._request)


async def drive(page: Coroutine[Any, Any, Given], worker: Worker, ask: Ask) -> Given:
    """Give what a coroutine gives that awaits nothing but `Asked`: its steps are done by the worker."""
    answer = None
    while True:
        request, given = await worker.run(_step, page, answer)
        if request is None:
            result: Given = given
            return result
        try:
            answer = await ask(request)
        except BaseException as problem:
            # As if the page had waited itself: who leaves while it waits ends it, too.
            with suppress(StopIteration):
                page.throw(problem)
            raise


async def drive_each(events: AsyncGenerator[Given, None], worker: Worker, ask: Ask) -> AsyncIterator[Given]:
    """Give what a generator of the same kind gives."""
    while True:
        try:
            yield await drive(events.__anext__(), worker, ask)
        except StopAsyncIteration:
            return


def _step(page: Coroutine[Any, Any, Any], answer: Answer | None) -> tuple[Request | None, Any]:
    try:
        return page.send(answer), None
    except StopIteration as end:  # which no future can hold
        return None, end.value
