"""What only a world can tell is told with file and line, before anybody relies on it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mockserver.app import create_app
from mockserver.errors import ConfigurationError
from mockserver.settings import Settings
from tests.scenarios.conftest import NOW, Begun

Refused = Callable[..., list[str]]


@pytest.fixture
def refused(begun: Begun) -> Refused:
    """Gives the findings, without the path of the file, of a scenario that cannot be used."""

    def start(text: str, **options: object) -> list[str]:
        with pytest.raises(ConfigurationError) as caught:
            begun(text, **options)
        return [line.partition("mine.yaml:")[2] for line in str(caught.value).splitlines()]

    return start


def test_keys_and_records_that_the_world_does_not_know_are_named(refused: Refused) -> None:
    found = refused("""
        title: Wrong
        integrations:
          people:
            tool: personio
            category: HRIS
            records:
              employees:
                - {remote_id: E-1, frist_name: Ada}
          recruiting:
            tool: personio
            category: ATS
            records:
              jobs:
                - match: {name: Nobody knows}
                  status: OPEN
    """)
    assert found == [
        "8: integrations.people.records.employees.0.frist_name: unknown key 'frist_name', did you mean 'first_name'?",
        "14: integrations.recruiting.records.jobs.0.match.name: no record of 'Jobs' has name 'Nobody knows'",
    ]


@pytest.mark.parametrize("value", ["7", "true", "{a: b}", "[[]]", "[remote:E-1, 5]"])
def test_references_that_are_no_ids_are_named(refused: Refused, value: str) -> None:
    found = refused(f"""
        title: Wrong
        integrations:
          people:
            tool: personio
            category: HRIS
            records:
              employees:
                - {{remote_id: E-1, group_ids: {value}}}
                - {{remote_id: E-2, manager_id: {value}}}
              employments:
                - {{remote_id: C-1, employee_id: {value}}}
    """)
    assert {line.split(": ")[1].rpartition(".")[2] for line in found} == {"employee_id", "group_ids", "manager_id"}
    assert sum(line.endswith("group_ids: must name records by their ids, as remote:…") for line in found) == 1


def test_references_that_lead_nowhere_are_named(refused: Refused) -> None:
    found = refused("""
        title: Wrong
        integrations:
          people:
            tool: personio
            category: HRIS
            records:
              employees:
                - {remote_id: E-1, manager_id: remote:E-2, group_ids: [remote:G-1]}
                - {remote_id: E-3, delete: true}
                - {remote_id: E-4, manager_id: remote:E-3}
              employments:
                - {remote_id: C-1, employee_id: remote:E-9}
          recruiting:
            tool: greenhouse
            category: ATS
            records:
              applications:
                - {remote_id: A-1, job_id: remote:101, candidate_id: remote:9101}
                - {remote_id: A-2, job_id: remote:101, candidate_id: remote:9101, current_stage_id: remote:STG}
                - {remote_id: A-3, candidate_id: remote:9101}
    """)
    assert [line.partition(": there")[0] for line in found] == [
        "8: integrations.people.records.employees.0.group_ids",
        "8: integrations.people.records.employees.0.manager_id",
        "9: integrations.people.records.employees.1.delete: 'E-4' of 'Employees' still names it under manager_id",
        "10: integrations.people.records.employees.2.manager_id",
        "12: integrations.people.records.employments.0.employee_id",
        (
            "18: integrations.recruiting.records.applications.0.current_stage_id: every application has a job and "
            "is in one of its stages"
        ),
        "19: integrations.recruiting.records.applications.1.current_stage_id: it is no stage of the application's job",
        "19: integrations.recruiting.records.applications.1.current_stage_id",
        (
            "20: integrations.recruiting.records.applications.2.job_id: every application has a job and is in one of "
            "its stages"
        ),
    ]


def test_a_moment_whose_record_is_not_there_is_named(refused: Refused) -> None:
    found = refused("""
        title: Wrong
        integrations: {people: {tool: personio, category: HRIS}}
        moments:
          - title: One
            record: {integration: people, model: employees, remote_id: '4001'}
            call: GET /hris/employees
            answer: {}
    """)
    assert found == ["5: moments.0.record.remote_id: unknown record '4001', did you mean '40051'?"]


def test_where_webhooks_may_go_is_for_the_server_to_say(begun: Begun, refused: Refused) -> None:
    text = """
        title: Elsewhere
        webhooks:
          endpoints: [{url: 'http://hooks.example.com/in'}]
    """
    assert refused(text)[0].startswith("3: webhooks.endpoints.0.url: hooks.example.com is not this machine.")
    begun(text, allow_webhook_host="hooks.example.com")


def test_a_locale_that_nobody_has_words_for_stops_the_start() -> None:
    with pytest.raises(ConfigurationError, match="locale: unknown locale 'de_XX', did you mean 'de_DE'"):
        create_app(Settings(now=NOW, locale=("de_XX",)))
