"""Every preset can be armed, does something, and its name is a word for the header and for addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.api.faults import PRESETS
from mockserver.errors import InputInvalid, error_classes
from mockserver.server import MockServer
from tests.rig import Rig

NAMES = PRESETS.names


@pytest.fixture
def rig(mock_server: MockServer, api_key: str) -> Iterator[Rig]:
    with Rig(mock_server, api_key) as opened:
        yield opened


@pytest.mark.parametrize("name", NAMES)
def test_every_preset_can_be_armed(rig: Rig, name: str) -> None:
    armed = rig.ask("POST", "/faults", {"preset": name, "times": {"next": 1}})
    assert armed["preset"] == name
    assert armed["effect"] == PRESETS.effect(name, "")


def test_names_are_words_of_an_address() -> None:
    assert [name for name in NAMES if not re.fullmatch(r"[a-z]+(-[a-z]+)*", name)] == []
    assert all(entry["summary"].endswith(".") for entry in PRESETS.entries())


def test_every_code_that_an_integrator_can_meet_has_a_preset_or_is_made_by_state() -> None:
    named = {entry["effect"].get("error") for entry in PRESETS.entries()}
    by_state = {
        "PLATFORM.AUTHENTICATION_INVALID", "PLATFORM.INPUT_INVALID", "PLATFORM.INTEGRATION_NOT_FOUND",
        "INTEGRATION.QA_FAILED", "INTEGRATION.SETUP_SYNC_PENDING", "INTEGRATION.SETUP_INCOMPLETE",
        "INTEGRATION.INACTIVE", "INTEGRATION.MODEL_NOT_AVAILABLE", "INTEGRATION.MODEL_DISABLED",
        "INTEGRATION.ACTION_NOT_AVAILABLE", "INTEGRATION.ACTION_DISABLED",
        "AI_APPLY.JOB_FEED_IMPORT_ALREADY_RUNNING", "AI_APPLY.JOB_FEED_IMPORT_TIMED_OUT",
    }  # fmt: skip
    assert set(error_classes()) - named == by_state


def test_the_control_api_lists_them_with_their_addresses(rig: Rig) -> None:
    listed = rig.ask("GET", "/faults/presets")["presets"]
    assert [entry["name"] for entry in listed] == NAMES
    assert listed[0]["magic_value"] == f"{NAMES[0]}@fail.example"


def test_the_documents_list_them() -> None:
    page = (Path(__file__).resolve().parents[2] / "docs" / "faults.md").read_text(encoding="utf-8")
    rows = [f"| `{entry['name']}` | {entry['summary']} |" for entry in PRESETS.entries()]
    assert [row for row in rows if row not in page] == []


def test_words_are_found_anywhere_in_a_body() -> None:
    body = {"a": ["x@example.com", {"b": "slow@fail.example"}], "c": "timed-out@fail.example"}
    assert PRESETS.magic_word(body) == "slow"
    assert PRESETS.magic_word({"a": "write to slow@fail.example!"}) is None
    assert PRESETS.magic_word(None) is None


def test_an_unknown_word_names_the_nearest_one() -> None:
    with pytest.raises(InputInvalid, match=r"place: 'conection-reset' is no .* did you mean 'connection-reset'"):
        PRESETS.effect_of_word("conection-reset", "place")
