"""Which scenario an environment begins with: the one of the server's start, or the one that was set in it.

This module is loaded by every server; what reads and checks scenarios is loaded when there is one.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.state.store import SCENARIO

if TYPE_CHECKING:
    from mockserver.api.pipeline import Pipeline
    from mockserver.description import Description
    from mockserver.scenarios.doors import Doors
    from mockserver.scenarios.scenario import Script
    from mockserver.settings import Settings
    from mockserver.state.environments import Environment
    from mockserver.webhooks.courier import Courier

# Scripts that were set in environments and are kept, to begin with them at once.
_KEPT = 50


class Beginnings:
    """Begins the environments of a store."""

    def __init__(self, pipeline: Pipeline, courier: Courier, description: Description) -> None:
        """Read the scenario of the server's settings; ConfigurationError if it cannot be used."""
        self._parts = pipeline, courier, description
        self._store = pipeline.store
        self._scripts: OrderedDict[bytes, Script] = OrderedDict()
        self._usual = self._of_server() if _asks_for_something(pipeline.store.settings) else None

    def begin(self, environment: Environment, before: Environment | None) -> None:
        """Put into a new environment what it begins with; `before` is the one that is reset."""
        selection: Mapping[str, Any] = {} if before is None else before.settings.get(SCENARIO, {})
        script = self._selected(selection) if selection.get("selected") else self._usual
        if script is not None:
            from mockserver.scenarios.beginning import begin

            begin(self._store, environment, script)

    def _of_server(self) -> Script:
        from mockserver.scenarios import library
        from mockserver.scenarios.proving import prove
        from mockserver.scenarios.scenario import Choices

        settings, doors = self._store.settings, self._doors()
        scenario = None if settings.scenario is None else library.load(doors, library.find(settings.scenario))
        return prove(doors, scenario, Choices(settings.company, settings.locale, settings.headcount))

    def _selected(self, selection: Mapping[str, Any]) -> Script:
        """Give the script that was asked for in an environment; it stays with a reset."""
        from mockserver.scenarios import library
        from mockserver.scenarios.proving import prove
        from mockserver.scenarios.scenario import Choices

        asked = {key: selection[key] for key in ("selected", "name", "document", "choices")}
        key, doors = orjson.dumps(asked), self._doors()
        script = self._scripts.get(key)
        if script is None:
            scenario = library.scenario_of(doors, asked["name"], asked["document"])
            script = self._scripts[key] = prove(doors, scenario, Choices.read(asked["choices"]), asked)
        self._scripts.move_to_end(key)
        if len(self._scripts) > _KEPT:
            self._scripts.popitem(last=False)
        return script

    def _doors(self) -> Doors:
        from mockserver.scenarios.doors import Doors

        return Doors(*self._parts)


def _asks_for_something(settings: Settings) -> bool:
    return bool(settings.scenario or settings.company or settings.locale or settings.headcount)
