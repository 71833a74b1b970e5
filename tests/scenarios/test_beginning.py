"""An environment begins with what the scenario says, every one of them, and again after each reset."""

from __future__ import annotations

import time
from typing import Any

from mockserver.app import Application, create_app
from mockserver.ids import integration_id, record_id
from mockserver.instants import parse_instant
from mockserver.settings import Settings
from mockserver.state import faults, snapshots, syncing, webhooks
from mockserver.state.environments import Environment, Integration
from mockserver.state.schedule import next_due
from tests.scenarios.conftest import NOW, Begun


def environment_of(app: Application, key: str = "demo") -> Environment:
    found: Environment = app.state.store.environment(key)
    return found


def named(app: Application, name: str, key: str = "demo") -> Integration:
    environment = environment_of(app, key)
    return environment.integrations[environment.settings["scenario"]["integrations"][name]]


def count(app: Application, integration: Integration, model: str) -> int:
    number: int = app.state.store.records(environment_of(app), integration).count(model)
    return number


def test_the_first_integration_of_a_tool_is_the_usual_one_and_the_next_are_further_ones(begun: Begun) -> None:
    app = begun("""
        title: Two of a kind
        integrations:
          north: {tool: personio, category: HRIS}
          south: {tool: personio, category: HRIS, seed: 7, size: 5}
    """)
    north, south = named(app, "north"), named(app, "south")
    assert north.id == integration_id(42, "personio", "HRIS")
    assert south.id == integration_id(42, "personio", "HRIS", 1)
    assert (north.seed, south.seed, south.size, south.size_name) == (42, 7, 5, "5")
    assert count(app, south, "hris_employees") < 10 < count(app, north, "hris_employees")


def test_states_scopes_and_settings_are_those_of_the_control_api(begun: Begun) -> None:
    app = begun("""
        title: All states
        integrations:
          waiting:
            tool: hibob
            category: HRIS
            status: INACTIVE
            setup_status: FINAL_SYNC_PENDING
            qa_status: PENDING
            data_expired: true
            profile: minimal
            connected: '{today-400 09:00}'
            end_user: {creator_email: someone@example.com}
            scopes: {fields: {hris_employees.ssn: DISABLED}}
            settings: {latency_ms: 250}
          broken:
            tool: personio
            category: HRIS
            broken_since: '{today-2 06:00}'
            syncs: {mode: scheduled, full_every: PT6H}
    """)
    waiting, broken = named(app, "waiting"), named(app, "broken")
    assert (waiting.status, waiting.setup_status, waiting.qa_status) == ("INACTIVE", "FINAL_SYNC_PENDING", "PENDING")
    assert waiting.data_expired_at == NOW
    assert waiting.profile == "minimal"
    assert waiting.created_at == parse_instant("2024-04-28T09:00:00Z")
    assert waiting.end_user["creator_email"] == "someone@example.com"
    assert waiting.scopes == {"fields": {"hris_employees.ssn": "DISABLED"}}
    assert waiting.settings["latency_ms"] == 250
    assert broken.settings["credentials"] == "broken"
    assert syncing.settings_of(broken)["mode"] == "scheduled"
    assert next_due(environment_of(app)) == NOW + 3 * 3_600_000


def test_broken_credentials_count_from_when_they_broke(begun: Begun) -> None:
    app = begun("""
        title: Nearly three days
        integrations: {people: {tool: personio, category: HRIS, broken_since: '{today-2 10:00}'}}
    """)
    store, environment, people = app.state.store, environment_of(app), named(app, "people")
    assert syncing.run(store, environment, people, "FULL")["state"] == "AUTHENTICATION_FAILED"
    assert people.status == "ACTIVE"
    with store.change(environment):
        environment.clock = environment.clock.freeze(parse_instant("2025-06-03T10:00:00Z"))
    syncing.run(store, environment, people, "FULL")
    assert str(people.status) == "INVALID"


def test_the_customer_stands_in_all_data_and_choices_beside_the_scenario_are_stronger(begun: Begun) -> None:
    text = """
        title: Somebody
        company: Halden Optics
        locale: fr_FR
        headcount: 30
        integrations:
          people: {tool: personio, category: HRIS}
          recruiting: {tool: greenhouse, category: ATS, size: 10}
    """
    app = begun(text)
    people, store = named(app, "people"), app.state.store
    assert people.size == 30
    assert named(app, "recruiting").size == 10
    assert people.end_user["organization_name"] == "Halden Optics"
    entity = next(store.records(environment_of(app), people).all("hris_legal_entities"))
    assert (entity["name"], entity["address"]["country"]) == ("Halden Optics", "FR")
    # Also where the scenario names nothing.
    other = store.integration(environment_of(app), integration_id(42, "lever", "ATS"))
    assert (other.size, other.end_user["organization_name"]) == (75, "Halden Optics")

    app = begun(text, company="Ridgeway", locale="pl_PL", headcount=12)
    people, store = named(app, "people"), app.state.store
    entity = next(store.records(environment_of(app), people).all("hris_legal_entities"))
    assert (people.size, entity["name"], entity["address"]["country"]) == (12, "Ridgeway", "PL")


def test_choices_work_without_a_scenario() -> None:
    app = create_app(Settings(now=NOW, company="Ridgeway", headcount=12, locale=("pl_PL",)))
    store, environment = app.state.store, environment_of(app)
    people = store.integration(environment, integration_id(42, "personio", "HRIS"))
    assert (people.size, people.end_user["organization_name"]) == (12, "Ridgeway")
    assert next(store.records(environment, people).all("hris_legal_entities"))["name"] == "Ridgeway"


def test_only_named_integrations_exist_where_the_scenario_says_so(begun: Begun) -> None:
    app = begun("""
        title: One
        only_named: true
        integrations: {people: {tool: personio, category: HRIS}}
    """)
    store, environment = app.state.store, environment_of(app)
    assert [each.settings["name"] for each in store.integrations(environment)] == ["people"]
    assert store.integration(environment, integration_id(42, "lever", "ATS")) is None


def test_faults_webhooks_and_limits_are_set(begun: Begun) -> None:
    app = begun("""
        title: Trouble
        integrations: {recruiting: {tool: greenhouse, category: ATS}}
        faults:
          - {preset: tool-down, match: {integration: recruiting}, times: {next: 2}}
          - {effect: {latency_ms: 5}}
        webhooks:
          endpoints: [{id: mine, url: 'http://localhost:9000/in'}]
          faults: [{match: {integration: recruiting, endpoint: mine}, effect: {drop: true}}]
        limits: {concurrency: 2}
    """)
    environment, id = environment_of(app), integration_id(42, "greenhouse", "ATS")
    first, second = faults.rules(environment)
    assert (first["match"], first["times"], first["id"]) == ({"integration_id": id}, {"next": 2}, "fault-1")
    assert second["effect"] == {"latency_ms": 5}
    assert [each.url for each in webhooks.endpoints(environment)] == ["http://localhost:9000/in"]
    assert webhooks.mishaps(environment)[0]["match"] == {"integration_id": id, "endpoint": "mine"}
    assert environment.settings["limits"] == {"concurrency": 2}
    # As on the vendor's dashboard: a secret of its own for each key.
    assert webhooks.secret(environment) != webhooks.secret(environment_of(app, "other"))


def test_the_clock_is_that_of_the_scenario_unless_the_start_says_otherwise(begun: Begun) -> None:
    text = "title: Then\nclock: {mode: frozen, now: '2024-02-29T12:00:00Z'}\n"
    app = begun(text, now=None)
    environment = environment_of(app)
    assert app.state.store.now(environment) == parse_instant("2024-02-29T12:00:00Z")
    assert environment.anchor == parse_instant("2024-02-29")
    app = begun(text)
    assert app.state.store.now(environment_of(app)) == NOW


def test_a_reset_begins_again_and_environments_do_not_touch_each_other(begun: Begun) -> None:
    app = begun("""
        title: Again
        integrations:
          people:
            tool: personio
            category: HRIS
            records: {employees: [{remote_id: E-1, first_name: Ada}]}
        faults: [{preset: tool-down, times: {next: 1}}]
    """)
    store, environment = app.state.store, environment_of(app)
    people = named(app, "people")
    id = record_id(people.id, "E-1")
    with store.write(environment, people) as records:
        records.update("hris_employees", id, {"first_name": "Grace"})
    with store.change(environment):
        faults.disarm(environment)
        environment.integrations[people.id].status = "INACTIVE"

    def first_name(key: str) -> Any:
        return store.records(environment_of(app, key), named(app, "people", key)).get("hris_employees", id)[
            "first_name"
        ]

    assert (first_name("demo"), first_name("other")) == ("Grace", "Ada")
    assert len(faults.rules(environment_of(app, "other"))) == 1
    snapshots.reset(store, environment)
    assert first_name("demo") == "Ada"
    assert len(faults.rules(environment)) == 1
    assert named(app, "people").status == "ACTIVE"


def test_scenarios_survive_a_restart_and_what_was_not_used_yet_is_as_it_would_have_been(
    begun: Begun, tmp_path: Any
) -> None:
    text = """
        title: Kept
        integrations:
          people: {tool: personio, category: HRIS, records: {employees: [{remote_id: E-1, first_name: Ada}]}}
          rota: {tool: planday, category: HRIS, status: INVALID}
    """
    url = f"sqlite:///{tmp_path / 'kept.db'}"
    app = begun(text, database=url)
    ids = environment_of(app).settings["scenario"]["integrations"]
    app.state.store.close()
    # Without the scenario: what the environment began with stays with it.
    again = create_app(Settings(now=NOW, database=url))
    environment = environment_of(again)
    assert environment.settings["scenario"]["integrations"] == ids
    assert environment.integrations[ids["rota"]].status == "INVALID"
    records = again.state.store.records(environment, environment.integrations[ids["people"]])
    assert records.get("hris_employees", record_id(ids["people"], "E-1"))["first_name"] == "Ada"
    again.state.store.close()


def test_further_environments_cost_next_to_nothing(begun: Begun) -> None:
    app = begun("""
        title: Cheap
        integrations:
          people:
            tool: personio
            category: HRIS
            syncs: {mode: manual}
            records: {employees: [{remote_id: E-1, first_name: Ada}]}
          recruiting: {tool: greenhouse, category: ATS, records: {tags: [{remote_id: T-1, name: Urgent}]}}
    """)
    store = app.state.store
    for name in ("people", "recruiting"):
        store.records(environment_of(app), named(app, name))
    worlds = store.database.query("SELECT COUNT(*) FROM worlds")
    begin = time.perf_counter()
    for number in range(50):
        key = f"key-{number}"
        for name in ("people", "recruiting"):
            store.records(environment_of(app, key), named(app, name, key))
    assert (time.perf_counter() - begin) / 50 < 0.020
    assert store.database.query("SELECT COUNT(*) FROM worlds") == worlds
