"""Compiling: everything that is read from YAML, brought into the form that a start without YAML needs."""

from __future__ import annotations

from mockserver.api.faults import PRESETS
from mockserver.app import create_app
from mockserver.cli.screen import main_integrations
from mockserver.connectors.remote_apis import load_remote_apis
from mockserver.resources import fixtures_directory
from mockserver.scenarios import library
from mockserver.scenarios.doors import Doors
from mockserver.upstream.datasets import data
from mockserver.world.texts import dataset


def compile_everything() -> None:
    """Load all that is compiled, so that its compiled form is kept wherever such forms are kept.

    An installed package can often not write beside itself; a container never can.
    """
    app = create_app()
    main_integrations()
    load_remote_apis()
    assert PRESETS.names
    for path in (fixtures_directory() / "datasets").glob("*.yaml"):
        topic, _, language = path.stem.rpartition(".")
        dataset(language, topic)
    for path in (fixtures_directory() / "upstream").glob("*.yaml"):
        data(path.stem)
    doors = Doors(app.state.pipeline, app.state.courier, app.state.control.description)
    library.titles()
    for path in library.packs().values():
        library.load(doors, path)
