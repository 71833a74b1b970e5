"""The start screen's lines can be pasted as they are."""

from __future__ import annotations

import ast
import shlex

from mockserver.app import create_app
from mockserver.cli.screen import main_integrations, named_integrations, start_screen
from mockserver.connectors import load_catalog
from mockserver.ids import integration_id
from mockserver.settings import Settings

URL = "http://127.0.0.1:8080"


def sections(settings: Settings) -> list[str]:
    return start_screen(settings, URL).strip().split("\n\n")


def test_it_says_where_and_with_what_it_serves() -> None:
    first, second = sections(Settings(seed=7))[0].splitlines()
    assert first == f"mockserver listens on {URL} (seed 7, in memory; stop with Ctrl-C)"
    assert second == f"{URL}/ is the console, {URL}/docs the API to try"
    assert "sqlite:///mock.db" in sections(Settings(database="sqlite:///mock.db"))[0]


def test_the_password_of_a_database_is_not_shown() -> None:
    screen = start_screen(Settings(database="postgresql+psycopg://mock:top-secret@db/mock"), URL)
    assert "@db/mock" in screen
    assert "top-secret" not in screen


def test_in_demo_mode_it_shows_no_key_as_none_is_accepted() -> None:
    assert len(sections(Settings(demo=True))) == 1
    assert "Bearer" not in start_screen(Settings(demo=True), URL)


def test_the_curl_is_one_command_of_one_line() -> None:
    curl = sections(Settings())[1]
    assert "\n" not in curl
    words = shlex.split(curl)
    assert words[0] == "curl"
    assert words[-1] == f"{URL}/v1/ats/jobs?page_size=1"


def test_the_sdk_lines_are_five_statements_of_one_line_each() -> None:
    lines = sections(Settings())[2].splitlines()
    assert len(lines) == 5
    for line in lines:
        assert len(ast.parse(line).body) == 1


def test_the_ids_are_those_of_the_seed() -> None:
    rows = [line.split() for line in sections(Settings(seed=7))[3].splitlines()]
    assert rows == [[tool, category, integration_id(7, tool, category)] for tool, category, _ in rows]


def test_every_integration_on_it_exists_and_the_first_has_jobs() -> None:
    catalog = load_catalog()
    entries = main_integrations()
    for entry in entries:
        assert entry["category"] in catalog.connector(entry["tool"]).categories
    assert entries[0]["category"] == "ATS"


def test_a_configured_key_is_not_shown() -> None:
    screen = start_screen(Settings(api_keys=("top-secret",)), URL)
    assert "top-secret" not in screen
    assert "YOUR_KEY" in screen


def test_with_a_scenario_it_names_what_the_scenario_names() -> None:
    store = create_app(Settings(scenario="multi-country")).state.store
    found = start_screen(store.settings, URL, named_integrations(store)).strip().split("\n\n")
    assert [line.split()[0] for line in found[3].splitlines()] == ["people", "france", "recruiting"]
    people = found[3].split()[2]
    assert f"X-Integration-Id: {people}" in found[1]
    assert shlex.split(found[1])[-1] == f"{URL}/v1/hris/employees?page_size=1"
    assert f'integration_id="{people}"' in found[2]
    assert len(ast.parse(found[2]).body) == 5
    assert list(named_integrations(create_app(Settings()).state.store)) == []
