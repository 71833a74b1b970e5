"""`mockserver scenario`: list the packs, show one with its ids, check a file, play the moments."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated, Any

import orjson
import typer

from mockserver.cli import tables
from mockserver.cli.remote import NoAnswerError, RefusedError
from mockserver.cli.transfer import Key, Token, Url, configured_server
from mockserver.errors import ConfigurationError
from mockserver.settings import Settings

if TYPE_CHECKING:
    from mockserver.scenarios.doors import Doors

app = typer.Typer(
    help="Scenarios: how environments begin.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _packs() -> list[str]:
    from mockserver.scenarios import library

    return list(library.packs())


Name = Annotated[str, typer.Argument(metavar="NAME", help="a story pack, or a file of your own", autocompletion=_packs)]


@app.command("list")
def list_packs() -> None:
    """List the story packs."""
    from mockserver.scenarios import library

    doors = _doors(Settings.load({}, os.environ))
    tables.show_scenarios(library.load(doors, path) for path in library.packs().values())


@app.command()
def show(
    name: Name,
    seed: Annotated[str | None, typer.Option(metavar="NUMBER", help="the seed that ids follow from")] = None,
) -> None:
    """Show the ids of a scenario's integrations, and its moments."""
    settings = Settings.load({"scenario": name, "seed": seed}, os.environ)
    doors = _doors(settings)
    from mockserver.scenarios import library
    from mockserver.scenarios.moments import moments_of

    environment = doors.store.fresh("", "")
    scenario = library.load(doors, library.find(name))
    tables.show_scenario(scenario, environment, moments_of(scenario, environment))


@app.command()
def check(name: Name) -> None:
    """Say what is wrong with a scenario file, with lines.

    The exit code is 2 if anything is.
    """
    doors = _doors(Settings.load({"scenario": name}, os.environ))
    from mockserver.scenarios import library

    scenario = library.load(doors, library.find(name))
    records = sum(len(entry["records"]) for entry in scenario.integrations.values())
    sizes = ((len(scenario.integrations), "integration"), (records, "own record"), (len(scenario.moments), "moment"))
    counted = ", ".join(f"{number} {word}{'' if number == 1 else 's'}" for number, word in sizes)
    typer.echo(f"{name} is fine: {counted}")


@app.command()
def play(name: Name, key: Key = "demo", url: Url = None, control_token: Token = None) -> None:
    """Begin an environment anew with a scenario and play its moments.

    The exit code is 1 if an answer is another one. What was in the environment of the key is gone.
    """
    from mockserver.scenarios import library
    from mockserver.scenarios.replay import play as play_moment

    server = configured_server(url, key, control_token)
    source = library.find(name)

    def send(method: str, path: str, integration_id: str | None, body: Any) -> tuple[int, Any]:
        headers = {} if integration_id is None else {"X-Integration-Id": integration_id}
        status, content = server.call(method, path, None if body is None else orjson.dumps(body), headers=headers)
        return status, orjson.loads(content)

    different = 0
    try:
        began = server.control("PUT", "/scenario", _asked(name, source))
        for moment in began["moments"]:
            found = play_moment(moment, send)
            different += bool(found)
            typer.echo(f"{'differs' if found else 'as told'}  {moment['title']}")
            for text in found:
                typer.echo(f"         {text}")
    except NoAnswerError as problem:
        typer.echo(f"mockserver: {problem}", err=True)
        raise typer.Exit(1) from None
    except RefusedError as problem:
        raise ConfigurationError(str(problem)) from None
    if different:
        raise typer.Exit(1)


def _asked(name: str, source: Any) -> dict[str, Any]:
    """Give the body that asks for a pack by its name, for a file by what is in it."""
    from mockserver.description.loader import read_yaml
    from mockserver.scenarios import library

    return {"name": name} if name in library.packs() else {"document": read_yaml(source)}


def _doors(settings: Settings) -> Doors:
    from mockserver.app import create_app
    from mockserver.scenarios.doors import Doors

    state = create_app(settings).state
    return Doors(state.pipeline, state.courier, state.control.description)
