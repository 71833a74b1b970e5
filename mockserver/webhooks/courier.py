"""The courier: takes webhooks from the outboxes and carries them, beside the answering of requests.

Each endpoint has a line of its own: in it webhooks leave one after the other, in the order in which they happened, and
a slow receiver keeps nobody waiting but its own line. There is a task per line that has something to send, and none
otherwise. What fails is planned anew in the schedule of its environment.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Any, TypeVar

from mockserver.errors import DatabaseUnavailable
from mockserver.state import outbox, schedule, webhooks
from mockserver.state.environments import Environment
from mockserver.state.outbox import Parcel
from mockserver.state.store import Store
from mockserver.webhooks import replies
from mockserver.webhooks.client import Reply, UndeliveredError, post
from mockserver.webhooks.log import Attempt, Entry, Logs
from mockserver.webhooks.signature import HEADER, signature, wrong_signature
from mockserver.webhooks.targets import Lookup, TargetRefusedError, check, look_up

log = logging.getLogger("mockserver.webhooks")

# Connections at a time, over all environments.
MOST_AT_A_TIME = 64
# Longer lines only form behind a receiver that does not answer; what comes on top is lost, as it would be anywhere.
LONGEST_LINE = 5_000
# What was sent has to be written down, also when the database comes back only later.
PATIENCE_SECONDS = 0.5
_ANSWER_SHOWN = 2_000
_HEADERS = (("Content-Type", "application/json"), ("User-Agent", "mockserver"))
_SIGN = {"right": signature, "wrong": wrong_signature}

Given = TypeVar("Given")


@dataclass(slots=True)
class _Line:
    environment: Environment
    waiting: deque[tuple[Parcel, Entry]] = field(default_factory=deque)
    task: asyncio.Task[None] | None = None


@dataclass(slots=True)
class _Outcome:
    """What came of one attempt."""

    signature: str | None
    reply: Reply | None = None
    problem: str | None = None
    refused: bool = False


class Courier:
    """Carries the webhooks of a store: by itself while it is `running`, else when `flush` or `deliver` is called."""

    def __init__(self, store: Store, *, lookup: Lookup = look_up) -> None:
        self.store = store
        self.logs = Logs()
        self.outcomes: Counter[str] = Counter()
        self._lookup = lookup
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lines: dict[tuple[str, str], _Line] = {}
        self._collecting: set[asyncio.Task[None]] = set()
        self._slots = asyncio.Semaphore(MOST_AT_A_TIME)
        store.on_change.append(self._notice)
        store.on_replace.append(self._forget)

    @property
    def is_running(self) -> bool:
        """Whether webhooks leave by themselves."""
        return self._loop is not None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Carry webhooks as they happen, those too that an earlier process left behind.

        At the end nothing is waited for: attempts are broken off, and a database keeps what was not sent.
        """
        self._loop = asyncio.get_running_loop()
        self._slots = asyncio.Semaphore(MOST_AT_A_TIME)
        for environment in outbox.left_behind(self.store):
            await self._collect(environment)
        try:
            yield
        finally:
            self._loop = None
            try:
                await self._stop()
            except DatabaseUnavailable as problem:  # it says who had them, so another process sends them
                log.warning("webhooks could not be given back: %s", problem.explanation)

    async def flush(self, environment: Environment) -> None:
        """Send what an environment has to send now and return when all of it was attempted."""
        if not self.is_running and not self._lines:
            self._slots = asyncio.Semaphore(MOST_AT_A_TIME)
        schedule.play(self.store, environment, self.store.now(environment))
        await self._collect(environment)
        while tasks := [line.task for line in self._lines.values() if line.environment is environment and line.task]:
            await asyncio.wait(tasks)
            await self._collect(environment)

    def deliver(self, environment: Environment) -> None:
        """Do what `flush` does, from a thread without an event loop."""
        if self._loop is None:
            asyncio.run(self.flush(environment))
        else:
            asyncio.run_coroutine_threadsafe(self.flush(environment), self._loop).result()

    def _notice(self, environment: Environment) -> None:
        if self._loop is not None and not environment.settings.keys().isdisjoint((outbox.SETTING, outbox.CARRIED)):
            # After the change that is under way: on this thread it ends first, on another one it holds the lock.
            with suppress(RuntimeError):  # the loop has just ended; what is in the outbox stays there
                self._loop.call_soon_threadsafe(self._begin_collecting, environment)

    def _forget(self, environment: Environment) -> None:
        """Break off what belongs to a past that was taken back."""
        self.logs.clear(environment)
        if self._loop is None or self._loop is _running_loop():
            self._drop_lines(environment)
            return
        with suppress(RuntimeError):  # the loop has just ended, and its lines with it
            self._loop.call_soon_threadsafe(self._drop_lines, environment)

    def _drop_lines(self, environment: Environment) -> None:
        for key in [key for key, line in self._lines.items() if line.environment is environment]:
            line = self._lines.pop(key)
            if line.task is not None:
                line.task.cancel()

    def _begin_collecting(self, environment: Environment) -> None:
        task = asyncio.get_running_loop().create_task(self._collect_if_possible(environment))
        self._collecting.add(task)
        task.add_done_callback(self._collecting.discard)

    async def _collect_if_possible(self, environment: Environment) -> None:
        try:
            await self._collect(environment)
        except DatabaseUnavailable as problem:  # the ticker finds what waits there when it is back
            log.warning("webhooks have to wait: %s", problem.explanation)

    async def _collect(self, environment: Environment) -> None:
        """Take what may leave and put it into the lines of its endpoints."""
        for parcel in await self.store.worker.run(outbox.take, self.store, environment):
            endpoint = webhooks.endpoint(environment, parcel["endpoint"])
            entry = self.logs.entry(environment, parcel, endpoint.url if endpoint else "")
            if parcel["fate"] == "drop":
                entry.state = "dropped"
                await self._do(outbox.settle, self.store, environment, parcel)
                self.outcomes[entry.state] += 1
                continue
            entry.state, entry.retry_at = "waiting", None
            await self._line_up(environment, parcel, entry)
        self.logs.tell()

    async def _line_up(self, environment: Environment, parcel: Parcel, entry: Entry) -> None:
        key = environment.id, parcel["endpoint"]
        line = self._lines.setdefault(key, _Line(environment))
        if len(line.waiting) >= LONGEST_LINE:
            too_many = _Outcome(None, problem="too many others wait to be sent here")
            await self._do(self._settle, environment, parcel, entry, too_many, 0)
            return
        line.waiting.append((parcel, entry))
        if line.task is None:
            line.task = asyncio.get_running_loop().create_task(self._work_off(key, line), name=f"webhooks {key}")

    async def _work_off(self, key: tuple[str, str], line: _Line) -> None:
        while line.waiting:
            parcel, entry = line.waiting[0]
            outcome: _Outcome | None = None
            try:
                async with self._slots:
                    began = monotonic()
                    outcome = await self._attempt(line.environment, parcel)
                took = round((monotonic() - began) * 1000)
                # Only now: what is broken off stays in the line.
                line.waiting.popleft()
                await self._do(self._settle, line.environment, parcel, entry, outcome, took)
            except Exception:
                log.exception("unexpected error with webhook %s", parcel["id"])
                entry.state = "failed"
                if outcome is None:
                    line.waiting.popleft()
        if self._lines.get(key) is line:
            del self._lines[key]

    async def _do(self, act: Callable[..., Given], *arguments: Any) -> Given:
        """Use the store, and when its database is away, as soon as it is back."""
        while True:
            try:
                return await self.store.worker.run(act, *arguments)
            except DatabaseUnavailable as problem:
                if self._loop is None:  # nothing is waited for at the end
                    raise
                log.warning("webhooks have to wait: %s", problem.explanation)
                await asyncio.sleep(PATIENCE_SECONDS)

    async def _attempt(self, environment: Environment, parcel: Parcel) -> _Outcome:
        settings = self.store.settings
        if not await self._do(outbox.is_ours, self.store, environment, parcel):
            return _Outcome(None, problem="it was reset, or another process sends it")
        endpoint, secret = webhooks.endpoint(environment, parcel["endpoint"]), webhooks.secret(environment)
        if endpoint is None or secret is None:
            return _Outcome(None, problem="the endpoint was removed")
        content = outbox.body(parcel)
        sign = _SIGN.get(parcel["sign"])
        outcome = _Outcome(None if sign is None else sign(secret, content))
        headers = [*_HEADERS, ("X-Mock-Delivery", parcel["id"])]
        headers += [] if outcome.signature is None else [(HEADER, outcome.signature)]
        try:
            target = check(endpoint.url, settings.allow_webhook_host, demo=settings.demo)
            async with asyncio.timeout(endpoint.timeout_ms / 1000):
                outcome.reply = await post(
                    target, headers, content, verify_certificate=endpoint.verify_certificate, lookup=self._lookup
                )
        except TargetRefusedError as problem:
            outcome.problem, outcome.refused = str(problem), True
        except UndeliveredError as problem:
            outcome.problem = str(problem)
        except TimeoutError:
            outcome.problem = f"no answer within {endpoint.timeout_ms} ms"
        return outcome

    def _settle(
        self, environment: Environment, parcel: Parcel, entry: Entry, outcome: _Outcome, milliseconds: int
    ) -> None:
        """Write down what came of an attempt, and see to what follows from it; when that breaks off, once more."""
        event, reply = parcel["event"], outcome.reply
        problem = outcome.problem if reply is None else replies.act(self.store, environment, event, reply)
        answer = "" if reply is None else reply.body[:_ANSWER_SHOWN].decode("utf-8", "replace")
        status = None if reply is None else reply.status
        if reply is not None and replies.is_delivered(event["type"], reply):
            entry.state = "delivered"
        elif outcome.refused:
            entry.state = "refused"
        else:
            entry.retry_at = entry.retry_at or outbox.retry(self.store, environment, parcel)
            entry.state = "failed" if entry.retry_at is None else "retrying"
            if entry.retry_at is not None and entry.retry_at <= (now := self.store.now(environment)):
                schedule.play(self.store, environment, now)
        outbox.settle(self.store, environment, parcel)
        entry.attempts.append(Attempt(parcel["at"], milliseconds, outcome.signature, status, answer, problem))
        self.outcomes[entry.state] += 1
        log.info("webhook %s to %s: %s", event["type"], entry.url.partition("?")[0], problem or status)
        self.logs.tell()

    async def _stop(self) -> None:
        if self._collecting:  # what was taken must not be lost
            await asyncio.wait(self._collecting)
        lines, self._lines = self._lines, {}
        tasks = [line.task for line in lines.values() if line.task is not None]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        for line in lines.values():
            if line.waiting and self.store.database.persistent:
                left = [parcel for parcel, _ in line.waiting]
                await self.store.worker.run(outbox.give_back, self.store, line.environment, left)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
