"""Views: what an integration shows, from its connector's coverage, its profile and its scope configuration."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver.api.reading import Reading
from mockserver.api.reading_limits import LIMITS
from mockserver.api.reading_values import VALUES
from mockserver.api.scopes import switched_off
from mockserver.connectors import Catalog, CategoryCoverage, Rules
from mockserver.state.environments import Integration

# The setting of an integration that the vendor's dashboard calls syncing only created applications.
OWN_APPLICATIONS = "only_created_applications"

# What makes an integration show other things than the next one of its tool.
Configuration = tuple[str | None, dict[str, Any], Any]


@dataclass(frozen=True)
class View:
    """The effective coverage of one integration; equal views show equal answers.

    A disabled model, field or action is one that the connector covers and the scope configuration switches off.
    `own_applications` leaves only applications that were created through the API.
    """

    tool: str
    category: str
    profile: str | None
    disabled_models: frozenset[str]
    disabled_fields: frozenset[str]
    disabled_actions: frozenset[str]
    own_applications: bool
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
            self.own_applications,
        )  # fmt: skip

    @cached_property
    def reading(self) -> Reading:
        """What the tool does to records before they are read."""
        reading = Reading(self.coverage.catalog, self.coverage.rules, self.own_applications)
        for add in (*VALUES, *LIMITS):
            add(reading)
        return reading

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
        self._of: dict[str, tuple[Configuration, View]] = {}

    def of(self, integration: Integration) -> View:
        """Give the view of an integration as it is configured now."""
        configuration = (integration.profile, integration.scopes, integration.settings.get(OWN_APPLICATIONS))
        known = self._of.get(integration.id)
        if known is not None and known[0] == configuration:
            return known[1]
        view = self._make(integration)
        view = self._made.setdefault(view.key, view)
        self._of[integration.id] = (configuration, view)
        return view

    def _make(self, integration: Integration) -> View:
        profile = integration.profile
        owner = self._catalog.profile(profile) if profile else self._catalog.connector(integration.tool)
        scopes, coverage = integration.scopes, owner.categories[integration.category]
        return View(
            tool=integration.tool,
            category=integration.category,
            profile=integration.profile,
            disabled_models=_with_dependants(switched_off(scopes, "models"), coverage.rules),
            disabled_fields=switched_off(scopes, "fields"),
            disabled_actions=switched_off(scopes, "actions"),
            own_applications=bool(integration.settings.get(OWN_APPLICATIONS))
            or coverage.rules.readable_applications == "own",
            coverage=coverage,
        )


def _with_dependants(disabled: frozenset[str], rules: Rules) -> frozenset[str]:
    """Add the models that come with a disabled one (rule `models_need`)."""
    dependants = {model for model, needed in rules.models_need.items() if not disabled.isdisjoint(needed)}
    return disabled | dependants
