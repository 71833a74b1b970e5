"""The payloads of webhooks against the published ones."""

from __future__ import annotations

from fnmatch import fnmatch
from typing import Any

import pytest

from mockserver import resources
from mockserver.state.webhooks import TYPES
from tests.contract.outlines import outline, places, read_line
from tests.contract.reading import read_facts, read_yaml

FACTS: dict[str, Any] = read_facts("webhooks")

# Where we say something else than the published description, and why.
DIFFERENCES = {
    # The address of answers, whose keys are always there.
    "data.job.location.*": "more is required of us than of the vendor",
    # Of 2025-11, before there was LMS; all types share one list of categories.
    "data.integration_category": "remote-event-received only",
}


def payload_of(resolved: dict[str, Any], name: str) -> dict[str, Any]:
    body = resolved["webhooks"][name]["post"]["requestBody"]
    schema: dict[str, Any] = body["content"]["application/json"]["schema"]
    return schema


def test_all_published_types_are_described_and_known_to_the_server(document: dict[str, Any]) -> None:
    assert set(document["webhooks"]) == set(FACTS) == set(TYPES)


@pytest.mark.parametrize("name", FACTS)
def test_payloads_are_the_published_ones(name: str, resolved: dict[str, Any]) -> None:
    published = {place: read_line(line) for place, line in places(FACTS[name]["payload"])}
    own = {place: read_line(line) for place, line in places(outline(payload_of(resolved, name)))}
    assert own.keys() == published.keys()
    different = {place for place, line in own.items() if line != published[place]}
    explained = {place for place in different if any(fnmatch(place, pattern) for pattern in DIFFERENCES)}
    assert different == explained
    assert name == "remote-event-received" or "data.integration_category" not in different


@pytest.mark.parametrize("name", FACTS)
def test_types_say_which_sources_know_them(name: str, document: dict[str, Any]) -> None:
    sources = [source["as_of"] for source in document["webhooks"][name]["post"]["x-source"]]
    assert FACTS[name]["as_of"] == sources[0]


def test_the_control_api_knows_the_same_types() -> None:
    described = read_yaml(resources.openapi_directory() / "control" / "webhooks.yaml")
    assert tuple(described["components"]["schemas"]["WebhookType"]["enum"]) == TYPES
