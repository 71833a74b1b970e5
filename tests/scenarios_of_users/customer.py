"""One customer of an integrator: the official SDK, plain HTTP, and the doors of the mock, all over a real socket."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

import pytest
from kombo import Kombo
from kombo.errors import KomboAtsError, KomboGeneralError, KomboHrisError

from mockserver.server import MockServer
from tests.rig import Rig
from tests.webhooks.receiver import Receiver

SDK_ERRORS = (KomboAtsError, KomboHrisError, KomboGeneralError)
Answer = dict[str, Any]


class Customer(Rig):
    """An integration as its integrator sees it."""

    def __init__(self, server: MockServer, key: str, tool: str, category: str, id: str | None = None) -> None:
        super().__init__(server, key, tool, category)
        self.area = category.lower()
        if id is not None:
            self.integration_id = id
            self.api.headers["X-Integration-Id"] = id
        # Its types demand a check for None before each result, and classes instead of plain values.
        self.kombo: Any = Kombo(api_key=key, server_url=f"{server.url}/v1", integration_id=self.integration_id)

    def __enter__(self) -> Self:
        super().__enter__()
        self.kombo.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kombo.__exit__(kind, problem, trace)
        super().__exit__(kind, problem, trace)

    def change(self, **body: Any) -> Answer:
        """Change the integration."""
        found: Answer = self.ask("PATCH", f"/integrations/{self.integration_id}", body)
        return found

    def happens(self, event: str, **values: Any) -> Answer:
        """Let something happen in the customer's own system."""
        found: Answer = self.ask("POST", f"/integrations/{self.integration_id}/upstream", {"event": event, **values})
        return found

    def advance(self, by: str) -> Answer:
        """Move the clock forward."""
        found: Answer = self.ask("POST", "/clock/advance", {"by": by})
        return found

    def sync(self, kind: str = "FULL") -> Answer:
        """Run a sync to its end."""
        found: Answer = self.ask("POST", f"/integrations/{self.integration_id}/sync", {"type": kind})
        return found

    def listen(self, receiver: Receiver, **options: Any) -> str:
        """Send webhooks there, without retries unless told otherwise; give the secret."""
        endpoint = {"url": receiver.url, "retries": [], **options}
        return str(self.ask("PUT", "/webhooks", {"endpoints": [endpoint]})["secret"])

    def read(self, name: str, **query: Any) -> list[Answer]:
        """Give a list of the API from its first to its last page."""
        found: list[Answer] = []
        cursor: dict[str, str] = {}
        while True:
            parameters = {"page_size": 250, **query, **cursor}
            answer = self.api.get(f"/{self.area}/{name}", params=parameters)
            assert answer.status_code == 200, answer.text
            data = answer.json()["data"]
            found += data["results"]
            if data["next"] is None:
                return found
            cursor = {"cursor": data["next"]}

    def one(self, name: str, id: str) -> Answer:
        """Give one record, deleted or not."""
        [found] = self.read(name, ids=id, include_deleted="true")
        return found

    def first(self, name: str, **wanted: Any) -> Answer:
        """Give the first record that has these values."""
        return next(one for one in self.read(name) if all(one[key] == value for key, value in wanted.items()))


def refusal(call: Callable[[], object]) -> str | None:
    """Give the code of the typed error that the SDK raises."""
    with pytest.raises(SDK_ERRORS) as refused:
        call()
    problem: Any = refused.value
    error = problem.data.error
    return None if error.code is None else str(getattr(error.code, "value", error.code))


def touched(told: Answer, model: str, what: str | None = None) -> str:
    """Give the id of the first record of a model that an event changed."""
    return next(
        str(entry["id"]) for entry in told["changed"] if entry["model"] == model and what in (None, entry["what"])
    )
