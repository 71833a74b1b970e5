"""Assessments: packages as a whole, orders as far as the tool fills them, results once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.api.operations.ats_client import Application, Ats, error, file, warnings
from tests.api.operations.hris_client import connected, data, first, refused

NOW = "2025-06-02T09:00:00.000Z"
DONE = {
    "status": "COMPLETED",
    "result_url": "https://www.example.com/results/17",
    "completed_at": "2025-06-01T08:00:00Z",
}


@pytest.fixture
def sandbox(ats_application: Application) -> Ats:
    return connected(ats_application, "sandbox", "ASSESSMENT")


def package(id: str, name: str = "Welding", kind: str = "SKILLS_TEST") -> dict[str, str]:
    return {"id": id, "type": kind, "name": name, "description": f"About {name}"}


def set_packages(tool: Ats, *packages: dict[str, Any]) -> Any:
    return tool.request("PUT", "/v1/assessment/packages", {"packages": list(packages)})


def shown(tool: Ats) -> list[dict[str, Any]]:
    return list(tool.get("/assessment/packages")["packages"])


def order(tool: Ats, status: str = "OPEN") -> dict[str, Any]:
    return first(tool, "orders", status=status)


def report(tool: Ats, id: str, **result: Any) -> Any:
    return tool.request("PUT", f"/v1/assessment/orders/{id}/result", result)


# ── packages ─────────────────────────────────────────────────────────────────


def test_packages_are_replaced_as_a_whole(sandbox: Ats) -> None:
    old = [one["id"] for one in shown(sandbox)]
    answer = set_packages(sandbox, package("b"), package("a", kind="VIDEO_INTERVIEW"))
    assert (data(answer), warnings(answer)) == ({}, [])
    assert shown(sandbox) == [
        {**package("b"), "updated_at": NOW},
        {**package("a", kind="VIDEO_INTERVIEW"), "updated_at": NOW},
    ]
    gone = [one["package_id"] for one in sandbox.stored("packages") if one["remote_deleted_at"] == NOW]
    assert gone == old


def test_packages_that_stay_as_they_are_were_not_updated(sandbox: Ats) -> None:
    set_packages(sandbox, package("a"), package("b"))
    sandbox.request("POST", "/_mock/clock/advance", {"by": "PT1H"})
    set_packages(sandbox, package("b"), package("a", "Bricklaying"))
    later = "2025-06-02T10:00:00.000Z"
    assert [(one["id"], one["updated_at"]) for one in shown(sandbox)] == [("b", NOW), ("a", later)]


def test_packages_come_back(sandbox: Ats) -> None:
    set_packages(sandbox, package("a"))
    set_packages(sandbox)
    assert shown(sandbox) == []
    set_packages(sandbox, package("a"))
    assert [one["id"] for one in shown(sandbox)] == ["a"]
    assert len(sandbox.stored("packages", package_id="a")) == 1


@pytest.mark.parametrize(
    ("packages", "place"),
    [
        (None, "$.packages"),
        ([package("a"), package("b"), package("a")], "$.packages[2].id"),
        ([{**package("a"), "type": "CODING"}], "$.packages[0].type"),
        ([{"id": "a", "type": "SKILLS_TEST", "name": "Welding"}], "$.packages[0]"),
        ([{**package("a"), "id": 1}], "$.packages[0].id"),
    ],
)
def test_bad_packages_are_refused_as_a_whole(sandbox: Ats, packages: Any, place: str) -> None:
    before = shown(sandbox)
    answer = sandbox.request("PUT", "/v1/assessment/packages", {"packages": packages})
    refused(answer, "PLATFORM.INPUT_INVALID", place)
    assert shown(sandbox) == before


# ── orders ───────────────────────────────────────────────────────────────────


def test_open_orders_are_those_without_a_result(sandbox: Ats) -> None:
    open_ones = sandbox.get("/assessment/orders/open")["results"]
    every = sandbox.get("/assessment/orders")["results"]
    assert "status" not in open_ones[0]
    assert [one["id"] for one in open_ones] == [one["id"] for one in every if one["status"] == "OPEN"]
    assert len(every) > len(open_ones) > 0
    assert sandbox.get("/assessment/orders", statuses="OPEN")["results"] == [
        one for one in every if one["status"] == "OPEN"
    ]


@pytest.mark.parametrize(
    ("tool", "hidden"),
    [
        ("greenhouse", set()),
        ("ashby", {"job.job_code", "job.description", "job.hiring_team.email", "job.hiring_team.hiring_team_roles"}),
        (
            "oraclerecruiting",
            {"candidate.phone", "application.remote_id", "job.job_code", "job.description", "job.hiring_team"},
        ),
    ],
)
def test_parts_of_an_order_that_the_tool_does_not_fill_are_null(
    ats_application: Application, tool: str, hidden: set[str]
) -> None:
    connector = connected(ats_application, tool, "ASSESSMENT")
    answer = connector.request("GET", "/v1/assessment/orders")
    named = answer.headers["X-Mock-Coverage"].removeprefix("fields=")
    assert set(filter(None, named.split(","))) == hidden
    orders = answer.json()["data"]["results"]
    for place in hidden:
        assert not any(values(orders, place.split(".")))
    for place in ("candidate.email", "job.name", "job.location.city"):
        assert all(values(orders, place.split(".")))


def values(value: Any, steps: list[str]) -> list[Any]:
    if isinstance(value, list) and steps:
        return [found for item in value for found in values(item, steps)]
    return values(value[steps[0]], steps[1:]) if steps else [value]


def test_parts_that_are_switched_off_in_the_scopes_are_null_too(sandbox: Ats) -> None:
    sandbox.change(scopes={"fields": {"assessment_candidates.phone_number": "DISABLED"}})
    orders = sandbox.get("/assessment/orders")["results"]
    assert {one["candidate"]["phone"] for one in orders} == {None}
    sandbox.change(scopes={"models": {"assessment_candidates": "DISABLED"}})
    kept = sandbox.get("/assessment/orders")["results"][0]["candidate"]
    # The API cannot do without the address.
    assert [key for key, value in kept.items() if value is not None] == ["email"]


# ── results ──────────────────────────────────────────────────────────────────


def test_a_result_closes_an_order(sandbox: Ats) -> None:
    id = order(sandbox)["id"]
    attributes = [
        {"type": "TEXT", "label": "Remark", "value": "Very quick"},
        {"type": "SUB_RESULT", "id": "1", "label": "Logic", "score": {"value": 97, "max": 100}, "status": "COMPLETED"},
        {"field": "remark", "value": "Very quick"},
    ]
    files = [{key: value for key, value in file(f"{number}.txt").items() if key != "type"} for number in range(5)]
    remote = {"recruitee": {"subtitle": "Fast"}}
    answer = report(
        sandbox, id, **DONE, score=90, max_score=100, attributes=attributes, attachments=files, remote_fields=remote
    )
    assert (data(answer), warnings(answer)) == ({}, [])
    [stored] = sandbox.stored("orders", id=id)
    result = stored["result"]
    assert (stored["status"], stored["changed_at"]) == ("COMPLETED", NOW)
    assert (result["score"], result["max_score"], result["attributes"]) == (90, 100, attributes)
    assert (result["completed_at"], result["reported_at"]) == ("2025-06-01T08:00:00.000Z", NOW)
    kept = sandbox.stored("result-attachments", order_id=id)
    assert [one["id"] for one in kept] == result["attachments"]
    assert [one["file_name"] for one in kept] == [f"{number}.txt" for number in range(5)]
    assert id not in [one["id"] for one in sandbox.get("/assessment/orders/open")["results"]]


def test_progress_leaves_an_order_open(sandbox: Ats) -> None:
    id = order(sandbox)["id"]
    for url in ("https://www.example.com/1", "https://www.example.com/2"):
        data(report(sandbox, id, status="OPEN", result_url=url))
    [stored] = sandbox.stored("orders", id=id)
    assert (stored["status"], stored["result"]["result_url"]) == ("OPEN", "https://www.example.com/2")
    data(report(sandbox, id, **{**DONE, "status": "CANCELLED"}))


@pytest.mark.parametrize(
    ("before", "after"),
    [("COMPLETED", "CANCELLED"), ("COMPLETED", "OPEN"), ("CANCELLED", "COMPLETED"), ("REJECTED", "OPEN")],
)
def test_a_closed_order_keeps_its_status(sandbox: Ats, before: str, after: str) -> None:
    closed = order(sandbox, before)
    refused(report(sandbox, closed["id"], **{**DONE, "status": after}), "PLATFORM.INPUT_INVALID", "$.status")
    assert sandbox.stored("orders", id=closed["id"]) == [closed]


def test_the_result_of_a_closed_order_can_be_corrected(sandbox: Ats) -> None:
    id = order(sandbox, "COMPLETED")["id"]
    data(report(sandbox, id, **DONE, score=1))
    assert sandbox.stored("orders", id=id)[0]["result"]["score"] == 1


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"status": "REJECTED"}, "$.status"),
        ({"completed_at": None}, "$.completed_at"),
        ({"completed_at": "2025-02-29"}, "$.completed_at"),
        ({"result_url": "not an address"}, "$.result_url"),
        ({"attributes": [{"type": "SUB_RESULT", "id": "1"}]}, "$.attributes[0]"),
        ({"attachments": [{"name": "a"}]}, "$.attachments[0]"),
        ({"attachments": [{"name": "a", "data": "SGVsbG8="}]}, "$.attachments[0]"),
        ({"attachments": [{"name": "a", "content_type": "text/plain", "data": "!"}]}, "$.attachments[0].data"),
        ({"attachments": [{"name": "a", "content_type": "text/plain", "data": "SGVsbG8="}] * 6}, "$.attachments"),
    ],
)
def test_bad_results_are_refused_and_nothing_is_stored(sandbox: Ats, changes: dict[str, Any], place: str) -> None:
    before = order(sandbox)
    refused(report(sandbox, before["id"], **{**DONE, **changes}), "PLATFORM.INPUT_INVALID", place)
    assert sandbox.stored("orders", id=before["id"]) == [before]
    assert sandbox.stored("result-attachments") == []


@pytest.mark.parametrize("status", ["COMPLETED", "CANCELLED"])
def test_a_finished_order_needs_its_instant(sandbox: Ats, status: str) -> None:
    answer = report(sandbox, order(sandbox)["id"], status=status, result_url=DONE["result_url"])
    refused(answer, "PLATFORM.INPUT_INVALID", "$.completed_at")


def test_an_unknown_order_is_not_found(sandbox: Ats) -> None:
    assert error(report(sandbox, "11111111111111111111111a", **DONE))[:2] == (404, "PLATFORM.INPUT_INVALID")


# ── rules ────────────────────────────────────────────────────────────────────


def test_refused_result_statuses(ats_application: Application) -> None:
    tool = connected(ats_application, "greenhouse", "ASSESSMENT")
    answer = report(tool, order(tool)["id"], status="OPEN", result_url=DONE["result_url"])
    refused(answer, "REMOTE.INPUT_INVALID", "$.status")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8080/1",
        "http://127.0.0.1/1",
        "https://[::1]/1",
        "https://10.0.0.7/1",
        "https://192.168.1.1/1",
        "https://169.254.169.254/latest",
        "https://intranet/1",
        "https://printer.local/1",
        "mailto:frida@example.com",
    ],
)
def test_public_result_url_refuses_addresses_of_a_private_network(ats_application: Application, url: str) -> None:
    tool = connected(ats_application, "greenhouse", "ASSESSMENT")
    id = order(tool)["id"]
    refused(report(tool, id, **{**DONE, "result_url": url}), "REMOTE.INPUT_INVALID", "$.result_url")
    data(report(tool, id, **DONE))


# ── the official SDK ─────────────────────────────────────────────────────────


def test_the_sdk_sets_packages_and_reports_a_result(sdk: Callable[[str, str], Any]) -> None:
    kombo = sdk("sandbox", "ASSESSMENT")
    kombo.assessment.set_packages(packages=[package("a")])
    [kept] = kombo.assessment.get_packages().data.packages
    assert (kept.id, kept.type) == ("a", "SKILLS_TEST")
    [waiting, *_] = kombo.assessment.get_assessment_orders(statuses=["OPEN"]).result.data.results
    kombo.assessment.update_order_result(
        assessment_order_id=waiting.id,
        status="COMPLETED",
        result_url="https://www.example.com/results/17",
        completed_at=datetime(2025, 6, 1, tzinfo=UTC),
        score=90,
        max_score=100,
        attributes=[{"type": "TEXT", "label": "Remark", "value": "Very quick"}],
        attachments=[{"name": "report.txt", "content_type": "text/plain", "data": "SGVsbG8="}],
    )
    done = kombo.assessment.get_assessment_orders(ids=[waiting.id]).result.data.results
    assert [one.status for one in done] == ["COMPLETED"]
