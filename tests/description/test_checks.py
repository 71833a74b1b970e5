from collections.abc import Callable

import pytest

from mockserver.description import Description

Change = Callable[[str, str, str], None]
Refusal = Callable[[], str]

SOURCE = "x-source: [{from: sdk-1.4.0, as_of: '2026-04'}]"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("x-model: ats_jobs", "x-modell: ats_jobs", "unknown key 'x-modell', did you mean 'x-model'?"),
        ("x-kind: list", "x-kind: lists", "unknown x-kind 'lists', did you mean 'list'?"),
        (
            "x-category: null",
            "x-category: LMS",
            "unknown x-category 'LMS', expected one of ASSESSMENT, ATS, HRIS, null",
        ),
        ("x-operation-class: general", "x-operation-class: genral", "did you mean 'general'?"),
        ("x-integration: none", "x-integration: body", "unknown x-integration 'body'"),
        ("match: contains", "match: contain", "unknown match 'contain', did you mean 'contains'?"),
        ("format: json_object", "format: json", "unknown format 'json', expected one of json_object"),
        (
            "{path: name, match: contains, field: name}",
            "{path: name, matches: equals}",
            "x-filter needs path and match",
        ),
        ("field: name", "fields: name", "unknown key 'fields', did you mean 'field'?"),
        ("x-model: ats_jobs", "x-permission: null", "an operation of x-kind 'list' needs x-model"),
        (SOURCE, SOURCE.replace("sdk", "sdkk"), "unknown from 'sdkk-1.4.0', did you mean 'sdk-1.4.0'?"),
        (SOURCE, SOURCE.replace("as_of", "asof"), "unknown key 'asof', did you mean 'as_of'?"),
        ("summary: Get jobs", "description: Get jobs", "the operation lacks 'summary'"),
        (
            "in: query\n          deprecated",
            "in: qury\n          deprecated",
            "unknown in 'qury', did you mean 'query'?",
        ),
        ("- name: statuses", "- nam: statuses", "unknown key 'nam', did you mean 'name'?"),
        ("- name: statuses", "- name: status", "parameter 'status' stands here twice"),
        (
            "{name: job_id, in: path",
            "{name: jobid, in: path",
            "'jobid' is not in /ats/jobs/{job_id}/applications, did you",
        ),
        ("path, required: true", "path, required: false", "path parameter 'job_id' must be required"),
        ("      - $ref: '#/components/parameters/JobId'\n    post", "    post", "has {job_id}, but no path parameter"),
        ("responses: {'200': {description: Done.}}", "responses: {'201': {}}", "no answer with status 200"),
        ("operationId: GetOpenStages", "operationId: GetAtsJobs", "operationId 'GetAtsJobs' is taken by jobs.yaml:4"),
        ("    post: &create", "    pst: {}\n    post: &create", "unknown key 'pst', did you mean 'post'?"),
    ],
)
def test_mistake_is_refused_with_line_and_nearest_word(
    change: Change, refusal: Refusal, old: str, new: str, message: str
) -> None:
    change("jobs.yaml", old, new)
    found = refusal()
    assert message in found
    assert found.startswith("jobs.yaml:")


def test_line_is_that_of_the_mistake(change: Change, refusal: Refusal) -> None:
    change("jobs.yaml", "x-kind: list", "x-kind: lists")
    assert refusal().startswith("jobs.yaml:11: ")


def test_mistake_in_a_shared_parameter_is_found_where_it_stands(change: Change, refusal: Refusal) -> None:
    change("components.yaml", "x-filter: {path: id, match: equals}", "x-filter: {path: id, match: equal}")
    assert refusal() == "components.yaml:19: unknown match 'equal', did you mean 'equals'?"


def test_integration_header_must_be_described(change: Change, refusal: Refusal) -> None:
    change("components.yaml", "name: X-Integration-Id", "name: X-Integration")
    assert "there is no header parameter X-Integration-Id" in refusal()


def test_parameter_must_be_a_whole_segment(change: Change, refusal: Refusal) -> None:
    change("openapi.yaml", "/ats/jobs/{job_id}/stages:", "/ats/jobs/{job_id}.json/stages:")
    assert "must be a whole segment" in refusal()


def test_unchanged_description_is_accepted(description: Description) -> None:
    assert set(description.operations) == {"GetAtsJobs", "CreateApplication", "DeleteStages", "GetOpenStages"}
