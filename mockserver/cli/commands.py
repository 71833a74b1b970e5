"""The commands that show something, and the help of them all."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from mockserver.cli import USAGE_ERROR, scenario, tables, transfer
from mockserver.cli.flags import with_value
from mockserver.cli.seed import seed
from mockserver.errors import ConfigurationError
from mockserver.settings import OPTIONS, Option, Settings

app = typer.Typer(
    name="mockserver",
    help="A local, stateful, deterministic mock of Kombo's unified HR and ATS API.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def run(words: Sequence[str]) -> int:
    """Run a command and give its exit code; ConfigurationError is the caller's."""
    try:
        app(args=[with_value(word) for word in words], prog_name="mockserver")
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else USAGE_ERROR
    return 0


def _takes_options(command: Callable[[dict[str, Any]], None]) -> Callable[..., None]:
    """Give a command every option of the table; it gets those that were given."""

    def with_options(**flags: Any) -> None:
        command({name: value for name, value in flags.items() if value})

    parameters = [
        inspect.Parameter(option.name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=_annotation(option))
        for option in OPTIONS.values()
    ]
    with_options.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined] # Typer reads it
    with_options.__name__, with_options.__doc__ = command.__name__, command.__doc__
    return with_options


def _annotation(option: Option) -> Any:
    default = option.show(option.default)
    notes = f"[{option.variable}{f'; default {default}' if default else ''}]"
    metavar = "[=false]" if option.is_switch else option.metavar
    info = typer.Option(option.flag, metavar=metavar, help=f"{option.help}  {notes}", show_default=False)
    return Annotated[list[str] | None if option.many else str | None, info]


@app.command()
@_takes_options
def serve(flags: dict[str, Any]) -> None:
    """Serve the mock until it is stopped."""
    from mockserver.cli.serve import serve as run_server

    run_server(flags)


@app.command()
@_takes_options
def config(flags: dict[str, Any]) -> None:
    """Show the settings that `serve` would use with the same options, and where each comes from."""
    tables.show_settings(Settings.load(flags, os.environ))


@app.command()
def health(
    url: Annotated[
        str | None, typer.Option(metavar="URL", help="address of the server; default: as configured")
    ] = None,
    timeout: Annotated[float, typer.Option(metavar="SECONDS", help="how long to wait for an answer")] = 3,
) -> None:
    """Say whether a server answers.

    The exit code is 0 if it does, 1 if not.
    """
    from mockserver.cli.health import problem_of

    problem = problem_of(url or _configured_address(), timeout)
    if problem is not None:
        typer.echo(f"mockserver: {problem}", err=True)
        raise typer.Exit(1)


def _configured_address() -> str:
    from mockserver.server.sockets import reachable

    settings = Settings.load({}, os.environ)
    return f"http://{reachable(settings.host)}:{settings.port}"


@app.command()
def connectors(
    tool: Annotated[str | None, typer.Argument(metavar="TOOL", help="show everything about one tool")] = None,
    category: Annotated[str | None, typer.Option(metavar="NAME", help="HRIS, ATS or ASSESSMENT only")] = None,
    directory: Annotated[
        str | None, typer.Option("--connectors", metavar="DIR", help=OPTIONS["connectors"].help)
    ] = None,
) -> None:
    """List the connectors, or what one of them covers."""
    from mockserver.connectors import load_catalog

    settings = Settings.load({"connectors": directory}, os.environ)
    catalog = load_catalog(extra=settings.connectors)
    if tool is None:
        tables.show_connectors(catalog, category)
    else:
        tables.show_connector(catalog, tool, category)


@app.command()
def routes() -> None:
    """List the operations that are imitated."""
    from mockserver.description import load

    tables.show_routes(load())


@app.command()
def openapi(
    format: Annotated[str, typer.Option("--format", metavar="json|yaml", help="json or yaml")] = "json",  # noqa: A002
) -> None:
    """Print the description of the API."""
    from mockserver.description import load

    document = load().document()
    if format == "json":
        import orjson

        sys.stdout.write(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode())
    elif format == "yaml":
        import yaml

        yaml.safe_dump(document, sys.stdout, sort_keys=False, allow_unicode=True, width=120)
    else:
        raise ConfigurationError(f"--format must be json or yaml, not {format!r}")


@app.command()
def version() -> None:
    """Print the version."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as installed

    try:
        typer.echo(installed("mockserver"))
    except PackageNotFoundError:
        typer.echo("not installed, run from a checkout")


app.add_typer(scenario.app, name="scenario")
app.command()(seed)
app.command("export")(transfer.export_environment)
app.command("import")(transfer.import_environment)
