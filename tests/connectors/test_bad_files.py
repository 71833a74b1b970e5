"""A mistake in a connector file stops the start, and the message leads to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.connectors import load_catalog
from mockserver.errors import ConfigurationError

GOOD = """\
tool: acmehire
label: Acme Hire
categories:
  ATS:
    status: open_beta
    locales: [en_GB]
    models:
      Users: [id, first_name]
      Jobs: {fields: [id, name], others: unknown}
    actions:
      Create application: [candidate.first_name]
      Add note to application: all
    features: [Source Writing]
    rules:
      required_answers: enforced
      raw_only_addresses: [Jobs.location]
      latency_ms: {Create application: 10}
"""


def write(directory: Path, old: str = "", new: str = "", name: str = "acmehire.yaml") -> Path:
    assert old in GOOD
    file = directory / name
    file.write_text(GOOD.replace(old, new) if old else GOOD, encoding="utf-8")
    return file


def restrictions(action: str, limits: str) -> str:
    no = "{is_supported: false}"
    return f"attachment_restrictions: {{{action}: {{types: {{CV: {limits}, COVER_LETTER: {no}, OTHER: {no}}}}}}}"


def message(directory: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load_catalog(extra=directory)
    return str(caught.value).splitlines()


def test_the_good_file_is_good(tmp_path: Path) -> None:
    write(tmp_path)
    assert load_catalog(extra=tmp_path).connector("acmehire").label == "Acme Hire"


@pytest.mark.parametrize(
    ("old", "new", "line", "text"),
    [
        ("label: Acme", "lable: Acme", 2, "lable: unknown key 'lable', did you mean 'label'?"),
        (
            "    status: open",
            "    statsu: open",
            5,
            "categories.ATS.statsu: unknown key 'statsu', did you mean 'status'?",
        ),
        ("ATS:", "ATZ:", 4, "categories.ATZ: unknown key 'ATZ', did you mean 'ATS'?"),
        ("open_beta", "openbeta", 5, "categories.ATS.status: unknown word 'openbeta', did you mean 'open_beta'?"),
        ("en_GB", "en_UK", 6, "categories.ATS.locales.0: unknown word 'en_UK', did you mean 'en_US'?"),
        ("Users:", "User:", 8, "categories.ATS.models.User: unknown model 'User', did you mean 'Users'?"),
        (
            "[id, first_name]",
            "[id, frist_name]",
            8,
            "categories.ATS.models.Users.1: unknown field of 'Users': 'frist_name', did you mean 'first_name'?",
        ),
        (
            "[id, name]",
            "[id, nmae]",
            9,
            "categories.ATS.models.Jobs.fields.1: unknown field of 'Jobs': 'nmae', did you mean 'name'?",
        ),
        (
            "others: unknown",
            "other: unknown",
            9,
            "categories.ATS.models.Jobs.other: unknown key 'other', did you mean 'others'?",
        ),
        ("[id, first_name]", "al", 8, "categories.ATS.models.Users: unknown word 'al', did you mean 'all'?"),
        ("[id, first_name]", "12", 8, "categories.ATS.models.Users: fits none of the allowed forms."),
        (
            "Create application: [",
            "Create aplication: [",
            11,
            (
                "categories.ATS.actions.Create aplication: unknown action 'Create aplication', "
                "did you mean 'Create application'?"
            ),
        ),
        (
            "[candidate.first_name]",
            "[candidate.name]",
            11,
            (
                "categories.ATS.actions.Create application.0: unknown input of 'Create application': 'candidate.name', "
                "did you mean 'candidate.last_name'?"
            ),
        ),
        (
            "Source Writing",
            "Source Witing",
            13,
            "categories.ATS.features.0: unknown feature 'Source Witing', did you mean 'Source Writing'?",
        ),
        (
            "required_answers:",
            "required_answer:",
            15,
            "categories.ATS.rules.required_answer: unknown key 'required_answer', did you mean 'required_answers'?",
        ),
        (
            "enforced",
            "enforce",
            15,
            "categories.ATS.rules.required_answers: unknown word 'enforce', did you mean 'enforced'?",
        ),
        (
            "[Jobs.location]",
            "[Jobs.locaton]",
            16,
            "categories.ATS.rules.raw_only_addresses.0: unknown field of 'Jobs': 'locaton', did you mean 'location'?",
        ),
        (
            "{Create application: 10}",
            "{Create aplication: 10}",
            17,
            (
                "categories.ATS.rules.latency_ms.Create aplication: unknown action 'Create aplication', "
                "did you mean 'Create application'?"
            ),
        ),
        (
            "application: 10",
            "application: soon",
            17,
            "categories.ATS.rules.latency_ms.Create application: must be a whole number, not a text",
        ),
        ("    locales: [en_GB]", "    locales: en_GB", 6, "categories.ATS.locales: must be a list, not a text"),
        ("tool: acmehire", "tool: Acme Hire", 1, "tool: 'Acme Hire' does not match '^[a-z0-9]+$'"),
    ],
)
def test_message_names_file_line_and_nearest_word(tmp_path: Path, old: str, new: str, line: int, text: str) -> None:
    file = write(tmp_path, old, new)
    found = message(tmp_path)
    assert any(sentence.startswith(f"{file}:{line}: {text}") for sentence in found), found


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    file = write(tmp_path, "first_name]\n      Jobs", "frist_name]\n      Jbos")
    assert [found.split(": ")[0] for found in message(tmp_path)] == [f"{file}:8", f"{file}:9"]


def test_missing_key(tmp_path: Path) -> None:
    file = write(tmp_path, "label: Acme Hire\n")
    assert message(tmp_path) == [f"{file}:1: 'label' is missing"]


def test_broken_yaml(tmp_path: Path) -> None:
    file = write(tmp_path, "[id, first_name]", "[id, first_name")
    [found] = message(tmp_path)
    assert found.startswith(f"{file}:9: ")


def test_key_that_stands_twice(tmp_path: Path) -> None:
    file = write(tmp_path, "      Jobs:", "      Users: all\n      Jobs:")
    assert message(tmp_path) == [f"{file}:9: this key stands here twice"]


def test_file_that_is_no_mapping(tmp_path: Path) -> None:
    file = tmp_path / "list.yaml"
    file.write_text("- acmehire\n", encoding="utf-8")
    assert message(tmp_path) == [f"{file}:1: must be a mapping, not a list"]


def test_empty_file(tmp_path: Path) -> None:
    file = tmp_path / "empty.yaml"
    file.write_text("", encoding="utf-8")
    assert message(tmp_path) == [f"{file}:1: must be a mapping, not null"]


def test_tool_that_two_files_describe(tmp_path: Path) -> None:
    write(tmp_path)
    second = write(tmp_path, name="second.yaml")
    assert message(tmp_path) == [f"{second}:1: tool: 'acmehire' is described in acmehire.yaml too"]


def test_restrictions_on_an_action_that_takes_no_files(tmp_path: Path) -> None:
    rule = restrictions("Add note to application", "{is_supported: true}")
    file = write(tmp_path, "required_answers: enforced", rule)
    where = "categories.ATS.rules.attachment_restrictions.Add note to application"
    assert message(tmp_path) == [f"{file}:15: {where}: this action takes no files"]


def test_amounts_where_one_file_comes_at_a_time(tmp_path: Path) -> None:
    rule = restrictions("Add attachment to candidate", "{is_supported: true, min_amount: 1}")
    file = write(tmp_path, "required_answers: enforced", rule)
    where = "categories.ATS.rules.attachment_restrictions.Add attachment to candidate.types.CV.min_amount"
    assert message(tmp_path) == [f"{file}:15: {where}: this action takes one file at a time"]


def test_limits_of_a_type_that_is_not_supported(tmp_path: Path) -> None:
    rule = restrictions("Create application", "{is_supported: false, min_amount: 1}")
    file = write(tmp_path, "required_answers: enforced", rule)
    [found] = message(tmp_path)
    assert found.startswith(f"{file}:15: ")
    assert "categories.ATS.rules.attachment_restrictions.Create application.types.CV" in found


def test_directory_that_does_not_exist(tmp_path: Path) -> None:
    assert message(tmp_path / "nowhere") == [f"the directory of connectors {tmp_path / 'nowhere'} does not exist"]
