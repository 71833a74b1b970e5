"""The page of options is what the table of options says."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.server import MockServer
from mockserver.settings import Settings
from scripts.make_configuration_page import PAGE, page


def test_the_page_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `python -m scripts.make_configuration_page`"


def test_the_example_on_it_can_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, example, _ = page().replace("```yaml\n", "```").split("```")
    file = tmp_path / "mock.yaml"
    file.write_text(example, encoding="utf-8")
    assert Settings.load({"config": str(file)}).api_keys == ("demo", "staging")
    assert MockServer(config=file).settings.seed == 7
