"""Connections: the integrations that environments start with, one for each tool and category, and further ones."""

from __future__ import annotations

from typing import Any

from mockserver.connectors import Catalog
from mockserver.errors import ConfigurationError
from mockserver.ids import base58, integration_id
from mockserver.instants import DAY
from mockserver.settings import Settings
from mockserver.state.environments import Environment, Integration
from mockserver.world import SIZES, parse_size, size_of_company

# A seeded integration was connected this long before its environment's anchor.
CONNECTED_BEFORE = 90 * DAY
# Settings of an environment: name, locales and headcount of the customer; that only integrations with a name exist.
COMPANY, ONLY_NAMED = "company", "only_named"


class Connections:
    """Makes the integrations of environments.

    ConfigurationError if the settings' own size is more than they allow, or if there is no profile of that name.
    """

    def __init__(self, settings: Settings, catalog: Catalog) -> None:
        self._settings = settings
        self._catalog = catalog
        self._ids: dict[int, dict[str, tuple[str, str]]] = {}
        for category in SIZES:
            self.size(settings.size, category)
        if settings.profile is not None:
            catalog.profile(settings.profile)

    def ids(self, environment: Environment) -> dict[str, tuple[str, str]]:
        """Give tool and category of the integrations that an environment starts with, by id.

        One per connector and category, and one per profile, so that null-safety can be tested without any setup; none
        where there are only named ones.
        """
        if environment.settings.get(ONLY_NAMED):
            return {}
        seed = environment.seed
        if seed not in self._ids:
            self._ids[seed] = {
                integration_id(seed, tool, category): (tool, category)
                for tool in (*self._catalog.connectors, *self._catalog.profiles)
                for category in self._catalog.connector(tool).categories
            }
        return self._ids[seed]

    def by_id(self, environment: Environment, id: str) -> Integration | None:
        """Give an integration as the environment starts with it, or None; the caller keeps it."""
        found = self.ids(environment).get(id)
        return None if found is None else self.first(environment, *found)

    def first(self, environment: Environment, tool: str, category: str) -> Integration:
        """Give the integration of a tool and category as every environment starts with it; the caller keeps it."""
        name = _usual_size(environment, category)
        return Integration(
            id=integration_id(environment.seed, tool, category),
            tool=tool,
            category=category,
            seed=environment.seed,
            size=self.size(name, category),
            size_name=name,
            created_at=environment.anchor - CONNECTED_BEFORE,
            profile=self._settings.profile,
            end_user=_end_user(environment, tool),
        )

    def further(
        self,
        environment: Environment,
        now: int,
        tool: str,
        category: str,
        *,
        seed: int | None = None,
        size: str | None = None,
    ) -> Integration:
        """Give a further integration of a tool, connected now; the caller saves it within `change`."""
        number = environment.count(f"integrations/{tool}/{category}")
        name = size or _usual_size(environment, category)
        return Integration(
            id=integration_id(environment.seed, tool, category, number),
            tool=tool,
            category=category,
            seed=environment.seed if seed is None else seed,
            size=self.size(name, category),
            size_name=name,
            created_at=now,
            end_user=_end_user(environment, tool),
        )

    def size(self, name: str, category: str) -> int:
        """Give the number of candidates or employees that the name of a size stands for.

        Raises ConfigurationError for no such name, and for more than the server's settings allow.
        """
        found, most = parse_size(name, category), self._settings.most_people
        if found > most:
            raise ConfigurationError(f"size {name!r} is more than the {most} people that this server allows")
        return found


def _usual_size(environment: Environment, category: str) -> str:
    headcount = environment.settings.get(COMPANY, {}).get("headcount")
    return environment.size_name if headcount is None else str(size_of_company(headcount, category))


def _end_user(environment: Environment, tool: str) -> dict[str, Any]:
    return {
        "organization_name": environment.settings.get(COMPANY, {}).get("name", "Example Company"),
        "creator_email": f"integrations+{tool}@example.com",
        "origin_id": base58(f"end-user/{tool}"),
    }
