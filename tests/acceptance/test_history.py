"""What happens over months: the same for the same seed and calls, byte for byte, and everything in its order."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from mockserver.instants import format_instant, parse_instant
from mockserver.server import MockServer
from tests.rig import Rig
from tests.webhooks.receiver import Receiver

# Lives through weeks of three integrations and prints every answer, and every webhook as its bytes were sent.
SCRIPT = """
import sys
from tests.rig import Rig
from tests.webhooks.receiver import Receiver
from mockserver.server import MockServer

with MockServer(seed=int(sys.argv[1]), size="20", now="2025-06-02T09:00:00Z") as server, Receiver() as receiver:
    for category in ("ATS", "HRIS", "ASSESSMENT"):
        with Rig(server, "history", "sandbox", category) as rig:
            path = f"/integrations/{rig.integration_id}"
            hook = {"id": category, "url": receiver.url, "retries": []}
            rig.ask("PUT", "/webhooks", {"endpoints": [hook], "faults": [
                {"effect": {"drop": True}, "times": {"share": 0.2}},
                {"effect": {"mis_sign": True}, "times": {"every": 5}},
                {"effect": {"duplicate": 2}, "times": {"every": 7}}]})
            mode = {"ATS": "immediate", "HRIS": "scheduled", "ASSESSMENT": "immediate"}[category]
            print(rig.ask("PATCH", path, {"syncs": {"mode": mode}}))
            if category == "ASSESSMENT":
                package = {"id": "a", "type": "SKILLS_TEST", "name": "A", "description": "A"}
                print(rig.api.put("/assessment/packages", json={"packages": [package]}).text)
                for _ in range(3):
                    print(rig.ask("POST", f"{path}/upstream", {"event": "assessment_order"}))
            else:
                print(rig.ask("POST", f"{path}/upstream", {"event": "days", "count": 20}))
                lists = {"ATS": ("candidates", "applications", "jobs"), "HRIS": ("employees", "absences")}[category]
                for name in lists:
                    query = {"include_deleted": "true", "page_size": 250}
                    print(rig.api.get(f"/{category.lower()}/{name}", params=query).text)
            rig.arm({"error": "PLATFORM.UNKNOWN_ERROR"}, times={"share": 0.5})
            for _ in range(8):
                answer = rig.api.get("/check-api-key")
                print(answer.status_code, answer.text)
            rig.ask("DELETE", "/faults")
            while rig.ask("GET", "/webhooks/deliveries", status="waiting")["deliveries"]:
                pass
            entries = rig.ask("GET", "/webhooks/deliveries", limit=500)["deliveries"]
            for entry in entries:
                print(entry["number"], entry["id"], entry["event_id"], entry["created_at"], entry["status"])
    for request in receiver.received:
        print(request.body.decode(), request.headers["X-Kombo-Signature"])
"""


def history(seed: int, **environ: str) -> str:
    """Give what a process of its own lives through; the port of its receiver differs and is not part of it."""
    command = [sys.executable, "-c", SCRIPT, str(seed)]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **environ})
    return run.stdout


def test_one_seed_and_the_same_calls_give_one_history_in_every_process() -> None:
    first = history(7)
    assert first.count("data-changed") > 20
    assert "assessment:order-received" in first
    assert history(7, TZ="Pacific/Apia", PYTHONHASHSEED="3", LC_ALL="C.UTF-8") == first
    assert history(8) != first


# ── Lifetimes, each by the clock and in order ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def open_rig(mock_server: MockServer, api_key: str) -> Iterator[Callable[..., Rig]]:
    opened: list[Rig] = []

    def rig(tool: str = "sandbox", category: str = "ATS") -> Rig:
        opened.append(Rig(mock_server, api_key, tool, category))
        return opened[-1]

    yield rig
    for each in opened:
        each.__exit__(None, None, None)


def advance(rig: Rig, by: str) -> Any:
    return rig.ask("POST", "/clock/advance", {"by": by})


USER = {
    "end_user_email": "hr@example.com",
    "end_user_organization_name": "Example Works",
    "integration_category": "ATS",
}


def opens(link: str) -> bool:
    """Say whether a link can still be finished."""
    address, _, token = link.partition("/link?token=")
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.post(f"{address}/finish", headers=headers, json={}, trust_env=False).status_code == 200


@pytest.mark.parametrize(("kind", "lives"), [("EMBEDDED", timedelta(hours=1)), ("MAGIC_LINK", timedelta(days=365))])
def test_links_end(open_rig: Callable[..., Rig], kind: str, lives: timedelta) -> None:
    rig = open_rig()
    body = {**USER, "integration_tool": "lever", "link_type": kind}
    link = rig.api.post("/connect/create-link", json=body).json()["data"]["link"]
    advance(rig, f"PT{int(lives.total_seconds()) - 1}S")
    assert opens(link)
    advance(rig, "PT2S")
    assert not opens(link)


def test_deleted_records_are_erased_after_fourteen_days(open_rig: Callable[..., Rig]) -> None:
    rig = open_rig()
    told = rig.ask("POST", f"/integrations/{rig.integration_id}/upstream", {"event": "record_deleted", "model": "tags"})
    id = next(entry["id"] for entry in told["changed"] if entry["model"] == "ats_tags")

    def name() -> str | None:
        answer = rig.api.get("/ats/tags", params={"ids": id, "include_deleted": "true"})
        [shown] = answer.json()["data"]["results"]
        assert shown["remote_deleted_at"] == "2025-06-02T09:00:00.000Z"
        found: str | None = shown["name"]
        return found

    assert name() is not None
    advance(rig, "P13DT23H59M59S")
    assert name() is not None
    advance(rig, "PT1S")
    assert name() is None


def test_pushes_are_listed_for_two_months(open_rig: Callable[..., Rig]) -> None:
    rig = open_rig("datev", "HRIS")
    payroll = {
        "payroll_run": {"date": "2025-05-17"}, "hourly_payments": [{"hours": 14.5, "lohnart": 200}],
        "fixed_payments": [],
    }  # fmt: skip
    assert rig.api.put("/custom/datev/employees/remote:4711/prepare-payroll", json=payroll).status_code == 200
    push = {"payroll_month": "2025-05-01"}
    assert rig.api.post("/custom/datev/push-data/payroll", json=push).status_code == 200

    def listed() -> int:
        return len(rig.api.get("/custom/datev/data-pushes").json()["data"]["data_pushes"])

    # Whole days count: the day of the push is the last one to go.
    rig.ask("POST", "/clock/advance", {"to": "2025-08-02T23:59:59Z"})
    assert listed() == 1
    advance(rig, "PT1S")
    assert listed() == 0


def test_what_falls_due_is_played_in_order(open_rig: Callable[..., Rig]) -> None:
    """Five days at once: syncs fail by schedule, the third day makes the integration INVALID and ends them."""
    rig = open_rig()
    with Receiver() as receiver:
        rig.ask("PUT", "/webhooks", {"endpoints": [{"url": receiver.url, "retries": []}]})
        syncs = {"mode": "scheduled", "full_every": "P1D", "delta_every": "PT10H"}
        rig.ask("PATCH", f"/integrations/{rig.integration_id}", {"credentials": "broken", "syncs": syncs})
        advance(rig, "P5D")
        rig.ask("PATCH", f"/integrations/{rig.integration_id}", {"credentials": "valid"})
        advance(rig, "P1D")
        while rig.ask("GET", "/webhooks/deliveries", status="waiting")["deliveries"]:
            pass
        events = [request.event for request in receiver.wait_for(10)]
    entries = rig.ask("GET", "/webhooks/deliveries", limit=500)["deliveries"][::-1]
    assert [entry["event_id"] for entry in entries] == [event["id"] for event in events]
    assert [entry["created_at"] for entry in entries] == sorted(entry["created_at"] for entry in entries)
    ends = [event["data"] for event in events if event["type"] == "sync-finished"]
    refused = [one for one in ends if one["sync_state"] == "AUTHENTICATION_FAILED"]
    # First refused ten hours after the start; the first one that is three days later ends it.
    assert refused[0]["sync_started_at"] == "2025-06-02T19:00:00.000Z"
    since, last = (parse_instant(refused[place]["sync_ended_at"]) for place in (0, -1))
    assert last - since >= 3 * 86_400_000 > parse_instant(refused[-2]["sync_ended_at"]) - since
    states = [(event["data"]["state"], place) for place, event in enumerate(events) if "state" in event["data"]]
    assert [state for state, _ in states] == ["INVALID", "ACTIVE"]
    # The state follows the sync that caused it; no sync is between it and the repair.
    assert events[states[0][1] - 1]["data"]["sync_ended_at"] == format_instant(last)
    assert states[1][1] == states[0][1] + 1
    assert {one["sync_state"] for one in ends[len(refused) :]} == {"SUCCEEDED"}


def test_retries_come_when_they_are_due(open_rig: Callable[..., Rig]) -> None:
    rig = open_rig()
    with Receiver() as receiver:
        receiver.always = (500, b"", {})
        rig.ask("PUT", "/webhooks", {"endpoints": [{"url": receiver.url, "retries": ["PT10S", "PT1M", "PT10M"]}]})
        rig.ask("POST", f"/integrations/{rig.integration_id}/upstream", {"event": "job_opens"})
        attempts: list[Any] = []
        entry: Any = None
        for number, wait in enumerate(("PT10S", "PT1M", "PT10M", "P1D"), start=1):
            receiver.wait_for(number)
            while len(attempts) < number:
                [entry] = rig.ask("GET", "/webhooks/deliveries", wait=5)["deliveries"]
                attempts = entry["attempts"]
            advance(rig, wait)
        assert len(receiver.received) == 4
    assert [attempt["at"][11:19] for attempt in attempts] == ["09:00:00", "09:00:10", "09:01:10", "09:11:10"]
    assert entry["status"] == "failed"
