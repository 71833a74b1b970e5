"""A mistake in models.yaml, actions.yaml or features.yaml stops the start too."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mockserver.connectors import load_catalog
from mockserver.errors import ConfigurationError
from mockserver.resources import fixtures_directory


@pytest.fixture
def fixtures(tmp_path: Path) -> Path:
    """The fixtures without connectors."""
    for path in [*fixtures_directory().glob("*.yaml"), *fixtures_directory().glob("*.schema.json")]:
        shutil.copy(path, tmp_path / path.name)
    return tmp_path


def change(fixtures: Path, name: str, old: str, new: str) -> tuple[str, int]:
    file = fixtures / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(file), text[: text.index(old)].count("\n") + 1


def messages(fixtures: Path) -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load_catalog(fixtures)
    return str(caught.value).splitlines()


def test_no_connectors_are_no_mistake(fixtures: Path) -> None:
    assert not load_catalog(fixtures).connectors


@pytest.mark.parametrize(
    ("name", "old", "new", "text"),
    [
        (
            "models.yaml",
            "schema: AtsUser",
            "schema: AtsUsr",
            "ats_users.schema: unknown component of the description 'AtsUsr', did you mean 'AtsUser'?",
        ),
        (
            "models.yaml",
            "internal: [global_index]",
            "internal: [name]",
            "ats_application_stages.internal.0: 'name' is not internal: the answer of ApplicationStage has it",
        ),
        (
            "models.yaml",
            "index: 'ats_jobs.screening_questions[].index'",
            "index: 'ats_jobs.screening_questions[].indx'",
            "unknown key in 'ats_jobs.screening_questions[].indx': 'indx', did you mean 'index'?",
        ),
        (
            "models.yaml",
            "{to: ats_tags,",
            "{to: ats_tag,",
            "ats_candidates.relations.tags.to: unknown model 'ats_tag', did you mean 'ats_tags'?",
        ),
        (
            "models.yaml",
            "demanded: [employee_id]",
            "demanded: [employe_id]",
            "hris_employments.demanded.0: unknown field 'employe_id', did you mean 'employee_id'?",
        ),
        ("models.yaml", "label: Tags", "label: Jobs", "ats_tags.label: 'Jobs' is the label of ats_jobs too"),
        (
            "models.yaml",
            "indexed: {name: folded}",
            "indexed: {name: foldd}",
            "ats_tags.indexed.name: unknown word 'foldd', did you mean 'folded'?",
        ),
        (
            "models.yaml",
            "touches: [linked]",
            "touches: [linkd]",
            "ats_applications.relations.candidate.touches.0: unknown word 'linkd', did you mean 'linked'?",
        ),
        (
            "actions.yaml",
            "{application.stage_id: stage_id}",
            "{application.stage_id: stage}",
            "ats_create_application.places.application.stage_id: unknown input 'stage', did you mean 'stage_id'?",
        ),
        (
            "actions.yaml",
            "unlisted: [content_type]",
            "unlisted: [contents_type]",
            "ats_add_application_note.unlisted.0: unknown input 'contents_type', did you mean 'content_type'?",
        ),
        ("features.yaml", "HRIS:", "HRS:", "HRS: unknown key 'HRS', did you mean 'HRIS'?"),
    ],
)
def test_message_names_file_line_and_nearest_word(fixtures: Path, name: str, old: str, new: str, text: str) -> None:
    file, line = change(fixtures, name, old, new)
    [found] = [message for message in messages(fixtures) if text in message]
    assert found.startswith(f"{file}:{line}: ")


def test_actions_of_the_description_and_of_the_file_are_the_same(fixtures: Path) -> None:
    file, line = change(fixtures, "actions.yaml", "ats_create_candidate:", "ats_create_candidates:")
    found = messages(fixtures)
    assert any("ats_create_candidate', did you mean 'ats_create_candidates'?" in message for message in found)
    assert f"{file}:{line}: ats_create_candidates: no operation of the description names this action" in found
