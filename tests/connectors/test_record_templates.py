"""Templates filled with what stands in a record."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.connectors.record_templates import fill, places, step_names

RECORD: dict[str, Any] = {
    "id": "7",
    "name": "Ada",
    "active": True,
    "at": "2025-06-02T09:00:00.000Z",
    "mails": [{"address": "a@example.com"}, {"address": "b@example.com"}],
    "tags": ["x", "y"],
    "nothing": None,
}


class Company:
    """Something that is looked into by its own means."""

    def look(self, name: str) -> Any:
        return {"name": "Works", "people": [RECORD]}.get(name)


@pytest.mark.parametrize(
    ("template", "filled"),
    [
        ("=name", "Ada"),
        ("=active", True),
        ("=mails.1.address", "b@example.com"),
        ("=mails.2.address", None),
        ("=mails.address", None),
        ("=name.first", None),
        ("=nothing.deeper", None),
        ("=missing", None),
        ("=id|int", 7),
        ("=name|int", "Ada"),
        ("=name|lower", "ada"),
        ("=nothing|lower", None),
        ("=at|date", "2025-06-02"),
        ("=at|ms", 1_748_854_800_000),
        ("{name} {nothing}({id})", "Ada (7)"),
        ("no place: {}", "no place: {}"),
        ({"each": "mails", "as": "=address"}, ["a@example.com", "b@example.com"]),
        ({"each": "nothing", "as": "=address"}, []),
        (
            {"each": "mails", "as": {"m": "=address", "t": 1}},
            [{"m": "a@example.com", "t": 1}, {"m": "b@example.com", "t": 1}],
        ),
        ({"a": ["=id", {"b": None}], "c": 1.5}, {"a": ["7", {"b": None}], "c": 1.5}),
    ],
)
def test_a_template_is_filled(template: Any, filled: Any) -> None:
    assert fill(template, RECORD) == filled


def test_a_scope_finds_things_by_itself() -> None:
    assert fill({"each": "people", "as": "{name}"}, Company()) == ["Ada"]
    assert fill("=people.0.mails.0.address", Company()) == "a@example.com"


def test_long_numbers_stay_text() -> None:
    assert fill("=id|int", {"id": "9" * 30}) == "9" * 30


def test_places_are_told_from_the_record_on() -> None:
    template = {"a": "=x.0.y|int", "b": ["{p} and {q.r}", 1], "c": {"each": "list", "as": {"d": "=e"}}}
    assert [(place.name, place.filters) for place in places(template)] == [
        ("x.0.y", ("int",)),
        ("p", ()),
        ("q.r", ()),
        ("list", ()),
        ("list.e", ()),
    ]
    assert [place.keys for place in places(template)] == [
        ("a",),
        ("b", "0"),
        ("b", "0"),
        ("c", "each"),
        ("c", "as", "d"),
    ]
    assert step_names("x.0.y") == ["x", "y"]
