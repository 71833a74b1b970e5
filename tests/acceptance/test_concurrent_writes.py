"""A hundred writes to one record at once, over real sockets: none is lost and none is doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import httpx

from tests.acceptance.actions import live
from tests.acceptance.described import Tool

WRITES = 100
AT_ONCE = 20


def write(tool: Tool, request: Callable[[httpx.Client, int], httpx.Response]) -> list[httpx.Response]:
    """Send all of them, each thread on a connection of its own."""
    address, headers = tool.http.base_url, tool.http.headers
    with (
        httpx.Client(base_url=address, headers=headers, trust_env=False, timeout=30) as client,
        ThreadPoolExecutor(AT_ONCE) as pool,
    ):
        return list(pool.map(lambda number: request(client, number), range(WRITES)))


def codes(answers: list[httpx.Response]) -> Counter[str | None]:
    """Count successes (None) and refusals by code."""
    return Counter(None if one.status_code == 200 else one.json()["error"]["code"] for one in answers)


def test_tags_of_one_candidate(connect: Callable[..., Tool]) -> None:
    tool = connect("sandbox")
    candidate = live(tool, "candidates")
    path = f"/ats/candidates/{candidate['id']}/tags"
    answers = write(tool, lambda client, number: client.post(path, json={"tag": {"name": f"tag {number}"}}))
    assert codes(answers) == {None: WRITES}
    [shown] = tool.results("/ats/candidates", ids=candidate["id"])
    names = [tag["name"] for tag in shown["tags"]]
    assert sorted(names)[-WRITES:] == sorted(f"tag {number}" for number in range(WRITES))
    assert len(names) == len(candidate["tag_ids"]) + WRITES
    assert len({tag["id"] for tag in shown["tags"]}) == len(names)


def test_one_tag_made_by_many(connect: Callable[..., Tool]) -> None:
    tool = connect("sandbox")
    people = [one["id"] for one in tool.stored("candidates") if one["remote_deleted_at"] is None][:WRITES]
    answers = write(
        tool,
        lambda client, number: client.post(f"/ats/candidates/{people[number]}/tags", json={"tag": {"name": "The one"}}),
    )
    assert codes(answers) == {None: WRITES}
    [tag] = [one for one in tool.results("/ats/tags") if one["name"] == "The one"]
    shown = tool.results("/ats/candidates")
    assert {one["id"] for one in shown if tag["id"] in {entry["id"] for entry in one["tags"]}} == set(people)


def test_notes_and_files_of_one_application(connect: Callable[..., Tool]) -> None:
    tool = connect("sandbox")
    path = f"/ats/applications/{live(tool, 'applications')['id']}"
    files = len(tool.look_up(f"{path}/attachments")["results"])

    def request(client: httpx.Client, number: int) -> httpx.Response:
        if number % 2:
            return client.post(f"{path}/notes", json={"content": f"note {number}", "content_type": "PLAIN_TEXT"})
        file = {"name": f"{number}.txt", "content_type": "text/plain", "data": "SGVsbG8=", "type": "OTHER"}
        return client.post(f"{path}/attachments", json={"attachment": file})

    assert codes(write(tool, request)) == {None: WRITES}
    notes = [one["content"] for one in tool.stored("notes") if (one["content"] or "").startswith("note ")]
    assert sorted(notes) == sorted(f"note {number}" for number in range(1, WRITES, 2))
    assert len(tool.look_up(f"{path}/attachments")["results"]) == files + WRITES // 2


def test_moves_of_one_application(connect: Callable[..., Tool]) -> None:
    tool = connect("sandbox")
    application = live(tool, "applications", outcome="PENDING")
    stages = [entry["stage_id"] for entry in tool.stored_one("jobs", application["job_id"])["stages"]]
    path = f"/ats/applications/{application['id']}/stage"
    answers = write(tool, lambda client, number: client.put(path, json={"stage_id": stages[number % len(stages)]}))
    assert codes(answers) == {None: WRITES}
    stored = tool.stored_one("applications", application["id"])
    history = stored["history"]
    assert history[0]["from_stage_id"] == application["current_stage_id"]
    assert history[-1]["to_stage_id"] == stored["current_stage_id"]
    assert all(one["to_stage_id"] == other["from_stage_id"] for one, other in pairwise(history))
    instants = [step["at"] for step in history]
    assert instants == sorted(set(instants))


def test_one_person_applies_once(connect: Callable[..., Tool]) -> None:
    tool = connect("sandbox")
    job = live(tool, "jobs", status="OPEN")["id"]
    person = {"first_name": "Frida", "last_name": "Okafor", "email_address": "frida@example.com"}
    answers = write(tool, lambda client, _: client.post(f"/ats/jobs/{job}/applications", json={"candidate": person}))
    assert codes(answers) == {None: 1, "ATS.APPLICATION_ALREADY_EXISTS": WRITES - 1}
    [shown] = tool.results("/ats/candidates", email=person["email_address"])
    assert [one["job"]["id"] for one in shown["applications"]] == [job]


def test_absences_of_one_balance(connect: Callable[..., Tool]) -> None:
    tool = connect("sandbox", "HRIS")
    balance = next(
        one
        for one in tool.results("/hris/time-off-balances")
        if one["balance"] and one["balance"] > 5 and one["type"]["unit"] == one["balance_unit"] == "DAYS"
    )
    body: dict[str, Any] = {
        "employee_id": balance["employee_id"], "absence_type_id": balance["type_id"], "employee_note": None,
        "start_date": "2025-06-10", "end_date": "2025-06-10", "amount": 0.25, "unit": "DAYS",
    }  # fmt: skip
    taken = codes(write(tool, lambda client, _: client.post("/hris/absences", json=body)))
    assert taken.keys() <= {None, "REMOTE.INPUT_INVALID"}
    [after] = tool.results("/hris/time-off-balances", ids=balance["id"])
    assert after["balance"] == balance["balance"] - 0.25 * taken[None]
    assert taken[None] == min(WRITES, -(-balance["balance"] // 0.25))
