"""fixtures/passthrough/ checked whole: a mistake is told with file, line and the nearest valid word."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from mockserver.connectors.remote_api_files import compile_remote_apis
from mockserver.errors import ConfigurationError
from mockserver.resources import fixtures_directory

SOUND = """\
tool: lever
records:
  posting:
    model: ats_jobs
    shape:
      id: =remote_id|int
      city: =location.city
      team: {each: hiring_team, as: '{first_name} {last_name}'}
apis:
  v1:
    unknown: {status: 404, data: null}
    answers:
      GET /postings: {record: posting, paging: {size: limit, default: 10}, data: {data: =items}}
      GET /postings/{id}: {record: posting, data: {data: =item}}
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    for name in ("apis.yaml", "tool.schema.json"):
        shutil.copy(fixtures_directory() / "passthrough" / name, tmp_path)
    return tmp_path


def test_a_sound_file_is_taken(directory: Path) -> None:
    (directory / "lever.yaml").write_text(SOUND, encoding="utf-8")
    compiled = compile_remote_apis(directory)
    assert set(compiled["tools"]) == {"lever"}
    assert "v1" in compiled["apis"]["lever"]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("tool: lever", "tool: levr", 1, "unknown tool 'levr', did you mean 'lever'?"),
        ("model: ats_jobs", "model: ats_job", 4, "unknown model 'ats_job', did you mean 'ats_jobs'?"),
        ("=remote_id", "=remot_id", 6, "unknown place 'remot_id': 'remot_id', did you mean 'remote_id'?"),
        ("|int", "|itn", 6, "unknown filter 'itn', did you mean 'int'?"),
        ("location.city", "location.town", 7, "unknown place 'location.town': 'town'"),
        ("hiring_team", "hiring_teams", 8, "did you mean 'hiring_team'?"),
        ("{first_name}", "{frist_name}", 8, "did you mean 'first_name'?"),
        ("  v1:", "  v2:", 10, "unknown API 'v2', expected one of v1"),
        ("{record: posting, data", "{record: postings, data", 14, "unknown record 'postings', did you mean 'posting'?"),
        ("=items", "=item", 13, "unknown name 'item', did you mean 'items'?"),
        ("=item}", "=total}", 14, "unknown name 'total', expected one of item"),
        ("GET /postings:", "FETCH /postings:", 13, ""),
        ("GET /postings:", "GET /*/postings:", 13, "last segment"),
        ("status: 404", "state: 404", 11, "unknown key 'state', did you mean 'status'?"),
    ],
)
def test_a_mistake_is_told(directory: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in SOUND
    file = directory / "lever.yaml"
    file.write_text(SOUND.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError) as found:
        compile_remote_apis(directory)
    assert f"{file}:{line}: " in str(found.value)
    assert message in str(found.value)
