"""How records lie in the database: numbers for models and paths, and which places are indexed."""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.connectors import Catalog
from mockserver.description import Description
from mockserver.state.database import Database
from mockserver.state.packing import Packs
from mockserver.state.terms import Path, paths_by_model


class Layout:
    """The models, their indexed places, and the numbers that stand for both in this database.

    The numbers are kept in the database itself, so a file stays readable when models or filters are added.
    """

    def __init__(self, database: Database, catalog: Catalog, description: Description) -> None:
        self.catalog = catalog
        self.paths = paths_by_model(catalog, description)
        self.packs = Packs(database)
        self._database = database
        self._numbers: dict[str, int] = {}
        names = set(self.paths) | {path.text for paths in self.paths.values() for path in paths}
        self._read()
        self._add(sorted(names - self._numbers.keys()))

    def number(self, name: str) -> int:
        """Give the number of a model or path; a name that is new to this database gets the next one."""
        found = self._numbers.get(name)
        if found is None:
            self._add([name])
            found = self._numbers[name]
        return found

    def indexed(self, model: str) -> tuple[Path, ...]:
        """Give the places of a model that can be looked up."""
        return self.paths.get(model, ())

    def _read(self) -> None:
        self._numbers = {name: number for number, name in self._database.query("SELECT number, name FROM names")}

    def _add(self, names: Iterable[str]) -> None:
        """Give names their numbers; another process may be doing the same, so each is looked for again."""
        missing = list(names)
        while missing:
            with self._database.transaction():
                self._read()
                missing = [name for name in missing if name not in self._numbers]
                for number, name in enumerate(missing, max(self._numbers.values(), default=0) + 1):
                    self._database.execute(
                        "INSERT INTO names (number, name) VALUES (?, ?) ON CONFLICT DO NOTHING", (number, name)
                    )
