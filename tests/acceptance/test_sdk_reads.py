"""The official SDK reads every list of every connector to its end, over a real socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import kombo
import pytest
from kombo import Kombo
from kombo.errors import KomboAtsError, KomboHrisError

from mockserver.server import MockServer

LISTS = {
    "ATS": (
        "applications", "candidates", "jobs", "users", "application_stages", "tags", "rejection_reasons", "interviews",
        "offers",
    ),
    "HRIS": (
        "employees", "employments", "groups", "locations", "absence_types", "absences", "time_off_balances",
        "legal_entities",
    ),
    "ASSESSMENT": ("assessment_orders",),
}  # fmt: skip
MAIN = ("ukgpro", "careerplug", "erecruiter", "hrworks", "sandbox", "minimal")
OTHERS = (
    "personio", "workday", "successfactors", "greenhouse", "teamtailor", "bamboohr", "hibob", "datev", "softgarden",
    "lever", "silae",
)  # fmt: skip
# What the four ordered documents list; every other list must be refused.
READABLE = {
    "ukgpro": {"users", "jobs", "candidates", "application_stages", "applications", "rejection_reasons"},
    "careerplug": {"users", "jobs", "candidates", "application_stages", "applications"},
    "erecruiter": {"jobs", "candidates", "application_stages", "applications"},
    "hrworks": {"users", "jobs", "candidates", "application_stages", "applications"},
    "sandbox": set(LISTS["ATS"]),
}


def pages(kombo: Kombo, name: str, **filters: object) -> Iterator[list[Any]]:
    """Give the pages of a list as the SDK reads them; a list that never ends fails.

    The kinds of records have nothing in common that the SDK's types could say.
    """
    namespace = {**dict.fromkeys(LISTS["ATS"], kombo.ats), **dict.fromkeys(LISTS["HRIS"], kombo.hris)}
    answer = getattr(namespace.get(name, kombo.assessment), f"get_{name}")(**filters)
    for _ in range(500):
        if answer is None:
            return
        yield answer.result.data.results
        answer = answer.next()
    pytest.fail(f"{name} has no last page")


def ids_or_refusal(kombo: Kombo, name: str) -> list[str] | KomboAtsError | KomboHrisError:
    """Give the ids of a whole list, or the typed error with which it is refused."""
    try:
        return [record.id for page in pages(kombo, name, page_size=37) for record in page]
    except (KomboAtsError, KomboHrisError) as refused:
        return refused


@pytest.mark.parametrize("tool", [*MAIN, *OTHERS])
def test_every_list_parses_to_its_end_or_is_refused_with_a_typed_error(
    tool: str, mock_server: MockServer, api_key: str, sdk: Callable[[str, str], Kombo]
) -> None:
    headers = {"Authorization": f"Bearer {api_key}"}
    answer = httpx.get(f"{mock_server.url}/_mock/integrations", params={"tool": tool}, headers=headers, trust_env=False)
    categories = [entry["category"] for entry in answer.json()["integrations"]]
    assert categories, f"{tool} has no integration"
    for category in categories:
        client = sdk(tool, category)
        for name in LISTS[category]:
            ids = ids_or_refusal(client, name)
            if isinstance(ids, KomboAtsError | KomboHrisError):
                assert ids.data.error.code == "INTEGRATION.MODEL_NOT_AVAILABLE", name
                assert tool not in READABLE or category != "ATS" or name not in READABLE[tool]
            else:
                assert len(ids) == len(set(ids))
                assert tool not in READABLE or category != "ATS" or name in READABLE[tool]


@pytest.mark.parametrize("size", [1, 7, 250])
def test_page_size_changes_nothing_but_the_pages(size: int, sdk: Callable[[str, str], Kombo]) -> None:
    client = sdk("sandbox", "ATS")
    whole = [record.id for page in pages(client, "candidates") for record in page]
    parts = list(pages(client, "candidates", page_size=size))
    assert [record.id for page in parts for record in page] == whole
    assert all(len(page) == size for page in parts[:-1])


def test_methods_outside_the_description_are_told_that_they_are_not_imitated(sdk: Callable[[str, str], Kombo]) -> None:
    client = sdk("sandbox", "ATS")
    with pytest.raises(kombo.errors.KomboAtsError) as refused:
        client.ats.get_ats_scorecards()
    assert refused.value.status_code == 404
    assert refused.value.data.error.code == "PLATFORM.INPUT_INVALID"
    assert "not imitated" in refused.value.data.error.message


def test_general_reads_parse(sdk: Callable[[str, str], Kombo], mock_server: MockServer) -> None:
    client = sdk("careerplug", "ATS")
    assert len(client.general.check_api_key().data.environment_id) == 24
    tools = client.general.get_tools(category="ats").data.tools
    assert {"ukgpro", "careerplug", "erecruiter", "hrworks", "sandbox"} <= {tool.id for tool in tools}
    details = client.general.get_integration_details(integration_id=mock_server.integration_id("careerplug", "ATS"))
    assert details.data.tool.id == "careerplug"
    assert client.assessment is not None
