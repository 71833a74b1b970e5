"""Options: what the command line, the ini file and the markers of a test say, and the key that a test has."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from mockserver.ids import base58
from mockserver.pytest_plugin import OPTIONS
from mockserver.pytest_plugin.beginning import FILES
from mockserver.suggest import did_you_mean

MARKER = "kombo_mock"
# Options of the environment; the others are decided when a server starts.
BEGINNING = ("scenario", "company", "locale", "headcount")
_UNREADABLE = re.compile(r"[^A-Za-z0-9]+")
_SHOWN_LENGTH = 40


@dataclass(frozen=True)
class SessionOptions:
    """What holds for all tests: a server that somebody else started, if any, and the options of the mock."""

    url: str | None = None
    control_token: str | None = field(default=None, repr=False)
    key_prefix: str = ""
    mock: Mapping[str, Any] = field(default_factory=dict)


def of_session(config: pytest.Config) -> SessionOptions:
    """Give what the command line and the ini file say."""
    given = {name: config.getini(f"mockserver_{name}") for name in OPTIONS}
    return SessionOptions(
        url=config.getoption("mockserver_url") or config.getini("mockserver_url") or None,
        control_token=config.getoption("mockserver_control_token"),
        key_prefix=config.getoption("mockserver_key_prefix") or "",
        mock=_placed({name: value for name, value in given.items() if value}, config.rootpath),
    )


def of_test(item: pytest.Item) -> dict[str, Any]:
    """Give what the markers of a test say, the nearest one winning; UsageError for a name that is no option."""
    found: dict[str, Any] = {}
    for mark in reversed(list(item.iter_markers(MARKER))):
        if mark.args:
            raise pytest.UsageError("the marker takes names, such as seed=7")
        for name in mark.kwargs:
            if name not in OPTIONS:
                raise pytest.UsageError(f"the marker has no option {name!r}{did_you_mean(name, OPTIONS)}")
        found |= mark.kwargs
    return _placed(found, item.config.rootpath)


def readable_key(name: str, identity: str) -> str:
    """Give a key that shows a name and is that of one identity alone, the same in every run and on every machine."""
    shown = _UNREADABLE.sub("-", name).strip("-")[:_SHOWN_LENGTH]
    return f"{shown}-{base58(identity, 12)}"


def _placed(options: Mapping[str, Any], root: Path) -> dict[str, Any]:
    """Give the options with files as they are seen from the root directory, wherever pytest was started."""
    placed = dict(options)
    for name in ("connectors", "scenario"):
        if name in placed and (name == "connectors" or Path(placed[name]).suffix in FILES):
            placed[name] = root / placed[name]
    return placed
