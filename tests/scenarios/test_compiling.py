"""A scenario file is checked whole: every mistake at once, each with file, line and the nearest valid word."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.errors import ConfigurationError, InputInvalid
from mockserver.scenarios import library
from mockserver.scenarios.doors import Doors
from tests.scenarios.conftest import Write


def findings(doors: Doors, file: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        library.load(doors, file)
    return [line.removeprefix(f"{file}:") for line in str(caught.value).splitlines()]


def test_every_mistake_is_told_at_once_with_its_line(doors: Doors, write: Write) -> None:
    file = write("""
        title: All wrong
        locale: de_XX
        clock: {mode: froze}
        limits: {concurrency: -1}
        integrations:
          recruiting:
            tool: greenhous
          people:
            tool: personio
          more:
            tool: personio
            category: HRIS
            profile: minimum
            connected: yesterday
            status: ACTIV
            syncs: {mode: manual, duration: 3 hours}
            scopes: {models: {hris_employes: DISABLED}}
            settings: {latency_ms: -1}
            records:
              employes: []
              employees:
                - first_name: X
                - {match: {remote_id: 1}, like: 2, gender: 5, id: x}
                - {remote_id: E-1, start_date: "{today - 3}"}
        faults:
          - {preset: tol-down, match: {integration: mor}}
          - {effect: {error: PLATFORM.NOPE}}
        webhooks:
          endpoints: [{url: 7}]
          faults: [{match: {integration: mor}, effect: {drop: true}}]
        moments:
          - title: One
            record: {integration: more, model: employes, remote_id: E-1}
            call: GET /hris/employee
            answer: {}
          - title: Two
            integration: nobody
            call: GET /hris/employees/{nobody/E-1}
            answer: {}
          - title: Three
            call: DELETE /_mock/clock
            answer: {}
    """)
    assert findings(doors, file) == [
        "2: locale: unknown locale 'de_XX', did you mean 'de_DE'?",
        "3: clock.mode: must be 'running' or 'frozen', not 'froze'",
        "4: limits.concurrency: must be at least 0, not -1",
        "7: integrations.recruiting.tool: unknown tool 'greenhous', did you mean 'greenhouse'?",
        "8: integrations.people: personio has the categories ATS, HRIS; name one of them as category",
        "13: integrations.more.profile: unknown profile 'minimum', did you mean 'minimal'?",
        "14: integrations.more.connected: not an ISO 8601 date or instant: 'yesterday'",
        "15: integrations.more.status: must be 'ACTIVE', 'INVALID' or 'INACTIVE', not 'ACTIV'",
        "18: integrations.more.settings.latency_ms: must be at least 0, not -1",
        "20: integrations.more.records.employes: unknown model 'employes', did you mean 'employees'?",
        "22: integrations.more.records.employees.0: needs either match, to change a record, or remote_id, to add one",
        (
            "23: integrations.more.records.employees.1.gender: must be 'MALE', 'FEMALE', 'NON_BINARY' or "
            "'NOT_SPECIFIED' or a string or null, not 5"
        ),
        "23: integrations.more.records.employees.1.id: id cannot be given: the id follows from remote_id",
        (
            "23: integrations.more.records.employees.1.like: a record that is changed keeps what is not given; "
            "like is for records that are added"
        ),
        (
            "24: integrations.more.records.employees.2.start_date: {today - 3} is no day; "
            "write {today-3}, {today+1 09:30} or {weekday-2 09:30}"
        ),
        "26: faults.0.match.integration: unknown integration 'mor', did you mean 'more'?",
        "26: faults.0.preset: no preset 'tol-down', did you mean 'tool-down'?",
        "27: faults.1.effect.error: 'PLATFORM.NOPE' is not known, did you mean 'PLATFORM.UNKNOWN_ERROR'?",
        "29: webhooks.endpoints.0.url: must be a string, not 7",
        "30: webhooks.faults.0.match.integration: unknown integration 'mor', did you mean 'more'?",
        "33: moments.0.record.model: unknown model 'employes', did you mean 'employees'?",
        "34: moments.0.call: '/hris/employee' is not imitated by this server, did you mean '/hris/employees'?",
        "37: moments.1.integration: unknown integration 'nobody', expected one of more, people, recruiting",
        "38: moments.1.call: 'GET' is not allowed here, only PATCH",
        "38: moments.1.call: unknown integration 'nobody', expected one of more, people, recruiting",
        "41: moments.2.call: 'DELETE' is not allowed here, only GET, HEAD, PUT",
    ]


def test_lengths_and_scopes_are_checked_as_the_control_api_does(doors: Doors, write: Write) -> None:
    file = write("""
        title: Wrong
        integrations:
          people:
            tool: personio
            category: HRIS
            syncs: {mode: scheduled, duration: 3 hours, full_every: PT0S}
            scopes: {models: {hris_employes: DISABLED}}
    """)
    assert findings(doors, file) == [
        "6: integrations.people.syncs.duration: not an ISO 8601 duration such as P3D or PT2H30M: '3 hours'",
        "6: integrations.people.syncs.full_every: must be at least a minute, PT1M",
        "7: integrations.people.scopes.models: 'hris_employes' is not known, did you mean 'hris_employees'?",
    ]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("tilte: x\n", "1: tilte: unknown key 'tilte', did you mean 'title'?"),
        ("title: x\nheadcount: many\n", "2: headcount: must be a whole number, not a text"),
        ("title: x\nintegrations: {People: {tool: personio}}\n", "2: integrations.People: 'People' does not match"),
        (
            "title: x\nmoments: [{title: y, call: fetch /x, answer: {}}]\n",
            "2: moments.0.call: 'fetch /x' does not match",
        ),
        ("title: x\ntitle: y\n", "2: this key stands here twice"),
        ("- title\n", "1: must be a mapping, not a list"),
    ],
)
def test_a_file_of_another_form_is_refused(doors: Doors, write: Write, text: str, finding: str) -> None:
    assert any(line.startswith(finding) for line in findings(doors, write(text)))


def test_what_is_no_yaml_names_the_line(doors: Doors, write: Write) -> None:
    with pytest.raises(ConfigurationError, match=r"mine\.yaml:3: "):
        library.load(doors, write("title: x\nintegrations: [\n"))


def test_a_document_of_a_caller_is_refused_with_its_places(doors: Doors) -> None:
    with pytest.raises(InputInvalid) as caught:
        library.load_document(
            doors, "mine", {"title": "x", "integrations": {"a": {"tool": "personioo"}}, "faults": [{}]}
        )
    assert caught.value.message == "$.document.integrations.a.tool: unknown tool 'personioo', did you mean 'personio'?"
    assert "$.document.faults[0]" in str(caught.value.explanation)
