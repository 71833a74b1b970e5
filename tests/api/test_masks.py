"""Masks: parts of a stored value that a connector does not fill."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import pytest

from mockserver.api.masks import Mask, mask
from mockserver.api.view import View
from mockserver.connectors import Catalog, load_catalog
from mockserver.description import load


@dataclass
class Covering:
    """A view that covers everything but some fields."""

    hidden: set[str]

    def covers(self, model: str, field: str) -> bool:
        return f"{model}.{field}" not in self.hidden


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return load_catalog()


def made(catalog: Catalog, model: str, key: str, *hidden: str) -> Mask | None:
    schema = load().schema(str(catalog.models[model].schema))["properties"][key]
    view = cast("View", Covering(set(hidden)))
    return mask(catalog, view, model, key, schema, lambda part: "null" in part.get("type", ()))


def test_without_anything_hidden_there_is_no_mask(catalog: Catalog) -> None:
    assert made(catalog, "assessment_orders", "job") is None
    assert made(catalog, "assessment_orders", "package_id", "assessment_jobs.name") is None


def test_parts_of_a_list_are_hidden_in_each_of_its_objects(catalog: Catalog) -> None:
    found = made(catalog, "assessment_orders", "job", "assessment_hiring_team.email", "assessment_hiring_team.roles")
    assert found is not None
    stored: dict[str, Any] = {
        "name": "Welder",
        "hiring_team": [{"email": "a@example.com", "hiring_team_roles": ["RECRUITER"], "x": 1}],
    }
    assert found.hide(stored) == {"name": "Welder", "hiring_team": [{"email": None, "hiring_team_roles": [], "x": 1}]}
    assert stored["hiring_team"][0]["email"] == "a@example.com"
    assert list(found.names("job")) == ["job.hiring_team.email", "job.hiring_team.hiring_team_roles"]


def test_a_list_of_which_nothing_is_known_is_empty(catalog: Catalog) -> None:
    names = ("remote_id", "first_name", "last_name", "email", "roles")
    found = made(catalog, "assessment_orders", "job", *(f"assessment_hiring_team.{name}" for name in names))
    assert found is not None
    assert found.hide({"hiring_team": [{"email": "a@example.com"}]}) == {"hiring_team": []}
    assert list(found.names("job")) == ["job.hiring_team"]


def test_what_the_api_cannot_do_without_is_shown(catalog: Catalog) -> None:
    assert made(catalog, "assessment_orders", "candidate", "assessment_candidates.email") is None


def test_what_is_not_there_stays_so(catalog: Catalog) -> None:
    found = made(catalog, "assessment_orders", "job", "assessment_jobs.location")
    assert found is not None
    values: list[Any] = [None, {}, {"location": None}, {"location": {"city": "Austin"}}]
    assert [found.hide(value) for value in values] == [None, {}, {"location": None}, {"location": None}]
