"""Terms: the places of a record that filters and relations look up, and their values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import orjson

from mockserver.connectors import Catalog
from mockserver.description import Description

NULL_TERM = "\x01null"
# Longer ones do not fit into an index of PostgreSQL; they end with a hash of the whole, so that equal stays equal.
LONGEST = 500
_KEPT = LONGEST - 65


@dataclass(frozen=True)
class Path:
    """One place that can be looked up; `folded` compares without case, `nulls` can find what is empty."""

    text: str
    folded: bool = False
    nulls: bool = False

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The keys on the way to the place."""
        return tuple(self.text.split("."))


def paths_by_model(catalog: Catalog, description: Description) -> dict[str, tuple[Path, ...]]:
    """Give the places of every model that a filter of the description or an entry of the catalog looks up."""
    found: dict[str, dict[str, Path]] = {name: {} for name in catalog.models}
    for operation in description.operations.values():
        for place in operation.where:
            found[str(operation.model)][place] = Path(place)
        for parameter in operation.parameters:
            filter_ = parameter.filter
            if filter_ is None or operation.model is None or filter_.path in ("id", "remote_id"):
                continue
            head, _, rest = filter_.path.partition(".")
            relation = catalog.models[operation.model].relations.get(head)
            model, path = (relation.to, rest) if relation else (operation.model, filter_.path)
            if path == "remote_id":  # found by the id that is made from it
                continue
            nulls = filter_.null_word is not None or (path in found[model] and found[model][path].nulls)
            found[model][path] = Path(path, filter_.match in ("folded", "contains"), nulls)
    for name, model_entry in catalog.models.items():
        for place, how in model_entry.indexed.items():
            found[name].setdefault(place, Path(place, folded=how == "folded"))
        for relation in model_entry.relations.values():
            if relation.many:
                found[relation.to].setdefault(relation.many, Path(relation.many))
            else:
                found[name].setdefault(relation.path, Path(relation.path))
    return {name: tuple(paths.values()) for name, paths in found.items()}


def term_values(fields: Mapping[str, Any], path: Path) -> Iterator[str]:
    """Give the values of one place of a record as text, as they stand in the table of terms."""
    for value in _walk(fields, path.steps):
        if value is None:
            if path.nulls:
                yield NULL_TERM
        elif isinstance(value, dict):
            for key, item in value.items():
                yield term(f"{key}={orjson.dumps(item).decode()}")
        else:
            text = value if isinstance(value, str) else orjson.dumps(value).decode()
            yield term(text.casefold() if path.folded else text)


def term(text: str) -> str:
    """Give a text in the form in which it is stored and looked up: not too long, and without NUL, which ends texts."""
    if "\0" in text:
        text = text.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text if len(text) <= LONGEST else f"{text[:_KEPT]}\x01{sha256(text.encode()).hexdigest()}"


def _walk(value: Any, steps: tuple[str, ...]) -> list[Any]:
    for place, step in enumerate(steps):
        if isinstance(value, list):
            return [found for item in value for found in _walk(item, steps[place:])]
        if not isinstance(value, dict):
            return [None] if value is None else []
        value = value.get(step)
    return [found for item in value for found in _walk(item, ())] if isinstance(value, list) else [value]
