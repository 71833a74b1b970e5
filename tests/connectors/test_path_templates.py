"""Paths that fit a template, and templates that are none."""

from __future__ import annotations

import pytest

from mockserver.connectors.path_templates import check, match


@pytest.mark.parametrize(
    ("template", "path", "values"),
    [
        ("/candidates", "/candidates", {}),
        ("/candidates", "candidates/", {}),
        ("/candidates", "/candidates/1", None),
        ("/candidates/{id}", "/candidates/1", {"id": "1"}),
        ("/candidates/{id}", "/candidates/", None),
        ("/candidates/{id}", "/candidates/1/notes", None),
        ("/{version}/employees/{id}", "/2025-01-01/employees/7", {"version": "2025-01-01", "id": "7"}),
        ("/User('{id}')", "/User('7')", {"id": "7"}),
        ("/a.b", "/axb", None),
        ("/files/*", "/files/a/b", {}),
        ("/files/*", "/file", None),
        ("*", "", {}),
        ("/{id}", "/a\nb", {"id": "a\nb"}),
        ("", "/", {}),
    ],
)
def test_a_path_fits_or_not(template: str, path: str, values: dict[str, str] | None) -> None:
    assert match(template, path) == values


@pytest.mark.parametrize("template", ["/a", "/{a}/{b}", "/a/*", "*", "", "/a-{b}.json"])
def test_what_a_template_may_be(template: str) -> None:
    assert check(template) is None


@pytest.mark.parametrize(
    ("template", "problem"),
    [
        ("/*/a", "last segment"),
        ("/a*", "last segment"),
        ("/**", "last segment"),
        ("/{a", "word in braces"),
        ("/a}", "word in braces"),
        ("/{}", "word in braces"),
        ("/{a-b}", "word in braces"),
        ("/{a}/{a}", "name of its own"),
        ("/{1}", "word in braces"),
        ("/{a}{b}", "one placeholder at most"),
        ("/a/{name}.{kind}", "one placeholder at most"),
    ],
)
def test_what_it_may_not_be(template: str, problem: str) -> None:
    assert problem in str(check(template))


def test_matching_a_long_path_takes_no_time() -> None:
    assert match("/" + "/".join(f"{{p{number}}}" for number in range(50)) + "/x", "/a" * 4_000) is None
