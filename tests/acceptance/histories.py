"""Histories: what state machines of all kinds of tools share, against plain-Python models of two tools at once.

A side is one tool: its integration, the model of what it holds, and the checks of what it shows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from copy import deepcopy
from functools import cache
from typing import Any, Generic, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from mockserver.instants import format_instant
from tests.api.operations.ats_client import Application, Ats
from tests.integrity import problems

Answer = dict[str, Any]
Model = TypeVar("Model")
numbers = st.integers(0, 10_000)
HISTORIES = settings(max_examples=8, stateful_step_count=20, suppress_health_check=list(HealthCheck), deadline=None)
LONG_HISTORIES = settings(HISTORIES, max_examples=80, stateful_step_count=40)


class Refused(Exception):  # noqa: N818 - not an error of the test
    """The write has to be refused with this code."""


@cache
def server() -> Application:
    """One server for all histories; each has an environment of its own."""
    logging.getLogger("mockserver").setLevel(logging.ERROR)
    return Application(size="60")


def close_server() -> None:
    """Let go of the server."""
    server().close()
    server.cache_clear()


class Side(Generic[Model]):
    """One tool. `touched` says which ids of each list the last write has to let through under `updated_after`.

    `wrote` tells whether the last request changed anything.
    """

    lists: tuple[str, ...] = ()
    model: Model
    touched: dict[str, set[str]]

    def __init__(self, ats: Ats, root: str) -> None:
        self.ats = ats
        self.root = root
        self.touched = {}
        self.wrote = False

    def list(self, name: str, **query: Any) -> list[Answer]:
        """Read a list that has one page."""
        data = self.ats.get(f"/{self.root}/{name}", page_size=250, **query)
        assert data["next"] is None
        return list(data["results"])

    @property
    def stamp(self) -> str:
        """When the environment was written to for the last time."""
        return format_instant(self.ats.application.store.environment(self.ats.key).changed_at)

    def check(self) -> None:
        """Hold all that reads show against the model."""
        raise NotImplementedError

    def check_integrity(self) -> None:
        """Demand that every id resolves and all numbers agree."""
        store = self.ats.application.store
        environment = store.environment(self.ats.key)
        records = store.records(environment, store.integration(environment, self.ats.id))
        assert problems(records, store.catalog, self.ats.id, environment.anchor) == []

    def check_touched(self) -> None:
        """Hold what `updated_after` lets through against what the last write was to touch."""
        since = self.stamp
        for name in self.lists:
            assert {one["id"] for one in self.list(name, updated_after=since)} == self.touched.get(name, set()), name

    def send(
        self, method: str, path: str, body: Any, check: Callable[[], None] = lambda: None, *, has_it: bool = True
    ) -> Any:
        """Send a write; give `data` of a success, None if it was refused as it has to be, and then nothing changed."""
        expected: str | None = None if has_it else "INTEGRATION.ACTION_NOT_AVAILABLE"
        if has_it:
            try:
                check()
            except Refused as refused:
                expected = str(refused)
        before = self.stamp
        answer = self.ats.request(method, f"/v1/{self.root}{path}", body)
        code = None if answer.status_code == 200 else answer.json()["error"]["code"]
        assert code == expected, answer.text
        self.wrote = self.stamp != before
        assert not (self.wrote and code)
        return None if code else answer.json()["data"]

    def happens(self, event: str, **values: Any) -> None:
        """Let something happen in the customer's own system."""
        path = f"/_mock/integrations/{self.ats.id}/upstream"
        answer = self.ats.request("POST", path, {"event": event, **values})
        assert answer.status_code == 200, answer.text


class History(RuleBasedStateMachine):
    """What can happen whatever the tools are; `written` is the side whose last write waits to be checked."""

    snapshots = Bundle("snapshots")
    sides: dict[str, Any]

    def __init__(self) -> None:
        super().__init__()
        self.written: Any = None

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.control("/clock/advance", {"by": f"PT{hours}H"})

    @rule(target=snapshots)
    def take_snapshot(self) -> Any:
        answer = self.control("/snapshots", {})
        return answer["id"], {tool: deepcopy(side.model) for tool, side in self.sides.items()}

    @rule(snapshot=snapshots)
    def restore(self, snapshot: Any) -> None:
        id, models = snapshot
        self.control(f"/snapshots/{id}/restore", None)
        for tool, side in self.sides.items():
            side.model = deepcopy(models[tool])
            side.check()

    @invariant()
    def reads_show_what_was_written(self) -> None:
        if self.written is not None:
            for side in self.sides.values():
                side.check()
            self.written.check_touched()
            self.written.check_integrity()
            self.written = None

    def done(self, side: Any, touched: dict[str, set[str]]) -> None:
        """Remember what the checks after this step have to find."""
        assert side.wrote or not touched, "nothing was written"
        if side.wrote:
            side.touched, self.written = touched, side

    def control(self, path: str, body: Any) -> Any:
        """Ask the control API."""
        answer = next(iter(self.sides.values())).ats.request("POST", f"/_mock{path}", body)
        assert answer.status_code == 200, answer.text
        return answer.json()
