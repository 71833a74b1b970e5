"""`mockserver seed`: worlds of any size, made ahead of their first use in a database that is kept."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from mockserver.errors import ConfigurationError
from mockserver.settings import OPTIONS, Settings
from mockserver.suggest import did_you_mean

if TYPE_CHECKING:
    from mockserver.state.environments import Environment, Integration
    from mockserver.state.store import Store
    from mockserver.world import Seeded

# What the size of a world counts, by category.
_COUNTED = {"ATS": "ats_candidates", "HRIS": "hris_employees", "ASSESSMENT": "assessment_orders"}
# No file gets that large.
UNLIMITED = 1 << 44
# A bar that is drawn for every person costs more than the people.
_STEP = 200


def seed(
    database: Annotated[str | None, typer.Option(metavar="URL", help=OPTIONS["database"].help)] = None,
    size: Annotated[str | None, typer.Option(metavar="SIZE", help=OPTIONS["size"].help)] = None,
    tool: Annotated[list[str] | None, typer.Option(metavar="TOOL", help="connector; several are allowed")] = None,
    category: Annotated[str | None, typer.Option(metavar="NAME", help="HRIS, ATS or ASSESSMENT")] = None,
    key: Annotated[str, typer.Option(metavar="KEY", help="the API key that will use it")] = "demo",
    number: Annotated[str | None, typer.Option("--seed", metavar="NUMBER", help=OPTIONS["seed"].help)] = None,
    now: Annotated[str | None, typer.Option(metavar="INSTANT", help=OPTIONS["now"].help)] = None,
) -> None:
    """Fill a database with the data of an API key.

    So the first request of that key need not wait for them.
    """
    settings = Settings.load({"database": database, "size": size, "seed": number, "now": now}, os.environ)
    if settings.database is None:
        raise ConfigurationError("--database: what is kept in memory would be gone at once; name a database to fill")
    from mockserver.api.authentication import LONGEST_KEY
    from mockserver.app import create_app

    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable() and key.strip() == key):
        raise ConfigurationError(f"--key: no request can have this key; it must be 1 to {LONGEST_KEY} ASCII characters")
    # Whoever says how many people there shall be says how much room they take.
    settings = replace(settings, storage_limit=UNLIMITED)
    with closing(create_app(settings).state.store) as store:
        environment = store.environment(key)
        if environment.size_name != settings.size:
            raise ConfigurationError(
                f"--size: the key {key!r} has data of the size {environment.size_name} in this database; "
                "choose another --key or a new database"
            )
        for integration in list(_chosen(store, environment, tool or ["sandbox"], category)):
            _fill(store, environment, integration)


def _chosen(store: Store, environment: Environment, tools: list[str], category: str | None) -> Iterator[Integration]:
    known = store.overview(environment)
    for tool in tools:
        found = [integration for integration in known if integration.tool == tool]
        if not found:
            names = {integration.tool for integration in known}
            raise ConfigurationError(f"--tool: there is no connector {tool}{did_you_mean(tool, names)}")
        wanted = (category or ("ATS" if any(each.category == "ATS" for each in found) else found[0].category)).upper()
        fitting = [integration for integration in found if integration.category == wanted]
        if not fitting:
            names = {integration.category for integration in found}
            raise ConfigurationError(f"--category: {tool} has {', '.join(sorted(names))}, not {wanted}")
        yield fitting[0]


def _fill(store: Store, environment: Environment, integration: Integration) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    begun, records, people = monotonic(), 0, 0
    name, counted = f"{integration.tool} {integration.category}", _COUNTED[integration.category]
    columns = TextColumn(name), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(elapsed_when_finished=True)
    with Progress(*columns, console=Console(file=sys.stderr)) as progress:
        bar = progress.add_task(name, total=integration.size)

        def tell(seeded: Seeded) -> None:
            nonlocal records, people
            records += 1
            if seeded.model == counted:
                people += 1
                if people % _STEP == 0:
                    progress.update(bar, completed=people)

        with store.database.bulk():
            store.prepare(environment, integration, tell)
        progress.update(bar, completed=integration.size)
    if not records:
        typer.echo(f"{name}: {integration.id} was there already")
        return
    took, size = monotonic() - begun, store.database.size()
    typer.echo(f"{name}: {integration.id}, {records:,} records in {took:.0f} s, {size / 1e6:,.0f} MB in all")
