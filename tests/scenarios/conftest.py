"""What tests of scenarios share: doors to a server that stands still, and files made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from mockserver.app import Application, create_app
from mockserver.instants import parse_instant
from mockserver.scenarios.doors import Doors
from mockserver.settings import Settings

NOW = parse_instant("2025-06-02T09:00:00Z")

Write = Callable[..., Path]
Begun = Callable[..., Application]


def doors_of(app: Application) -> Doors:
    """Give what scenarios are checked with."""
    return Doors(app.state.pipeline, app.state.courier, app.state.control.description)


@pytest.fixture(scope="session")
def doors() -> Doors:
    """Of a server without a scenario."""
    return doors_of(create_app(Settings(now=NOW)))


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a scenario file."""

    def make(text: str, name: str = "mine.yaml") -> Path:
        file = tmp_path / name
        file.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return file

    return make


@pytest.fixture
def begun(write: Write) -> Begun:
    """Starts an application with a scenario that is given as text."""

    def start(text: str, **options: object) -> Application:
        return create_app(Settings.load({"now": NOW, "scenario": write(text), **options}))

    return start
