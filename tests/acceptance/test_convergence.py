"""A copy that lives on increments alone ends as the server is, whatever happened over 90 days and whatever got lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mockserver.instants import MINUTE, format_instant, parse_instant
from mockserver.server import MockServer
from tests.rig import Rig
from tests.webhooks.receiver import Receiver

DAYS = 90
LISTS = {
    "ATS": (
        "jobs", "candidates", "applications", "application-stages", "users", "tags", "rejection-reasons", "interviews",
        "offers",
    ),
    "HRIS": (
        "employees", "employments", "groups", "locations", "absence-types", "absences", "time-off-balances",
        "legal-entities",
    ),
}  # fmt: skip
# What the vendor documents not to count as a change of the record around it: a client takes it from its own list.
BY_REFERENCE = {
    "stages", "screening_questions", "hiring_team", "groups", "teams", "tags", "current_stage/candidate", "job",
    "application/interviews", "application/offers", "users/interviews",
}  # fmt: skip
Answer = dict[str, Any]
_keys = count(1)


@dataclass(frozen=True)
class Step:
    """Some days, and what the client does after them if it hears of anything."""

    days: int
    page_size: int
    overlap: int
    kind: str
    oddity: str | None


steps = st.lists(
    st.builds(
        Step,
        days=st.integers(1, 25),
        page_size=st.sampled_from([1, 2, 7, 25, 100, 250]) | st.integers(1, 250),
        overlap=st.integers(0, 120),
        kind=st.sampled_from(["FULL", "DELTA"]),
        oddity=st.sampled_from([None, "record_deleted", "record_restored", "stage_renamed", "employee_rehired"]),
    ),
    min_size=4,
    max_size=12,
)
modes = st.sampled_from(["immediate", "manual", "scheduled"])
seeds = st.integers(0, 10_000)
# A history takes a second: a smaller one that fails is not worth minutes of search.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
FAST = settings(max_examples=3, phases=PHASES, suppress_health_check=list(HealthCheck), deadline=None, print_blob=True)
MANY = settings(FAST, max_examples=40)


@dataclass
class Client:
    """A copy of the lists of an integration, kept up with `updated_after` and `include_deleted`."""

    rig: Rig
    area: str
    copy: dict[str, dict[str, Answer]] = field(default_factory=dict)
    since: int | None = None

    def catch_up(self, page_size: int, overlap: int) -> None:
        """Read what changed since the start of the last time, with some overlap."""
        started = parse_instant(self.rig.ask("GET", "/clock")["now"])
        query: dict[str, Any] = {"page_size": page_size, "include_deleted": "true"}
        if self.since is not None:
            query["updated_after"] = format_instant(self.since - overlap * MINUTE)
        for name in LISTS[self.area]:
            self.copy.setdefault(name, {}).update((one["id"], one) for one in read(self.rig, self.area, name, **query))
        self.since = started


def read(rig: Rig, area: str, name: str, **query: Any) -> Iterator[Answer]:
    """Give a list from its first to its last page."""
    cursor: dict[str, str] = {}
    while True:
        answer = rig.api.get(f"/{area.lower()}/{name}", params={**query, **cursor})
        assert answer.status_code == 200, answer.text
        data = answer.json()["data"]
        yield from data["results"]
        if data["next"] is None:
            return
        cursor = {"cursor": data["next"]}


def settled(rig: Rig) -> None:
    """Wait until every webhook has left or got lost."""
    for _ in range(10_000):
        waiting = rig.ask("GET", "/webhooks/deliveries", status="waiting", limit=1)["deliveries"]
        if not waiting and not rig.ask("GET", "/webhooks")["waiting"]:
            return
    raise AssertionError("webhooks do not leave")


def comparable(name: str, record: Answer) -> Answer:
    """Give what the copy has to agree in: of a deleted record the mark, as its content is erased after 14 days."""
    if record["remote_deleted_at"] is not None:
        return {key: record[key] for key in ("id", "remote_id", "changed_at", "remote_deleted_at")}
    return {key: referred(name, key, value) for key, value in record.items()}


def referred(name: str, key: str, value: Any) -> Any:
    """Give a value with ids in the places of what is shown by reference."""
    if key in BY_REFERENCE or f"{key}/{name}" in BY_REFERENCE:
        return [one["id"] for one in value] if isinstance(value, list) else (value or {}).get("id")
    if name == "candidates" and key == "applications":
        # Neither their stage nor their job counts as a change of the candidate.
        return [{k: referred("candidate", k, v) for k, v in one.items()} for one in value]
    if isinstance(value, dict) and key == "candidate":
        # Its tags do not count as a change of the application at all.
        return {k: v for k, v in value.items() if k != "tags"}
    return value


def converges(server: MockServer, receiver: Receiver, area: str, seed: int, mode: str, plan: list[Step]) -> None:
    with Rig(server, f"convergence-{next(_keys)}", "sandbox", area) as rig:
        made = rig.ask("POST", "/integrations", {"tool": "sandbox", "category": area, "seed": seed, "size": 10})
        rig.integration_id = made["id"]
        rig.api.headers["X-Integration-Id"] = made["id"]
        own = f"{receiver.url}/{rig.key}"
        hook: Answer = {"endpoints": [{"url": own, "types": ["data-changed"], "retries": []}]}
        rig.ask("PUT", "/webhooks", {**hook, "faults": [{"effect": {"drop": True}, "times": {"share": 0.7}}]})
        control = f"/integrations/{made['id']}"
        every = {"full_every": "P2D", "delta_every": "P1D"} if mode == "scheduled" else {}
        rig.ask("PATCH", control, {"syncs": {"mode": mode, **every}})
        client = Client(rig, area)
        client.catch_up(100, 0)
        heard = 0
        left = DAYS
        for step in [*plan, Step(DAYS, 100, 0, "DELTA", None)]:
            days = min(step.days, left)
            if days == 0:
                break
            left -= days
            rig.ask("POST", f"{control}/upstream", {"event": "days", "count": days})
            if step.oddity is not None:
                # Where nothing fits it is refused, and nothing happens.
                rig._control.post(f"{control}/upstream", json={"event": step.oddity})
            if mode == "manual":
                rig.ask("POST", f"{control}/sync", {"type": step.kind})
            settled(rig)
            news = sum(one.path == urlsplit(own).path for one in receiver.received)
            if news > heard:
                heard = news
                client.catch_up(step.page_size, step.overlap)
        rig.ask("POST", f"{control}/sync", {"type": "FULL"})
        client.catch_up(50, 5)
        for name in LISTS[area]:
            expected = {one["id"]: comparable(name, one) for one in read(rig, area, name, include_deleted="true")}
            found = {id: comparable(name, one) for id, one in client.copy[name].items()}
            assert found.keys() == expected.keys(), name
            for id, one in expected.items():
                wrong = {key: (found[id][key], value) for key, value in one.items() if found[id][key] != value}
                assert wrong == {}, (name, id)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.mark.parametrize("area", ["ATS", "HRIS"])
@FAST
@given(seed=seeds, mode=modes, plan=steps)
def test_increments_converge(
    mock_server: MockServer, receiver: Receiver, area: str, seed: int, mode: str, plan: list[Step]
) -> None:
    converges(mock_server, receiver, area, seed, mode, plan)


@pytest.mark.slow
@pytest.mark.parametrize("area", ["ATS", "HRIS"])
@MANY
@given(seed=seeds, mode=modes, plan=steps)
def test_increments_converge_over_many_histories(
    mock_server: MockServer, receiver: Receiver, area: str, seed: int, mode: str, plan: list[Step]
) -> None:
    converges(mock_server, receiver, area, seed, mode, plan)
