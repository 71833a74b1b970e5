"""Which scenario an environment begins with: the one of the server's start, or the one that was set in it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import Any

import orjson

from mockserver.scenarios import library
from mockserver.scenarios.beginning import SETTING, Script, begin
from mockserver.scenarios.doors import Doors
from mockserver.scenarios.proving import prove
from mockserver.scenarios.scenario import Choices, Scenario
from mockserver.settings import Settings
from mockserver.state.environments import Environment

# Scripts that were set in environments and are kept to begin with at once.
_KEPT = 50


class Beginnings:
    """Begins the environments of a store."""

    def __init__(self, doors: Doors) -> None:
        """Read the scenario of the server's settings; ConfigurationError if it cannot be used."""
        self._doors = doors
        self._script = _of_settings(doors, doors.store.settings)
        self._scripts: OrderedDict[bytes, Script] = OrderedDict()

    def begin(self, environment: Environment, before: Environment | None) -> None:
        """Put into a new environment what it begins with; `before` is the one that is reset."""
        selection = {} if before is None else before.settings.get(SETTING, {})
        script = self._selected(selection) if selection.get("selected") else self._script
        if script is not None:
            begin(self._doors.store, environment, script)

    def _selected(self, selection: Mapping[str, Any]) -> Script:
        asked = {key: selection[key] for key in ("selected", "name", "document", "choices")}
        name = orjson.dumps(asked)
        script = self._scripts.get(name)
        if script is None:
            scenario = scenario_of(self._doors, asked["name"], asked["document"])
            script = prove(self._doors, scenario, Choices.read(asked["choices"]), asked)
        self._scripts[name] = script
        self._scripts.move_to_end(name)
        if len(self._scripts) > _KEPT:
            self._scripts.popitem(last=False)
        return script


def scenario_of(doors: Doors, name: str | None, document: str | None) -> Scenario | None:
    """Give the scenario of a document as JSON, of the server's start or of a pack's name; None for neither."""
    if document is not None:
        return library.load_document(doors, name or "document", orjson.loads(document))
    if name is None:
        return None
    started_with = doors.store.settings.scenario
    if started_with is not None and library.find(started_with).stem == name:
        return library.load(doors, library.find(started_with))
    return library.load(doors, library.pack(name))


def _of_settings(doors: Doors, settings: Settings) -> Script | None:
    choices = Choices.of(settings)
    if settings.scenario is None and choices == Choices():
        return None
    scenario = None if settings.scenario is None else library.load(doors, library.find(settings.scenario))
    return prove(doors, scenario, choices)
