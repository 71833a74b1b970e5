"""An application without a server, to which calls are put one environment each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any

import orjson
import pytest
from hypothesis import Phase, given, settings
from hypothesis.strategies import SearchStrategy

from mockserver.api.pipeline import Pipeline
from mockserver.api.request import Request
from mockserver.app import create_app
from mockserver.ids import integration_id
from mockserver.settings import Settings
from mockserver.state import snapshots
from mockserver.strategies import Call
from mockserver.strategies.facts import NOW


@dataclass(frozen=True)
class Outcome:
    """What came of a call: status and document, and whether anything was stored."""

    status: int
    document: dict[str, Any]
    stored: bool

    @property
    def warnings(self) -> list[str]:
        return [warning["message"] for warning in self.document.get("warnings", ())]


Put = Callable[[Call, str, str], Outcome]


def draw_one(strategy: SearchStrategy[Any]) -> None:
    """Draw a value, and let out what drawing it raises."""

    @settings(max_examples=1, database=None, phases=[Phase.generate])
    @given(strategy)
    def drawn(_: Any) -> None: ...

    drawn()


@pytest.fixture(scope="session")
def pipeline() -> Iterator[Pipeline]:
    app = create_app(Settings.load({"now": NOW, "max_environments": 1_000_000}))
    yield app.state.pipeline
    app.state.store.close()


@pytest.fixture(scope="session")
def put(pipeline: Pipeline) -> Put:
    """Put a call to an environment of its own: `put(call, tool, category)`."""
    numbers = count()

    def send(call: Call, tool: str, category: str) -> Outcome:
        key = f"call-{next(numbers)}"
        headers = {
            b"authorization": f"Bearer {key}".encode(),
            b"x-integration-id": integration_id(42, tool, category).encode(),
            b"content-type": b"application/json",
        }
        answer = pipeline.answer(Request(call.method, call.path, b"", headers, orjson.dumps(call.body)))
        environment = pipeline.store.environment(key)
        stored = environment.changed_at > 0
        snapshots.reset(pipeline.store, environment)
        return Outcome(answer.status, orjson.loads(answer.body), stored)

    return send
