"""Lists against a plain-Python model: paging under interleaved changes, every filter against the unfiltered list."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from itertools import count
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.api.pipeline import Pipeline
from mockserver.api.request import Request
from mockserver.app import create_app
from mockserver.settings import Settings
from mockserver.state.environments import Environment, Integration

NOW = 1_748_854_800_000
Row = dict[str, Any]
KEYS = count()


@cache
def pipeline() -> Pipeline:
    """One application for all examples; each takes a key of its own."""
    found: Pipeline = create_app(Settings(now=NOW)).state.pipeline
    return found


def target(key: str, tool: str, category: str) -> tuple[Environment, Integration]:
    """Give an environment and one of its integrations."""
    store = pipeline().store
    environment = store.environment(key)
    (integration,) = [
        entry for entry in store.integrations(environment) if (entry.tool, entry.category) == (tool, category)
    ]
    return environment, integration


def get(key: str, integration: str, path: str, **query: str) -> dict[str, Any]:
    """Give the data of a list answer."""
    headers = {b"authorization": f"Bearer {key}".encode(), b"x-integration-id": integration.encode()}
    answer = pipeline().answer(Request("GET", path, urlencode(query).encode(), headers))
    assert answer.status == 200, answer.body
    data: dict[str, Any] = json.loads(answer.body)["data"]
    return data


def nothing() -> None:
    """Change nothing between pages."""


def walk(key: str, integration: str, path: str, between: Callable[[], None], **query: str) -> list[Row]:
    """Read a list to its end; `between` runs before every page but the first."""
    rows: list[Row] = []
    data = get(key, integration, path, **query)
    for _ in range(2_000):
        rows += data["results"]
        if data["next"] is None:
            return rows
        between()
        data = get(key, integration, path, cursor=data["next"], **query)
    pytest.fail("the list has no end")


CHANGES = st.lists(
    st.tuples(st.sampled_from(["insert", "update", "delete"]), st.integers(0, 10**6)), min_size=1, max_size=3
)


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(size=st.integers(1, 90), script=st.lists(CHANGES, min_size=1, max_size=12))
def test_changes_between_pages_neither_skip_nor_repeat(size: int, script: list[Any]) -> None:
    key = f"paging-{next(KEYS)}"
    environment, integration = target(key, "sandbox", "ATS")
    store = pipeline().store
    before = {row["id"] for row in walk(key, integration.id, "/ats/candidates", nothing, page_size="250")}
    alive = sorted(before)
    steps = iter(script)
    deleted: set[str] = set()
    inserted: set[str] = set()

    def between() -> None:
        for what, number in next(steps, ()):
            id = alive[number % len(alive)]
            with store.write(environment, integration) as records:
                if what == "insert":
                    inserted.add(records.insert("ats_candidates", {"first_name": "New", "tag_ids": []})["id"])
                elif id not in deleted and what == "update":
                    records.update("ats_candidates", id, {"last_name": f"Changed {number}"})
                elif id not in deleted and len(deleted) < 100:
                    records.delete("ats_candidates", id)
                    deleted.add(id)

    seen = [row["id"] for row in walk(key, integration.id, "/ats/candidates", between, page_size=str(size))]
    assert len(seen) == len(set(seen))
    assert before - deleted <= set(seen) <= before | inserted


def folded(value: Any) -> str:
    """Give a text for comparing without case."""
    return str(value).casefold()


# For each filter: where its values are taken from, and which records it lets through.
FILTERS: dict[str, dict[str, tuple[Callable[[Row], Any], Callable[[Row, list[str]], bool]]]] = {
    "/ats/candidates": {
        "ids": (lambda row: row["id"], lambda row, values: row["id"] in values),
        "remote_ids": (lambda row: row["remote_id"], lambda row, values: row["remote_id"] in values),
        "email": (
            lambda row: [entry["email_address"].upper() for entry in row["email_addresses"] or ()],
            lambda row, values: any(
                folded(entry["email_address"]) == folded(values[0]) for entry in row["email_addresses"] or ()
            ),
        ),
        "first_name": (
            lambda row: row["first_name"],
            lambda row, values: row["first_name"] is not None and folded(row["first_name"]) == folded(values[0]),
        ),
        "last_name": (
            lambda row: row["last_name"],
            lambda row, values: row["last_name"] is not None and folded(row["last_name"]) == folded(values[0]),
        ),
        "job_ids": (
            lambda row: [entry["job"]["id"] for entry in row["applications"] if entry["job"]],
            lambda row, values: any(
                entry["job"] and entry["job"]["id"] in values for entry in row["applications"]
            ),
        ),
    },
    "/ats/applications": {
        "ids": (lambda row: row["id"], lambda row, values: row["id"] in values),
        "outcome": (lambda row: row["outcome"], lambda row, values: row["outcome"] == values[0]),
        "outcomes": (lambda row: row["outcome"], lambda row, values: row["outcome"] in values),
        "job_ids": (lambda row: row["job_id"], lambda row, values: row["job_id"] in values),
        "current_stage_ids": (
            lambda row: row["current_stage_id"], lambda row, values: row["current_stage_id"] in values,
        ),
        "remote_created_after": (
            lambda row: row["remote_created_at"],
            lambda row, values: row["remote_created_at"] is not None and row["remote_created_at"] >= values[0],
        ),
    },
    "/ats/jobs": {
        "job_codes": (lambda row: row["job_code"], lambda row, values: row["job_code"] in values),
        "post_url": (lambda row: row["post_url"], lambda row, values: row["post_url"] == values[0]),
        "statuses": (lambda row: row["status"], lambda row, values: row["status"] in values),
        "employment_types": (lambda row: row["employment_type"], lambda row, values: row["employment_type"] in values),
        "visibilities": (lambda row: row["visibility"], lambda row, values: row["visibility"] in values),
        "name_contains": (
            lambda row: row["name"] and row["name"][1:5].upper(),
            lambda row, values: row["name"] is not None and folded(values[0]) in folded(row["name"]),
        ),
    },
    "/ats/users": {
        "emails": (
            lambda row: row["email"] and row["email"].upper(),
            lambda row, values: row["email"] is not None and folded(row["email"]) in map(folded, values),
        )
    },
    "/hris/employees": {
        "employment_statuses": (
            lambda row: row["employment_status"], lambda row, values: row["employment_status"] in values,
        ),
        "group_ids": (
            lambda row: [group["id"] for group in row["groups"]],
            lambda row, values: any(group["id"] in values for group in row["groups"]),
        ),
        "legal_entity_ids": (
            lambda row: row["legal_entity_id"], lambda row, values: row["legal_entity_id"] in values,
        ),
        "work_location_ids": (
            lambda row: row["work_location_id"], lambda row, values: row["work_location_id"] in values,
        ),
        "work_emails": (
            lambda row: row["work_email"],
            lambda row, values: row["work_email"] is not None and folded(row["work_email"]) in map(folded, values),
        ),
        "personal_emails": (
            lambda row: row["personal_email"],
            lambda row, values: row["personal_email"] is not None
            and folded(row["personal_email"]) in map(folded, values),
        ),
    },
    "/hris/groups": {
        "types": (lambda row: row["type"] or "null", lambda row, values: (row["type"] or "null") in values),
        "name_contains": (
            lambda row: row["name"] and row["name"][:3],
            lambda row, values: row["name"] is not None and folded(values[0]) in folded(row["name"]),
        ),
    },
    "/hris/absences": {
        "employee_id": (lambda row: row["employee_id"], lambda row, values: row["employee_id"] == values[0]),
        "type_ids": (lambda row: row["type_id"], lambda row, values: row["type_id"] in values),
        "date_from": (
            lambda row: row["start_date"],
            lambda row, values: row["end_date"] is not None and row["end_date"] >= values[0],
        ),
        "date_until": (
            lambda row: row["end_date"],
            lambda row, values: row["start_date"] is not None and row["start_date"] <= values[0],
        ),
    },
    "/hris/time-off-balances": {
        "employee_id": (lambda row: row["employee_id"], lambda row, values: row["employee_id"] == values[0]),
    },
}  # fmt: skip
SINGLE = {
    "email", "first_name", "last_name", "outcome", "remote_created_after", "post_url", "name_contains", "employee_id",
    "date_from", "date_until",
}  # fmt: skip


@cache
def whole(path: str) -> list[Row]:
    """Give the unfiltered list."""
    category = path.split("/")[1].upper()
    _, integration = target("filters", "sandbox", category)
    return walk("filters", integration.id, path, nothing, page_size="250")


@pytest.mark.parametrize("path", FILTERS)
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_filters_are_and_between_and_or_within(path: str, data: st.DataObject) -> None:
    rows = whole(path)
    names = data.draw(st.lists(st.sampled_from(sorted(FILTERS[path])), min_size=1, max_size=2, unique=True))
    query: dict[str, str] = {}
    expected = rows
    for name in names:
        take, passes = FILTERS[path][name]
        picked = data.draw(st.lists(st.sampled_from(rows), min_size=1, max_size=1 if name in SINGLE else 3))
        found = [value for row in picked for value in _flat(take(row)) if "," not in value and value.strip() == value]
        values = [value for value in found if value] or ["nobody@nowhere.example"]
        values = values[:1] if name in SINGLE else values
        if name.startswith(("date_", "remote_created")) and values == ["nobody@nowhere.example"]:
            continue
        query[name] = ",".join(values)
        expected = [row for row in expected if passes(row, values)]
    category = path.split("/")[1].upper()
    _, integration = target("filters", "sandbox", category)
    size = str(data.draw(st.sampled_from([1, 3, 100])))
    assert walk("filters", integration.id, path, nothing, page_size=size, **query) == expected


def _flat(value: Any) -> list[str]:
    return [str(item) for item in (value if isinstance(value, list) else [value]) if item is not None]
