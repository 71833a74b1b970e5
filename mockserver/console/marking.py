"""Marking: JSON as the API returned it, in which what is not covered says why, and ids lead to their records."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.connectors import Catalog
from mockserver.connectors.model import Model

if TYPE_CHECKING:
    from markupsafe import Markup

# Why a field of a model holds nothing; None if it is covered.
Why = Callable[[str, str], str | None]


class Marker:
    """Writes records of a model, and those of other models in them, as marked JSON."""

    def __init__(self, catalog: Catalog, why: Why, links: Mapping[str, str]) -> None:
        self._models = catalog.models
        self._why = why
        self._links = links

    def written(self, record: Mapping[str, Any], model: str) -> Markup:
        """Give a record as HTML; without its tags it is the JSON that was answered."""
        from markupsafe import Markup

        return Markup("").join(self._pieces(record, model, "\n"))

    def _pieces(self, value: Any, model: str | None, line: str) -> Iterator[Markup]:
        from markupsafe import Markup, escape

        if not value or not isinstance(value, dict | list):
            text = escape(orjson.dumps(value).decode())
            address = self._links.get(value) if isinstance(value, str) else None
            yield text if address is None else Markup('<a href="{}">{}</a>').format(address, text)
            return
        inner = f"{line}  "
        opening, closing = "{}" if isinstance(value, dict) else "[]"
        yield escape(opening)
        for number, each in enumerate(value):
            yield escape(f"{',' if number else ''}{inner}")
            if isinstance(value, list):
                yield from self._pieces(each, model, inner)
            else:
                yield from self._member(each, value[each], model, inner)
        yield escape(f"{line}{closing}")

    def _member(self, key: str, value: Any, model: str | None, line: str) -> Iterator[Markup]:
        from markupsafe import Markup, escape

        name = escape(f"{orjson.dumps(key).decode()}: ")
        known = self._models.get(model or "")
        relation = None if known is None else known.relations.get(key)
        reason = None if known is None else self._reason(key, value, known, is_related=relation is not None)
        if reason is not None:
            content = Markup("").join([name, *self._pieces(value, None, line)])
            yield Markup('<mark title="{}">{}</mark>').format(reason, content)
            return
        yield name
        yield from self._pieces(value, relation.to if relation is not None else None, line)

    def _reason(self, key: str, value: Any, model: Model, *, is_related: bool) -> str | None:
        """Give why something is empty; what an answer holds beyond the fields of its model is nobody's to cover."""
        if value or value in (False, 0):
            return None
        return self._why(model.id, key) if is_related or key in model.fields else None
