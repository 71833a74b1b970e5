"""The keys beside OpenAPI that drive the server."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.reading import answer_of

# Only these take no integration: the key, the list of connectors, and links that make or name an integration.
WITHOUT_INTEGRATION = {
    "GET /check-api-key",
    "GET /tools/{category}",
    "POST /connect/create-link",
    "GET /connect/integration-by-token/{token}",
    "POST /connect/activate-integration",
}
READING_ACTIONS = {
    "GET /ats/applications/{application_id}/attachments",
    "GET /ats/candidates/{candidate_id}/attachments",
    "GET /custom/datev/data-pushes",
}
# Orders are dated, although no answer says so.
UNSEEN = {("GET /assessment/orders", "created_at")}


def filters(operations: dict[str, dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    for name, operation in operations.items():
        for parameter in operation.get("parameters", ()):
            if "x-filter" in parameter:
                yield name, operation, parameter


def keys_of(schema: dict[str, Any]) -> dict[str, Any]:
    """The keys of an object, or of the objects in a list."""
    found: dict[str, Any] = schema.get("properties") or schema.get("items", {}).get("properties", {})
    return found


def is_place(path: str, model: str, models: dict[str, Any], schemas: dict[str, dict[str, Any]]) -> bool:
    """Whether stored records of a model have the place: own keys, lists in them, and relations to other models."""
    head, _, rest = path.partition(".")
    relation = models[model].get("relations", {}).get(head)
    if relation and rest:
        return is_place(rest, relation["to"], models, schemas)
    stored = {relation.get("one") or relation.get("list") for relation in models[model].get("relations", {}).values()}
    schema = schemas[models[model]["schema"]]
    for key in path.split("."):
        if key in stored:
            return True
        if key not in keys_of(schema):
            return False
        schema = keys_of(schema)[key]
    return True


def test_kind_fits_the_method(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        kind = operation["x-kind"]
        if name.startswith("GET"):
            assert kind in {"list", "read", "general"}, name
        else:
            assert kind in {"action", "general"}, name
        assert (kind == "general") == (operation["x-integration"] != "header"), name


def test_integration_is_named_where_the_path_says(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        place = "path" if "{integration_id}" in name else "none" if name in WITHOUT_INTEGRATION else "header"
        assert operation["x-integration"] == place, name


def test_category_and_class_follow_the_path(operations: dict[str, dict[str, Any]]) -> None:
    wanted = {
        "hris": ("HRIS", "hris"),
        "ats": ("ATS", "ats"),
        "assessment": ("ASSESSMENT", "ats"),
        "custom": ("HRIS", "general"),
    }
    for name, operation in operations.items():
        category = wanted.get(name.split("/")[1], (None, "general"))
        assert (operation["x-category"], operation["x-operation-class"]) == category, name


def test_models_exist(operations: dict[str, dict[str, Any]], models: dict[str, Any]) -> None:
    for name, operation in operations.items():
        if operation["x-kind"] == "list":
            assert operation["x-model"] in models, name
        if "x-model" in operation:
            assert operation["x-model"] in models, name
            assert models[operation["x-model"]]["category"] == operation["x-category"], name


def test_listed_records_are_the_component_of_the_model(
    operations: dict[str, dict[str, Any]], models: dict[str, Any], schemas: dict[str, dict[str, Any]]
) -> None:
    for name, operation in operations.items():
        if operation["x-kind"] == "list":
            listed = keys_of(answer_of(operation)["properties"]["data"]["properties"]["results"])
            stored = keys_of(schemas[models[operation["x-model"]]["schema"]])
            # What the condition of the list says need not be told again.
            assert listed == {key: stored[key] for key in stored if key not in operation.get("x-where", {})}, name


def test_lists_take_the_shared_parameters(operations: dict[str, dict[str, Any]]) -> None:
    shared = ["X-Integration-Id", "cursor", "page_size", "updated_after", "include_deleted"]
    shared += ["ignore_unsupported_filters", "ids", "remote_ids"]
    for name, operation in operations.items():
        if operation["x-kind"] == "list" and operation["x-category"] != "ASSESSMENT":
            assert [parameter["name"] for parameter in operation["parameters"]][: len(shared)] == shared, name


def test_every_further_query_parameter_of_a_list_filters(operations: dict[str, dict[str, Any]]) -> None:
    plain = {"cursor", "page_size", "updated_after", "include_deleted", "ignore_unsupported_filters"}
    for name, operation in operations.items():
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "query":
                assert ("x-filter" in parameter) == (parameter["name"] not in plain), f"{name} {parameter['name']}"


def test_filters_look_at_places_that_records_have(
    operations: dict[str, dict[str, Any]], models: dict[str, Any], schemas: dict[str, dict[str, Any]]
) -> None:
    for name, operation, parameter in filters(operations):
        path = parameter["x-filter"]["path"]
        if (name, path) not in UNSEEN:
            assert is_place(path, operation["x-model"], models, schemas), f"{name} {parameter['name']}"


def test_filters_depend_on_fields_or_relations_of_their_model(
    operations: dict[str, dict[str, Any]], models: dict[str, Any], schemas: dict[str, dict[str, Any]]
) -> None:
    for name, operation, parameter in filters(operations):
        told = parameter["x-filter"]
        if (name, told["path"]) in UNSEEN:
            continue
        field = told.get("field", told["path"].split(".")[0])
        model = models[operation["x-model"]]
        known = schemas[model["schema"]]["properties"].keys() | model.get("relations", {}).keys()
        assert field in known, f"{name} {parameter['name']}"


def test_comma_lists_are_texts_with_a_plural_name(operations: dict[str, dict[str, Any]]) -> None:
    for name, operation in operations.items():
        for parameter in operation.get("parameters", ()):
            if parameter.get("x-list"):
                assert parameter["schema"] == {"type": "string"}, f"{name} {parameter['name']}"
            if parameter["in"] == "query" and re.search(
                r"(ids|types|emails|codes|outcomes|ities|uses)$", parameter["name"]
            ):
                assert parameter["x-list"], f"{name} {parameter['name']}"


@pytest.mark.parametrize("match", ["at_least", "at_most"])
def test_comparisons_are_of_dates(match: str, operations: dict[str, dict[str, Any]]) -> None:
    found = [parameter for *_, parameter in filters(operations) if parameter["x-filter"]["match"] == match]
    assert found
    assert {parameter["schema"]["format"] for parameter in found} <= {"date", "date-time"}


def test_every_write_on_an_integration_names_its_action(operations: dict[str, dict[str, Any]]) -> None:
    actions: dict[str, str] = {}
    for name, operation in operations.items():
        action = operation.get("x-action")
        if operation["x-kind"] == "action" or name in READING_ACTIONS:
            assert action, name
            assert action not in actions, name
            actions[action] = name
        elif name.startswith("GET /ats/actions/"):
            assert action == name.rpartition("/")[2]
        else:
            assert action is None, name


def test_writes_answer_warnings(operations: dict[str, dict[str, Any]]) -> None:
    # Closed-beta endpoints and those for links, syncs and comparisons do not.
    silent = {
        "POST /force-sync",
        "POST /hris/employees/{employee_id}/attachments",
        "PATCH /ats/candidates/{candidate_id}",
        "POST /hris/provisioning-groups/{group_id}/diff",
        "POST /hris/provisioning-groups/{group_id}/setup-links",
    }
    for name, operation in operations.items():
        if operation["x-kind"] == "action":
            assert ("warnings" in answer_of(operation)["properties"]) == (name not in silent), name
