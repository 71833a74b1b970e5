"""The catalog: models, actions and connectors of the fixtures, and of a directory of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from mockserver.connectors.action import Action
from mockserver.connectors.coverage import CategoryCoverage
from mockserver.connectors.model import Model, Relation
from mockserver.description import compiled
from mockserver.errors import ConfigurationError
from mockserver.resources import fixtures_directory, openapi_directory
from mockserver.suggest import did_you_mean

Value = TypeVar("Value")


class Lazy(Mapping[str, Value]):
    """A mapping whose values are made when they are first asked for."""

    def __init__(self, documents: Mapping[str, Any], make: Callable[[str, Any], Value]) -> None:
        self._documents, self._make = documents, make
        self._made: dict[str, Value] = {}

    def __getitem__(self, key: str) -> Value:
        if key not in self._made:
            self._made[key] = self._make(key, self._documents[key])
        return self._made[key]

    def __contains__(self, key: object) -> bool:
        return key in self._documents

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)


@dataclass(frozen=True, eq=False)
class Connector:
    """One tool; `internal` ones are profiles that no list of tools shows."""

    tool: str
    label: str
    internal: bool
    categories: Mapping[str, CategoryCoverage] = field(repr=False)


class Catalog:
    """Everything that the fixtures say, built from their compiled form as it is asked for."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.models: Mapping[str, Model] = {id: Model.read(id, entry) for id, entry in document["models"].items()}
        self.actions: Mapping[str, Action] = {id: Action.read(id, entry) for id, entry in document["actions"].items()}
        self.features: Mapping[str, tuple[str, ...]] = {
            category: tuple(labels) for category, labels in document["features"].items()
        }
        self.connectors: Mapping[str, Connector] = self._connectors(document["connectors"], internal=False)
        self.profiles: Mapping[str, Connector] = self._connectors(document["profiles"], internal=True)

    def connector(self, tool: str) -> Connector:
        """Give the connector of a tool, or a profile; ConfigurationError naming the nearest one if there is none."""
        for known in (self.connectors, self.profiles):
            if tool in known:
                return known[tool]
        raise ConfigurationError(f"no connector {tool!r}{did_you_mean(tool, self.connectors)}")

    def profile(self, name: str) -> Connector:
        """Give a profile, which stands in for the coverage of any tool; ConfigurationError if there is none."""
        if name in self.profiles:
            return self.profiles[name]
        raise ConfigurationError(f"no profile {name!r}{did_you_mean(name, self.profiles)}")

    def relations_to(self, model_id: str) -> list[Relation]:
        """Give the relations of all models that hold records of this one."""
        return list(self._relations_to.get(model_id, ()))

    @cached_property
    def _relations_to(self) -> dict[str, list[Relation]]:
        found: dict[str, list[Relation]] = {}
        for model in self.models.values():
            for relation in model.relations.values():
                found.setdefault(relation.to, []).append(relation)
        return found

    def _connectors(self, documents: Mapping[str, Any], *, internal: bool) -> Lazy[Connector]:
        def make(tool: str, document: Mapping[str, Any]) -> Connector:
            def coverage(category: str, entry: Mapping[str, Any]) -> CategoryCoverage:
                return CategoryCoverage(tool, category, self, entry)

            return Connector(tool, document["label"], internal, Lazy(document["categories"], coverage))

        return Lazy(documents, make)


def load_catalog(fixtures: Path | None = None, extra: Path | None = None) -> Catalog:
    """Give the catalog of the fixtures; connector files in `extra` add to it and replace those of the same tool.

    Raises ConfigurationError naming file, line and the nearest valid word for everything that is wrong in them.
    """
    fixtures = fixtures or fixtures_directory()
    if extra is not None and not extra.is_dir():
        raise ConfigurationError(f"the directory of connectors {extra} does not exist")
    openapi = openapi_directory()

    def build() -> Any:
        # Everything that compiling needs is slow to import, and a start from the compiled form needs none of it.
        from mockserver.connectors.compiling import compile_catalog

        return compile_catalog(fixtures, extra, openapi)

    sources = [*_files(fixtures, openapi), *(_yaml_files(extra) if extra else ())]
    return Catalog(compiled.load("connectors", sources, build))


def _files(fixtures: Path, openapi: Path) -> list[Path]:
    own = [*fixtures.glob("*.yaml"), *fixtures.glob("*.schema.json")]
    below = [path for name in ("connectors", "profiles") for path in _yaml_files(fixtures / name)]
    return sorted([*own, *below, *openapi.rglob("*.yaml")])


def _yaml_files(directory: Path) -> list[Path]:
    return sorted(path for path in directory.glob("*") if path.suffix in (".yaml", ".yml"))
