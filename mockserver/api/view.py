"""Views: what an integration shows, from its connector's coverage, its profile and its scope configuration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from mockserver.connectors import Catalog, CategoryCoverage
from mockserver.state.environments import Integration


@dataclass(frozen=True)
class View:
    """The effective coverage of one integration; equal views show equal answers.

    A disabled model, field or action is one that the connector covers and the scope configuration switches off.
    """

    tool: str
    category: str
    profile: str | None
    disabled_models: frozenset[str]
    disabled_fields: frozenset[str]
    disabled_actions: frozenset[str]
    coverage: CategoryCoverage

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    @cached_property
    def key(self) -> tuple[object, ...]:
        """What two views that show the same have in common."""
        return (
            self.tool, self.category, self.profile, self.disabled_models, self.disabled_fields, self.disabled_actions,
        )  # fmt: skip

    def has_model(self, model: str) -> bool:
        """Tell whether records of a model are shown."""
        return self.coverage.has_model(model) and model not in self.disabled_models

    def covers(self, model: str, field: str) -> bool:
        """Tell whether a field of a model is shown, by its name on the connector's page."""
        if not self.coverage.covers(model, field) or model in self.disabled_models:
            return False
        return f"{model}.{field}" not in self.disabled_fields

    def has_action(self, action: str) -> bool:
        """Tell whether the connector offers an action, switched off or not."""
        return self.coverage.has_action(action)


class Views:
    """Gives the view of an integration, made once for each kind of view."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._made: dict[tuple[object, ...], View] = {}
        self._of: dict[str, tuple[object, View]] = {}

    def of(self, integration: Integration) -> View:
        """Give the view of an integration as it is configured now."""
        mark = (integration.profile, id(integration.scopes), integration.id)
        known = self._of.get(integration.id)
        if known is not None and known[0] == mark:
            return known[1]
        view = self._make(integration)
        view = self._made.setdefault(view.key, view)
        self._of[integration.id] = (mark, view)
        return view

    def _make(self, integration: Integration) -> View:
        owner = self._catalog.connector(integration.profile or integration.tool)
        scopes = integration.scopes
        return View(
            tool=integration.tool,
            category=integration.category,
            profile=integration.profile,
            disabled_models=_off(scopes.get("models", {})),
            disabled_fields=_off(scopes.get("fields", {})),
            disabled_actions=_off(scopes.get("actions", {})),
            coverage=owner.categories[integration.category],
        )


def _off(settings: dict[str, str]) -> frozenset[str]:
    return frozenset(name for name, setting in settings.items() if setting != "ENABLED")
