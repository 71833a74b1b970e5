"""A file that is foreign, cut off or damaged is refused with the line, and nothing has changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from mockserver.server import MockServer
from tests.transfer.conftest import ATS, Ask, Asking, apply_for_job

Damage = Callable[[list[bytes]], list[bytes]]


@pytest.fixture(scope="module")
def lines(source: MockServer) -> list[bytes]:
    import httpx

    headers = {"Authorization": "Bearer damaged"}
    with httpx.Client(base_url=source.url, headers=headers, trust_env=False) as client:
        asking = Asking(client)
        apply_for_job(asking)
        asking.control("PATCH", f"/integrations/{ATS}", {"syncs": {"mode": "scheduled"}})
        return asking.export().splitlines()


def replaced(number: int, old: bytes, new: bytes) -> Damage:
    def damage(lines: list[bytes]) -> list[bytes]:
        assert old in lines[number - 1], lines[number - 1][:300]
        return [*lines[: number - 1], lines[number - 1].replace(old, new, 1), *lines[number:]]

    return damage


def without_file(lines: list[bytes]) -> list[bytes]:
    kept = [line for line in lines[:-1] if not line.startswith(b'{"file"')]
    return [*kept, b'{"end":{"lines":%d}}' % (len(kept) + 1)]


def inserted(number: int, line: bytes) -> Damage:
    return lambda lines: [*lines[: number - 1], line, *lines[number - 1 :]]


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda _: [], "line 1: the file is empty"),
        (lambda _: [b"hello"], "line 1: it is no JSON: "),
        (lambda _: [b"[]"], "line 1: it is no JSON object"),
        (lambda _: [b'{"a":1}'], "line 1: this is no export of an environment of this program"),
        (lambda lines: lines[1:], "line 1: this is no export of an environment of this program"),
        (replaced(1, b'"format":1', b'"format":2'), "line 1: the export has the format 2, this program knows 1"),
        (replaced(1, b'"size":"small"', b'"size":"tiny"'), "line 1: environment.size must match"),
        (replaced(1, b'"anchor":"2025', b'"anchor":"20x5'), "line 1: environment.anchor must be a date or an instant"),
        (
            replaced(1, b'"kind":"sync_starts"', b'"kind":"syncs"'),
            "line 1: settings.schedule[0].kind: 'syncs' is",
        ),
        (
            replaced(1, b'"profile":null', b'"profile":"minimum"'),
            "line 1: profile: 'minimum' is not known",
        ),
        (
            replaced(2, b'"tool":"sandbox"', b'"tool":"sandpit"'),
            "line 2: tool: 'sandpit' is not known",
        ),
        (replaced(2, b'"category":"ATS"', b'"category":"LMS"'), "line 2: category: 'LMS' is not known here"),
        (replaced(2, b'"status":"ACTIVE"', b'"status":"ACTIV"'), "line 2: status must be"),
        (replaced(2, b'"seed":42,', b""), "line 2: seed is required"),
        (
            replaced(3, b'"model":"ats_users"', b'"model":"ats_user"'),
            "line 3: model: 'ats_user' is not known",
        ),
        (replaced(3, b'"remote_id":"1"', b'"remote_id":"2"'), "line 3: the id "),
        (replaced(3, b'"changed_at":"', b'"changed_at":"x'), "line 3: changed_at: 'x"),
        (inserted(4, b'{"model":"ats_users"}'), "line 4: it must have one member of integration, record, file, end"),
        (lambda lines: [*lines[:4], lines[3], *lines[4:]], "line 5: the record "),
        (lambda lines: [lines[0], lines[2], *lines[1:]], "line 2: a record stands below its integration"),
        (lambda lines: [*lines[:5], lines[1], *lines[5:]], f"line 6: the integration {ATS} is there twice"),
        (lambda lines: lines[:7], "line 7: the file ends here without its last line; it was cut off"),
        (lambda lines: [*lines[:3], *lines[4:]], "it is not line "),
        (lambda lines: [*lines, b"{}"], "nothing may follow the line with the end"),
        (without_file, "that the record names is missing"),
        (
            lambda lines: [line.replace(b'"base64":"', b'"base64":"AAAA') for line in lines],
            "the content is not that of the file",
        ),
    ],
)
def test_the_first_line_that_cannot_be_used_is_named_and_nothing_changes(
    target: MockServer, ask: Ask, lines: list[bytes], damage: Damage, message: str
) -> None:
    asking = ask(target, "unharmed")
    before = asking.export()
    refused = asking.bring(b"\n".join(damage(lines)))
    assert refused.status_code == 400
    told = refused.json()["error"]["message"]
    assert message in told
    assert told.startswith("line ")
    assert asking.export() == before


def test_a_file_that_somebody_edited_by_hand_is_good(target: MockServer, ask: Ask, lines: list[bytes]) -> None:
    asking = ask(target, "edited")
    number = next(place for place, line in enumerate(lines) if b'"model":"ats_jobs"' in line)
    line = orjson.loads(lines[number])
    line["record"]["name"] = "Chief of Staff"
    edited = [*lines[:number], orjson.dumps(line), *lines[number + 1 :]]
    assert asking.bring(b"\n".join(edited)).status_code == 200
    answer = asking.get(f"/ats/jobs?ids={line['record']['id']}")
    assert answer.json()["data"]["results"][0]["name"] == "Chief of Staff"


def with_value(line: bytes, path: str, value: Any) -> bytes:
    document = orjson.loads(line)
    place = document
    *steps, last = path.split(".")
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place.setdefault(step, {})
    place[last] = value
    return orjson.dumps(document)


@pytest.mark.parametrize(
    ("number", "path", "value", "message"),
    [
        (1, "environment.clock.instant", "0001-01-01T00:00:00Z", "clock: a clock stands between"),
        (1, "environment.anchor", "9999-12-31T00:00:00Z", "anchor: a clock stands between"),
        (1, "environment.changed_at", "9999-12-31T00:00:00Z", "changed_at: a clock stands between"),
        (1, "environment.size", "9999999", "size: size '9999999' is none of"),
        (1, "environment.counters.events", 1e25, "environment.counters.events must be a whole number"),
        (1, "environment.settings.company", {"headcount": 10**9}, "size: size"),
        (1, "environment.settings.company", {"name": 5}, "environment.settings.company.name must be"),
        (1, "environment.settings.limits", {"requests": {"count": 1}}, "limits.requests.window_seconds is required"),
        (1, "environment.settings.limits", {"concurrency": "x"}, "limits.concurrency must be"),
        (1, "environment.settings.passthrough", [{}], "passthrough[0].id is required"),
        (1, "environment.settings.schedule.0.at", 10**16, "settings.schedule[0].at: no clock gets there"),
        (1, "environment.settings.schedule.0.at", -2_000_000_000_000, "one call plays 20,000 at most"),
        (1, "environment.settings.schedule.0.details", {}, "details.integration_id must be an id"),
        (1, "environment.settings.schedule.0.details.type", "ALL", "details.type must be one of FULL, DELTA"),
        (1, "environment.settings.schedule.0.kind", "webhook", "details.parcel must have"),
        (2, "integration.settings.syncs.delta_every", "PT0S", "settings.syncs.delta_every: must be at least a minute"),
        (2, "integration.settings.syncs.duration", 5, "settings.syncs.duration must be a duration or null"),
        (2, "integration.settings.syncs.mode", "often", "settings.syncs.mode: 'often' is not known"),
        (2, "integration.settings.syncs.outcome", "GOOD", "settings.syncs.outcome: 'GOOD' is not known"),
        (2, "integration.settings.syncs", 5, "settings.syncs must be an object"),
        (2, "integration.settings.sync", {"id": "x"}, "settings.sync.type is required"),
        (2, "integration.settings.own_records", 5, "settings.own_records must be"),
        (2, "integration.scopes", {"models": 5}, "scopes.models must be an object"),
    ],
)
def test_what_nobody_could_live_with_is_refused(
    target: MockServer, ask: Ask, lines: list[bytes], number: int, path: str, value: Any, message: str
) -> None:
    asking = ask(target, "unharmed-by-values")
    before = asking.export()
    changed = [*lines[: number - 1], with_value(lines[number - 1], path, value), *lines[number:]]
    refused = asking.bring(b"\n".join(changed))
    assert refused.status_code == 400
    assert message in refused.json()["error"]["message"]
    assert asking.export() == before


@pytest.mark.parametrize("name", ["outbox", "carried"])
def test_what_is_on_its_way_elsewhere_does_not_come_along(
    target: MockServer, ask: Ask, lines: list[bytes], name: str
) -> None:
    asking = ask(target, f"without-{name}")
    changed = with_value(lines[0], f"environment.settings.{name}", [{}])
    assert asking.bring(b"\n".join([changed, *lines[1:]])).status_code == 200
    assert asking.control("GET", "/webhooks")["secret"] is None
