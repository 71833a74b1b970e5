"""Facts: what a connector takes and what its world holds, from the application itself, without a server.

Everything is read when a value is first drawn, never at import.
"""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

import orjson

from mockserver.api.pipeline import Pipeline
from mockserver.api.request import Request
from mockserver.api.shape import Shape
from mockserver.api.view import View
from mockserver.connectors import CategoryCoverage
from mockserver.description import Operation
from mockserver.errors import ConfigurationError
from mockserver.ids import integration_id
from mockserver.settings import Settings
from mockserver.suggest import did_you_mean

# Where the environments of the pytest fixture stand, too.
NOW = "2025-06-02T09:00:00Z"
_KEY = "facts"
_PAGE = 250


class Facts:
    """One connector in one category, as an environment starts with it. What it gives must not be changed."""

    def __init__(self, pipeline: Pipeline, tool: str, category: str) -> None:
        self.pipeline = pipeline
        self.tool = tool
        self.category = category
        categories = pipeline.store.catalog.connector(tool).categories
        if category not in categories:
            raise ConfigurationError(f"{tool} has no category {category!r}{did_you_mean(category, categories)}")
        self.coverage: CategoryCoverage = categories[category]
        self._lists: dict[str, list[dict[str, Any]]] = {}
        self._stores: dict[str, list[dict[str, Any]]] = {}

    def operation(self, id: str) -> Operation:
        """Give an operation of the description; ConfigurationError if the connector lacks its action."""
        found = self.pipeline.store.description.operations[id]
        if found.action is not None and not self.coverage.has_action(found.action):
            raise ConfigurationError(f"{self.tool} cannot do this: its page lists no {found.action}")
        return found

    def listed(self, path: str) -> list[dict[str, Any]]:
        """Give all records that a list of the API shows; none where the connector has no such model."""
        if path not in self._lists:
            self._lists[path] = self._read(path)
        return self._lists[path]

    def _read(self, path: str) -> list[dict[str, Any]]:
        operation, _ = self.pipeline.store.description.match("GET", path)
        if not self.coverage.has_model(str(operation.model)):
            return []
        headers = {b"authorization": b"Bearer " + _KEY.encode(), b"x-integration-id": self.integration_id.encode()}
        found: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            query = urlencode({"page_size": _PAGE, "cursor": cursor})
            answer = self.pipeline.answer(Request("GET", path, query.encode(), headers))
            page = orjson.loads(answer.body)["data"]
            found += page["results"]
            cursor = page["next"]
        return found

    def stored(self, model: str) -> list[dict[str, Any]]:
        """Give the live records of a model, complete."""
        if model not in self._stores:
            self._stores[model] = self._load(model)
        return self._stores[model]

    def _load(self, model: str) -> list[dict[str, Any]]:
        store = self.pipeline.store
        environment = store.environment(_KEY)
        integration = store.integration(environment, self.integration_id)
        assert integration is not None, "every environment starts with it"
        records = store.records(environment, integration)
        return [record for record in records.all(model) if record["remote_deleted_at"] is None]

    def shape(self, operation: Operation) -> Shape:
        """Give how the records of a list are answered."""
        results = operation.answer_schema["properties"]["results"]["items"]
        return self.pipeline.shapes.of(self._view, str(operation.model), results)

    @cached_property
    def integration_id(self) -> str:
        """The integration that every environment starts with."""
        return integration_id(self.pipeline.store.settings.seed, self.tool, self.category)

    @cached_property
    def _view(self) -> View:
        store = self.pipeline.store
        integration = store.integration(store.environment(_KEY), self.integration_id)
        assert integration is not None, "every environment starts with it"
        return self.pipeline.views.of(integration)


@lru_cache(maxsize=64)
def _facts(tool: str, category: str, options: tuple[tuple[str, Any], ...]) -> Facts:
    return Facts(_pipeline(options), tool, category)


@lru_cache(maxsize=4)
def _pipeline(options: tuple[tuple[str, Any], ...]) -> Pipeline:
    from mockserver.app import create_app

    found: Pipeline = create_app(Settings.load({"now": NOW, "journal_entries": 0, **dict(options)})).state.pipeline
    return found


def facts(tool: str, category: str, options: dict[str, Any]) -> Facts:
    """Give the facts of a connector for options of the server such as `seed=7`, 42 if nothing is said."""
    return _facts(tool, category, tuple(sorted(options.items())))
