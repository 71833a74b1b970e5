"""Our description against the published ones and against what the official SDK demands.

The newest source wins: the SDK, then the description of 2026-04; what only older ones have is there too.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from scripts.make_contract_facts import parameter_fact
from tests.contract.outlines import Line, Outline, outline, places, read_line
from tests.contract.reading import HERE, answer_of, body_of, read_facts, read_yaml

PUBLISHED: dict[str, Any] = read_facts("operations")
SDK: dict[str, Any] = read_facts("sdk")
OLDER: list[dict[str, str]] = read_facts("older")
DIFFERENCES: list[dict[str, str]] = read_yaml(HERE / "differences.yaml")


class Finding(NamedTuple):
    """A place where our description and the facts disagree."""

    what: str
    part: str
    operation: str
    place: str
    detail: str


def matches(difference: Mapping[str, str], finding: Finding) -> bool:
    def fits(pattern: str, text: str) -> bool:
        return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), text) is not None

    return (
        difference["what"] == finding.what
        and difference["part"] == finding.part
        and fits(difference["operation"], finding.operation)
        and fits(difference["place"], finding.place)
    )


def lines(told: Outline | None) -> dict[str, Line]:
    return {} if told is None else {place: read_line(line) for place, line in places(told)}


def expected(part: str, published: Line | None, sdk: Line | None) -> Line:
    """Give what the newest source says of a place.

    The SDK writes "optional" as nullable: in an answer, where we always emit the key, it may be null; in a body a
    missing key is no null.
    """
    if published is None:
        assert sdk is not None
        types = sdk.types if sdk.required or part == "answer" else sdk.types - {"null"}
        return Line(types, sdk.required, sdk.words, sdk.raw)
    if sdk is None:
        return published
    types = sdk.types if sdk.required and "any" not in sdk.types else published.types
    words = sdk if sdk.words else published
    return Line(types, published.required, words.words, words.raw)


def compare(part: str, name: str, ours: dict[str, Line]) -> Iterator[Finding]:
    published = lines(PUBLISHED[name][part])
    sdk = lines(SDK[name][part]) if name in SDK else {}
    side = {"answer": "resp", "body": "req"}[part]
    older = {told["place"] for told in OLDER if told["operation"] == name and told["part"] == side}
    for place in published.keys() | sdk.keys() | older:
        if place not in ours:
            yield Finding("missing", part, name, place, "")
        elif place in published or place in sdk:
            yield from _compare_line(
                part, name, place, expected(part, published.get(place), sdk.get(place)), ours[place]
            )
    for place in ours.keys() - published.keys() - sdk.keys() - older:
        yield Finding("unknown", part, name, place, "")


def _compare_line(part: str, name: str, place: str, wanted: Line, ours: Line) -> Iterator[Finding]:
    if ours.types != wanted.types:
        yield Finding("types", part, name, place, f"{sorted(ours.types)}, not {sorted(wanted.types)}")
    if (ours.words, ours.raw) != (wanted.words, wanted.raw):
        yield Finding("words", part, name, place, f"{sorted(ours.words ^ wanted.words)}, raw {ours.raw}")
    if part == "body" and ours.required != wanted.required:
        yield Finding("required", part, name, place, f"ours: {ours.required}")


def compare_parameters(name: str, operation: dict[str, Any]) -> Iterator[Finding]:
    ours = {f"{told['in']} {told['name']}": told for told in operation.get("parameters", ())}
    published = PUBLISHED[name]["parameters"]
    for place in published.keys() ^ ours.keys():
        yield Finding("missing" if place in published else "unknown", "parameter", name, place, "")
    for place in published.keys() & ours.keys():
        told = ours[place]
        schema = told["schema"] | {key: True for key in ("deprecated",) if told.get(key)}
        line = parameter_fact(schema, told.get("required", False))
        if line != published[place]:
            yield Finding("types", "parameter", name, place, f"{line}, not {published[place]}")
    for place in SDK.get(name, {}).get("parameters", {}).keys() - ours.keys():
        yield Finding("missing", "parameter", name, place, "the SDK sends it")


@pytest.fixture(scope="module")
def findings(operations: dict[str, dict[str, Any]]) -> list[Finding]:
    found: list[Finding] = []
    for name, operation in operations.items():
        if name in PUBLISHED:
            found += compare("answer", name, lines(outline(answer_of(operation))))
            body = body_of(operation)
            found += compare("body", name, lines(None if body is None else outline(body)))
            found += compare_parameters(name, operation)
    return found


def test_every_operation_of_the_facts_is_described_and_no_other(operations: dict[str, dict[str, Any]]) -> None:
    assert operations.keys() == PUBLISHED.keys()


def test_every_difference_is_deliberate(findings: list[Finding]) -> None:
    assert [finding for finding in findings if not any(matches(entry, finding) for entry in DIFFERENCES)] == []


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda entry: f"{entry['operation']} {entry['place']}")
def test_every_listed_difference_still_exists(difference: dict[str, str], findings: list[Finding]) -> None:
    assert any(matches(difference, finding) for finding in findings)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda entry: f"{entry['operation']} {entry['place']}")
def test_every_listed_difference_has_a_reason(difference: dict[str, str]) -> None:
    assert difference.keys() == {"what", "part", "operation", "place", "reason"}
    assert difference["reason"].endswith(".")


def test_what_the_sdk_demands_is_always_there_and_null_only_where_it_may_be(
    operations: dict[str, dict[str, Any]],
) -> None:
    for name, told in SDK.items():
        ours = lines(outline(answer_of(operations[name])))
        for place, line in lines(told["answer"]).items():
            if line.required:
                assert ours[place].required, f"{name} {place}"
                assert line.types & {"null", "any"} or "null" not in ours[place].types, f"{name} {place}"


def test_words_that_the_sdk_does_not_know_never_stand_in_a_closed_enum(operations: dict[str, dict[str, Any]]) -> None:
    for name, told in SDK.items():
        ours = lines(outline(answer_of(operations[name])))
        for place, line in lines(told["answer"]).items():
            if line.words and not line.raw:
                assert ours[place].words <= line.words, f"{name} {place}"
                assert not ours[place].raw, f"{name} {place}"


def test_identifiers_and_error_classes_are_the_published_ones(operations: dict[str, dict[str, Any]]) -> None:
    for name, told in PUBLISHED.items():
        assert operations[name]["operationId"] == told["operation_id"]
        if told["error_class"]:
            assert operations[name]["x-operation-class"] == told["error_class"].lower()


def test_sources_are_named(operations: dict[str, dict[str, Any]]) -> None:
    for name, told in PUBLISHED.items():
        sources = [source["from"] for source in operations[name]["x-source"]]
        wanted = ["catalogue"] * told["of_the_54"] + ["sdk-1.4.0"] * told["in_sdk"] + told["also_in"]
        assert sources == wanted, name
        assert all(source["as_of"] for source in operations[name]["x-source"])


def test_permissions_are_the_published_ones(operations: dict[str, dict[str, Any]]) -> None:
    for name, told in PUBLISHED.items():
        assert operations[name]["x-permission"] == told["permission"], name
        assert operations[name]["x-permission-2023"] == told["permission_2023"], name
