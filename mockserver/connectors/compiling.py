"""The fixtures compiled: read, checked whole, and written out so that a start has nothing left to look up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from mockserver.connectors.action_files import compile_actions
from mockserver.connectors.connector_files import Names, compile_connector
from mockserver.connectors.findings import Findings, Spot
from mockserver.connectors.model_files import compile_models
from mockserver.connectors.shape import check_shape
from mockserver.description import Description
from mockserver.description import load as load_description
from mockserver.description.loader import read_yaml
from mockserver.errors import ConfigurationError

_Compile = Callable[[Mapping[str, Any], Description, Spot], dict[str, Any]]


def compile_catalog(fixtures: Path, extra: Path | None, openapi: Path) -> dict[str, Any]:
    """Give models, actions, features, connectors and profiles as plain values.

    Raises ConfigurationError with one line for each mistake: file, line, and the nearest valid word.
    """
    description = load_description(openapi)
    names = Names(
        models=_compile(compile_models, fixtures, "models", description),
        actions=_compile(compile_actions, fixtures, "actions", description),
        features=_compile(lambda document, *_: dict(document), fixtures, "features", description),
    )
    schema = fixtures / "connector.schema.json"
    connectors = _connectors(connector_files(fixtures / "connectors"), schema, names)
    if extra:
        connectors |= _connectors(connector_files(extra), schema, names)
    return {
        "models": names.models,
        "actions": names.actions,
        "features": names.features,
        "connectors": dict(sorted(connectors.items())),
        "profiles": _connectors(connector_files(fixtures / "profiles"), schema, names),
    }


def connector_files(directory: Path) -> list[Path]:
    """Give the connector files of a directory."""
    return sorted(path for path in directory.glob("*") if path.suffix in {".yaml", ".yml"})


def _compile(compile_file: _Compile, fixtures: Path, name: str, description: Description) -> dict[str, Any]:
    file, findings = fixtures / f"{name}.yaml", Findings()
    document, spot = read_yaml(file), findings.file(file)
    sound = check_shape(fixtures / f"{name}.schema.json", document, spot)
    compiled = compile_file(document, description, spot) if sound else {}
    findings.raise_any()
    return compiled


def _connectors(files: Iterable[Path], schema: Path, names: Names) -> dict[str, Any]:
    findings = Findings()
    compiled: dict[str, Any] = {}
    origins: dict[str, Path] = {}
    unreadable = []
    for file in files:
        try:
            document = read_yaml(file)
        except ConfigurationError as error:
            unreadable.append(str(error))
            continue
        spot = findings.file(file)
        if check_shape(schema, document, spot):
            tool = document["tool"]
            if origins.setdefault(tool, file) is not file:
                spot.at("tool").wrong(f"{tool!r} is described in {origins[tool].name} too")
            compiled[tool] = compile_connector(document, names, spot)
    if unreadable:
        raise ConfigurationError("\n".join(unreadable))
    findings.raise_any()
    return compiled
