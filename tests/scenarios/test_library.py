"""Scenarios are found by name or by path, and a caller can name only what the operator or the project chose."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.app import create_app
from mockserver.description import compiled
from mockserver.errors import ConfigurationError
from mockserver.scenarios import library
from mockserver.scenarios.doors import Doors
from mockserver.settings import Settings
from tests.scenarios.conftest import NOW, Write, doors_of


def test_there_are_five_packs() -> None:
    assert list(library.packs()) == [
        "broken-connection",
        "messy-migration",
        "multi-country",
        "scale-up",
        "staffing-agency",
    ]


def test_a_name_is_a_pack_and_a_path_a_file(write: Write) -> None:
    assert library.find("scale-up").parts[-2:] == ("scenarios", "scale-up.yaml")
    assert library.find(str(write("title: x\n"))).name == "mine.yaml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("scaleup", "no scenario 'scaleup', did you mean 'scale-up'?"),
        ("mine.yaml", "there is no scenario file mine.yaml"),
        ("nowhere/mine", "there is no scenario file nowhere/mine"),
    ],
)
def test_what_is_not_there_is_named(text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        library.find(text)
    assert message in str(caught.value)


def test_callers_can_name_packs_and_what_the_server_was_started_with(doors: Doors, write: Write) -> None:
    file = write("title: x\n")
    started = doors_of(create_app(Settings(now=NOW, scenario=str(file))))
    assert list(library.nameable(started)) == ["mine", *library.packs()]
    for name in (str(file), "../scenarios/scale-up", "mine"):
        with pytest.raises(ConfigurationError, match="no scenario"):
            library.scenario_of(doors, name, None)


def test_a_file_that_was_compiled_is_not_read_again_until_it_changes(
    doors: Doors, write: Write, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(compiled, "default_directories", lambda: [tmp_path / "cache"])
    file = write("title: First\n")
    assert library.load(doors, file).title == "First"
    with monkeypatch.context() as patch:
        patch.setattr("mockserver.description.loader.read_yaml", lambda _: pytest.fail("it was read again"))
        assert library.load(doors, file).title == "First"
    write("title: Second\n")
    assert library.load(doors, file).title == "Second"
