"""What a scope configuration switches off, and how it is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from kombo import Kombo
from kombo.errors import KomboAtsError, KomboGeneralError

from mockserver.server import MockServer

Ask = Callable[..., httpx.Response]


@pytest.fixture
def greenhouse(mock_server: MockServer) -> str:
    return mock_server.integration_id("greenhouse", "ATS")


@pytest.fixture
def scope(mock_server: MockServer, client: httpx.Client) -> Ask:
    def change(id: str, **scopes: Any) -> httpx.Response:
        return client.patch(f"{mock_server.url}/_mock/integrations/{id}", json={"scopes": scopes})

    return change


def page(client: httpx.Client, id: str, path: str, **params: Any) -> httpx.Response:
    return client.get(path, headers={"X-Integration-Id": id}, params=params)


def published(client: httpx.Client, id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    data = client.get(f"/integrations/{id}").json()["data"]
    return {entry["id"]: entry for entry in data["read_models"]}, {
        entry["id"]: entry for entry in data["write_actions"]
    }


def test_everything_is_enabled_at_first(client: httpx.Client, greenhouse: str) -> None:
    models, actions = published(client, greenhouse)
    for entry in [*models.values(), *actions.values()]:
        assert (entry["scope_config_setting"], entry["opted_out_by_customer"]) == ("ENABLED", False)
    assert models["ats_jobs"]["is_available"]
    assert actions["ats_create_application"]["is_available"]


def test_a_disabled_model_is_refused_and_gone_from_others(client: httpx.Client, scope: Ask, greenhouse: str) -> None:
    assert scope(greenhouse, models={"ats_candidates": "DISABLED"}).status_code == 200
    answer = page(client, greenhouse, "/ats/candidates")
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "INTEGRATION.MODEL_DISABLED")
    for application in page(client, greenhouse, "/ats/applications").json()["data"]["results"]:
        assert application["candidate"] is None
        assert application["job"] is not None
    entry = published(client, greenhouse)[0]["ats_candidates"]
    assert (entry["is_available"], entry["scope_config_setting"]) == (False, "DISABLED")
    assert not any(field["is_available"] for field in entry["fields"])
    assert {field["scope_config_setting"] for field in entry["fields"]} == {"DISABLED"}


def test_the_sdk_reads_the_refusals(
    sdk: Callable[[str, str], Kombo], client: httpx.Client, scope: Ask, greenhouse: str
) -> None:
    kombo = sdk("greenhouse", "ATS")
    jobs = kombo.ats.get_jobs(page_size=1)
    assert jobs is not None
    job = jobs.result.data.results[0]
    scope(greenhouse, models={"ats_jobs": "DISABLED"}, actions={"ats_create_application": "DISABLED"})
    with pytest.raises(KomboAtsError) as refused:
        kombo.ats.get_jobs()
    assert refused.value.data.error.code == "INTEGRATION.MODEL_DISABLED"
    person: Any = {"first_name": "Ada", "last_name": "Nkemelu", "email_address": "ada@example.com"}
    with pytest.raises(KomboAtsError) as refused:
        kombo.ats.create_application(job_id=job.id, candidate=person)
    assert refused.value.data.error.code == "INTEGRATION.ACTION_DISABLED"


def test_a_disabled_field_is_null_everywhere_and_no_filter(client: httpx.Client, scope: Ask, greenhouse: str) -> None:
    names = [job["name"] for job in page(client, greenhouse, "/ats/jobs").json()["data"]["results"]]
    assert all(names)
    scope(greenhouse, fields={"ats_jobs.name": "DISABLED"})
    jobs = page(client, greenhouse, "/ats/jobs")
    assert {job["name"] for job in jobs.json()["data"]["results"]} == {None}
    assert "name" in jobs.headers["x-mock-coverage"].removeprefix("fields=").split(",")
    applications = page(client, greenhouse, "/ats/applications").json()["data"]["results"]
    assert {application["job"]["name"] for application in applications} == {None}
    assert page(client, greenhouse, "/ats/jobs", name_contains=names[0]).json()["data"]["results"] == []
    fields = {field["id"]: field for field in published(client, greenhouse)[0]["ats_jobs"]["fields"]}
    assert (fields["name"]["is_available"], fields["name"]["scope_config_setting"]) == (False, "DISABLED")
    assert (fields["status"]["is_available"], fields["status"]["scope_config_setting"]) == (True, "ENABLED")


def test_a_field_of_a_join_is_null_within_its_list(client: httpx.Client, scope: Ask, greenhouse: str) -> None:
    scope(greenhouse, fields={"ats_join_jobs_application_stages.index": "DISABLED"})
    jobs = page(client, greenhouse, "/ats/jobs").json()["data"]["results"]
    assert {stage["index"] for job in jobs for stage in job["stages"]} == {None}
    scope(greenhouse, models={"ats_join_jobs_application_stages": "DISABLED"})
    jobs = page(client, greenhouse, "/ats/jobs").json()["data"]["results"]
    assert not any(job["stages"] for job in jobs)


def test_a_disabled_action_is_refused(client: httpx.Client, scope: Ask, greenhouse: str) -> None:
    candidate = page(client, greenhouse, "/ats/candidates", page_size=1).json()["data"]["results"][0]
    path, headers = f"/ats/candidates/{candidate['id']}/tags", {"X-Integration-Id": greenhouse}
    scope(greenhouse, actions={"ats_add_candidate_tag": "DISABLED"})
    answer = client.post(path, headers=headers, json={"tag": {"name": "Scoped"}})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "INTEGRATION.ACTION_DISABLED")
    entry = published(client, greenhouse)[1]["ats_add_candidate_tag"]
    assert (entry["is_available"], entry["scope_config_setting"]) == (False, "DISABLED")
    assert not any(field["is_available"] for field in entry["fields"])


@pytest.mark.parametrize("name", ["passthrough", "force_sync"])
def test_general_operations_refuse_without_a_code_that_their_class_lacks(
    sdk: Callable[[str, str], Kombo], scope: Ask, greenhouse: str, name: str
) -> None:
    assert scope(greenhouse, actions={name: "DISABLED"}).status_code == 200
    general = sdk("greenhouse", "ATS").general
    calls: dict[str, Callable[[], object]] = {
        "passthrough": lambda: general.send_passthrough_request(
            tool="greenhouse", api="harvest", method="GET", path="/jobs"
        ),
        "force_sync": general.trigger_sync,
    }
    with pytest.raises(KomboGeneralError) as refused:
        calls[name]()
    assert refused.value.status_code == 403
    assert refused.value.data.error.code is None


def test_a_permission_stands_for_its_actions(client: httpx.Client, scope: Ask, greenhouse: str) -> None:
    changed = scope(
        greenhouse, permissions={"Manage tags": "DISABLED"}, actions={"ats_remove_candidate_tag": "ENABLED"}
    )
    assert changed.json()["scopes"]["actions"] == {
        "ats_add_candidate_tag": "DISABLED",
        "ats_remove_candidate_tag": "ENABLED",
    }
    actions = published(client, greenhouse)[1]
    assert not actions["ats_add_candidate_tag"]["is_available"]
    assert actions["ats_remove_candidate_tag"]["is_available"]


def test_every_write_with_a_permission_is_refused_without_it(
    client: httpx.Client, scope: Ask, mock_server: MockServer
) -> None:
    from mockserver.description import load

    for category, tag in (("ATS", "ats"), ("HRIS", "hris")):
        id = mock_server.integration_id("sandbox", category)
        operations = [each for each in load().operations.values() if each.permission and each.error_class == tag]
        assert operations
        permissions = dict.fromkeys({str(each.permission) for each in operations}, "DISABLED")
        assert scope(id, permissions=permissions).status_code == 200
        for operation in operations:
            path = operation.path.replace("{", "").replace("}", "")
            answer = client.request(operation.method, path, headers={"X-Integration-Id": id}, json={})
            assert answer.json()["error"]["code"] == "INTEGRATION.ACTION_DISABLED", operation.id


def test_what_is_optional_is_available_until_the_customer_declines(
    client: httpx.Client, scope: Ask, greenhouse: str
) -> None:
    optional: dict[str, Any] = {
        "models": {"ats_tags": "OPTIONAL", "ats_users": "OPTIONAL"},
        "fields": {"ats_jobs.name": "OPTIONAL"},
        "actions": {"ats_add_candidate_tag": "OPTIONAL"},
    }
    assert scope(greenhouse, **optional).status_code == 200
    assert page(client, greenhouse, "/ats/tags").status_code == 200
    models, actions = published(client, greenhouse)
    assert (models["ats_tags"]["is_available"], models["ats_tags"]["scope_config_setting"]) == (True, "OPTIONAL")
    assert actions["ats_add_candidate_tag"]["is_available"]
    declined = {
        "models": ["ats_tags"],
        "fields": ["ats_jobs.name", "ats_users.email"],
        "actions": ["ats_add_candidate_tag"],
    }
    assert scope(greenhouse, **optional, opted_out=declined).status_code == 200
    assert page(client, greenhouse, "/ats/tags").json()["error"]["code"] == "INTEGRATION.MODEL_DISABLED"
    assert {job["name"] for job in page(client, greenhouse, "/ats/jobs").json()["data"]["results"]} == {None}
    assert {user["email"] for user in page(client, greenhouse, "/ats/users").json()["data"]["results"]} == {None}
    models, actions = published(client, greenhouse)
    tags, email = models["ats_tags"], next(field for field in models["ats_users"]["fields"] if field["id"] == "email")
    for entry in (tags, *tags["fields"], email, actions["ats_add_candidate_tag"]):
        assert (entry["is_available"], entry["opted_out_by_customer"]) == (False, True)
        assert entry["scope_config_setting"] == "OPTIONAL"


def test_a_new_configuration_replaces_the_old_one(client: httpx.Client, scope: Ask, greenhouse: str) -> None:
    scope(greenhouse, models={"ats_jobs": "DISABLED"})
    scope(greenhouse, models={"ats_users": "DISABLED"})
    assert page(client, greenhouse, "/ats/jobs").status_code == 200
    assert page(client, greenhouse, "/ats/users").status_code == 403
    scope(greenhouse)
    assert page(client, greenhouse, "/ats/users").status_code == 200


def test_other_scopes_leave_data_expired_until_the_next_good_sync(
    mock_server: MockServer, client: httpx.Client, scope: Ask, greenhouse: str
) -> None:
    def expired() -> str | None:
        found: str | None = client.get(f"/integrations/{greenhouse}").json()["data"]["data_expired_at"]
        return found

    assert expired() is None
    scope(greenhouse, models={"ats_jobs": "DISABLED"})
    since = expired()
    assert since is not None
    scope(greenhouse, models={"ats_jobs": "DISABLED"})  # nothing new
    assert expired() == since
    client.patch(f"{mock_server.url}/_mock/integrations/{greenhouse}", json={"syncs": {"outcome": "FAILED"}})
    client.post(f"{mock_server.url}/_mock/integrations/{greenhouse}/sync").raise_for_status()
    assert expired() == since
    client.patch(f"{mock_server.url}/_mock/integrations/{greenhouse}", json={"syncs": {"outcome": None}})
    client.post(f"{mock_server.url}/_mock/integrations/{greenhouse}/sync").raise_for_status()
    assert expired() is None


def test_other_environments_and_integrations_notice_nothing(
    mock_server: MockServer, client: httpx.Client, scope: Ask, greenhouse: str
) -> None:
    scope(greenhouse, models={"ats_jobs": "DISABLED"})
    other = {"Authorization": "Bearer somebody else", "X-Integration-Id": greenhouse}
    assert client.get("/ats/jobs", headers=other).status_code == 200
    assert page(client, mock_server.integration_id("lever", "ATS"), "/ats/jobs").status_code == 200
    assert page(client, greenhouse, "/ats/jobs").status_code == 403


def test_reset_takes_the_configuration_back(
    mock_server: MockServer, client: httpx.Client, scope: Ask, greenhouse: str
) -> None:
    scope(greenhouse, models={"ats_jobs": "DISABLED"})
    client.post(f"{mock_server.url}/_mock/reset")
    assert page(client, greenhouse, "/ats/jobs").status_code == 200


@pytest.mark.parametrize(
    ("scopes", "message"),
    [
        ({"models": {"ats_job": "DISABLED"}}, "$.scopes.models: 'ats_job' is not known, did you mean 'ats_jobs'?"),
        ({"models": {"hris_employees": "DISABLED"}}, "$.scopes.models: 'hris_employees' is not known"),
        (
            {"fields": {"ats_jobs.nam": "DISABLED"}},
            "$.scopes.fields: 'ats_jobs.nam' is not known, did you mean 'ats_jobs.name'?",
        ),
        ({"fields": {"ats_jobs": "DISABLED"}}, "$.scopes.fields: 'ats_jobs' is not known"),
        (
            {"actions": {"ats_create_aplication": "DISABLED"}},
            "$.scopes.actions: 'ats_create_aplication' is not known, did you mean 'ats_create_application'?",
        ),
        ({"actions": {"hris_create_absence": "DISABLED"}}, "$.scopes.actions: 'hris_create_absence' is not known"),
        ({"permissions": {"Manage tag": "DISABLED"}}, "did you mean 'Manage tags'?"),
        ({"models": {"ats_jobs": "OFF"}}, "$.scopes.models.ats_jobs must be"),
        ({"opted_out": {"models": ["ats_jobs"]}}, "'ats_jobs' is not OPTIONAL"),
        ({"fields": {"ats_jobs.id": "DISABLED"}}, "'ats_jobs.id' is part of every answer"),
        ({"fields": {"ats_jobs.remote_id": "DISABLED"}}, "'ats_jobs.remote_id' is part of every answer"),
        ({"modells": {}}, "did you mean"),
    ],
)
def test_wrong_names_are_refused_and_nothing_is_applied(
    client: httpx.Client, scope: Ask, greenhouse: str, scopes: dict[str, Any], message: str
) -> None:
    answer = scope(greenhouse, **({"models": {"ats_users": "DISABLED"}} | scopes))
    assert answer.status_code == 400
    assert message in answer.json()["error"]["message"]
    assert page(client, greenhouse, "/ats/users").status_code == 200


def test_a_profile_shows_less(mock_server: MockServer, client: httpx.Client, greenhouse: str) -> None:
    changed = client.patch(f"{mock_server.url}/_mock/integrations/{greenhouse}", json={"profile": "minimal"})
    assert changed.status_code == 200
    jobs = page(client, greenhouse, "/ats/jobs").json()["data"]["results"]
    assert {job["name"] for job in jobs} == {None}
