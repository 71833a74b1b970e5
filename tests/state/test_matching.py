"""Patterns of paths, and wanted values in documents."""

from __future__ import annotations

import pytest

from mockserver.state.matching import can_match, differences, holds, path_matches, steps, values_at

DOCUMENT = {
    "candidate": {"first_name": "Ada", "links": [{"url": "a"}, {"url": "b"}], "age": 1},
    "tags": [{"name": "x"}, {"name": "y"}],
    "gone": None,
}


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("/ats/jobs", "/ats/jobs", True),
        ("/v1/ats/jobs", "/ats/jobs", True),
        ("/ats/jobs", "/ats/jobs/1", False),
        ("/ats/*/applications", "/ats/jobs/applications", True),
        ("/ats/jobs/*/applications", "/ats/jobs/a%2Fb/applications", True),
        ("/ats/jobs/{job_id}/applications", "/ats/jobs/1/applications", True),
        ("/ats/j*", "/ats/jobs", True),
        ("/ats/j*", "/ats/users", False),
        ("/ats/**", "/ats", True),
        ("/ats/**", "/ats/jobs/1/applications", True),
        ("/**/applications", "/ats/jobs/1/applications", True),
        ("/ats/**", "/hris/employees", False),
        ("/ats/jobs.", "/ats/jobsx", False),
        ("/**", "/", True),
        ("/**/jobs/**/1", "/ats/jobs/jobs/2/1", True),
        ("/**/jobs/**/1", "/ats/jobs/jobs/1/2", False),
        ("/ats/*b*", "/ats/jobs", True),
        ("/ats/j*b*s", "/ats/jobs", True),
        ("/ats/jobs*jobs", "/ats/jobs", False),
        ("/ats/{id}", "/ats/", False),
        ("/" + "**/a/" * 60 + "x", "/a" * 30, False),
        ("/" + "*a" * 100 + "x", "/" + "a" * 10_000, False),
        ("/**", "/a" * 4_000, False),
    ],
)
def test_patterns(pattern: str, path: str, expected: bool) -> None:
    assert path_matches(pattern, path) is expected


@pytest.mark.parametrize(
    ("pattern", "template", "expected"),
    [
        ("/ats/jobs/abc/applications", "/ats/jobs/{job_id}/applications", True),
        ("/ats/jobs/{id}/applications", "/ats/jobs/{job_id}/applications", True),
        ("/ats/job/*/applications", "/ats/jobs/{job_id}/applications", False),
        ("/ats/jobs/*", "/ats/jobs/{job_id}/applications", False),
        ("/ats/**", "/ats/jobs/{job_id}/applications", True),
        ("/atss/**", "/ats/jobs/{job_id}/applications", False),
        ("/v1/hris/employees", "/hris/employees", True),
    ],
)
def test_what_a_template_can_match(pattern: str, template: str, expected: bool) -> None:
    assert can_match(pattern, template) is expected


def test_places() -> None:
    assert steps("$.a.b[0].c") == steps("a.b[0].c") == ("a", "b", 0, "c")
    assert [steps(wrong) for wrong in ("", "$", "a..b", "a[x]", "a]")] == [None] * 5


def test_values_are_found_through_lists() -> None:
    assert values_at(DOCUMENT, "candidate.links.url") == ["a", "b"]
    assert values_at(DOCUMENT, "$.candidate.links[1].url") == ["b"]
    assert values_at(DOCUMENT, "candidate.links[7].url") == values_at(DOCUMENT, "nothing") == []
    assert values_at(["a", "b"], "[1]") == ["b"]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"candidate.first_name": "Ada"}, True),
        ({"candidate": {"first_name": "Ada"}}, True),
        ({"candidate": {"first_name": "Ada", "last_name": "B"}}, False),
        ({"tags.name": "y"}, True),
        ({"tags": {"name": "y"}}, True),
        ({"tags": [{"name": "x"}, {"name": "y"}]}, True),
        ({"tags": [{"name": "x"}]}, False),
        ({"candidate.age": 1}, True),
        ({"candidate.age": True}, False),
        ({"candidate.age": 1, "gone": None, "missing": None}, True),
        ({"candidate.first_name": None}, False),
        ({}, True),
    ],
)
def test_wanted_values(wanted: dict[str, object], expected: bool) -> None:
    assert holds(DOCUMENT, wanted) is expected
    assert (differences(DOCUMENT, wanted, "body") == []) is expected


def test_differences_say_what_is_there_instead() -> None:
    wanted = {"$.candidate.first_name": "Bo", "tags.name": "z", "missing": 1, "tags[0].name": "x"}
    assert [tuple(each) for each in differences(DOCUMENT, wanted, "body")] == [
        ("body.candidate.first_name", "Bo", "Ada"),
        ("body.tags.name", "z", ["x", "y"]),
        ("body.missing", 1, None),
    ]
    assert [each.found for each in differences(None, {"a": 1}, "body")] == [None]
