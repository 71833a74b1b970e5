"""Connector by connector: what it takes is done, kept and shown; what it does not take is refused or warned about.

For the four ordered documents the committed facts say what that is, for the sandbox the facts about the operations,
for others what they publish about themselves.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest

from tests.acceptance.actions import Action, Values, found, lists_of
from tests.acceptance.actions_ats import ATS
from tests.acceptance.actions_hris import ASSESSMENT, CUSTOM, HRIS
from tests.acceptance.described import Tool

FACTS = Path(__file__).parent.parent / "contract" / "facts"
DOCUMENTS = ("careerplug", "erecruiter", "hrworks", "ukgpro")
ACTIONS = {"ATS": ATS, "HRIS": {**HRIS, **CUSTOM}, "ASSESSMENT": ASSESSMENT}
MATRIX = (
    *((tool, "ATS") for tool in DOCUMENTS),
    ("sandbox", "ATS"), ("sandbox", "HRIS"), ("sandbox", "ASSESSMENT"),
    ("bullhorn", "ATS"), ("lever", "ATS"), ("workday", "ATS"), ("gusto", "HRIS"), ("personio", "HRIS"),
    ("smartrecruiters", "ASSESSMENT"), ("datev", "HRIS"), ("silae", "HRIS"),
)  # fmt: skip
# Where the pages' models are listed.
LISTS = {
    "Candidates": "/ats/candidates", "Applications": "/ats/applications", "Tags": "/ats/tags",
    "Employees": "/hris/employees", "Absences": "/hris/absences", "Packages": "/assessment/packages",
}  # fmt: skip


# The catalogue names these tools for the operations of the last group.
CUSTOM_OF = {"datev": [label for label in CUSTOM if "DATEV" in label], "silae": ["Write payroll supplement"]}
# Demanded by newer versions of the API although no page lists it.
UNLISTED = {"content_type"}
NOBODY = "26vafvWSRmbhNcxJYqjCzuJg"


class Coverage:
    """What a tool takes and shows, by the names on its page."""

    def __init__(self, tool: Tool) -> None:
        self.actions: dict[str, set[str]]
        self.fields: dict[str, set[str]]
        if tool.tool in DOCUMENTS:
            facts = _document(tool.tool)
            self.actions = {label: set(names) for label, names in facts["actions"].items()}
            self.fields = {label: set(names) for label, names in facts["models"].items()}
            return
        details = tool.look_up(f"/integrations/{tool.id}")
        self.fields = dict(_available(details["read_models"]))
        self.actions = dict(_available(details["write_actions"]))
        every = set(ACTIONS[tool.category]) - set(CUSTOM) if tool.tool == "sandbox" else CUSTOM_OF.get(tool.tool, ())
        for label in every:
            action = ACTIONS[tool.category][label]
            self.actions[label] = every_input(action) | set(action.in_path)


def _available(entries: list[dict[str, Any]]) -> Iterator[tuple[str, set[str]]]:
    for entry in entries:
        if entry["is_available"]:
            yield entry["label"], {one["id"] for one in entry["fields"] if one["is_available"]}


@cache
def _document(tool: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((FACTS / "connectors" / f"{tool}.json").read_text()))


@cache
def _operations() -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads((FACTS / "operations.json").read_text()))


def every_input(action: Action) -> set[str]:
    """Give the names of all inputs that the contract knows for an action."""
    operation = _operations().get(f"{action.method} {action.path.replace('/default/', '/{group_id}/')}")
    leaves = set(_leaves(operation["body"], "")) if operation and operation["body"] else set()
    # Nobody documents the bodies of the two closed betas; the oldest form of an attribute is not in newer documents.
    known = (leaves - {""}) | set(action.places)
    names = {place: name for name, place in action.renamed.items()}
    # A file as an answer is one more way to answer.
    found = {names.get(place, place) for place in known if not place.startswith("screening_question_answers.answer.")}
    return found - UNLISTED


def _leaves(node: Any, path: str) -> Iterator[str]:
    inner = {key: value for key, value in node.items() if key != "="} if isinstance(node, dict) else {}
    if not inner:
        yield path
    for key, value in inner.items():
        if key != "remote_fields":
            yield from _leaves(value, path if key == "[]" else f"{path}.{key}" if path else key)


def send(tool: Tool, action: Action, values: Values, twice: set[str] | None = None) -> tuple[Any, list[str]]:
    """Send a request; give `data` and the warnings of its success."""
    body = None if action.method == "GET" else action.body(values, twice or ())
    answer = tool.http.request(action.method, action.address(values), json=body)
    assert answer.status_code == 200, answer.text
    document = answer.json()
    return document["data"], [entry["message"] for entry in document.get("warnings", [])]


def ignored(warnings: list[str]) -> list[str]:
    """Give the inputs that warnings name as not supported."""
    return sorted(text.split(" ", 1)[0] for text in warnings if "is not supported by" in text)


Records = dict[str, dict[str, dict[str, Any]]]
Written = dict[str, list[dict[str, Any]]]


def stored(tool: Tool, action: Action) -> Records:
    """Give the records of all models that an action writes."""
    models = {model for place in action.places.values() for model in place.models}
    return {model: {one["id"]: one for one in tool.stored(model)} for model in sorted(models)}


def changed(before: Records, after: Records) -> Written:
    """Give the records that are new or different."""
    return {
        model: [one for id, one in records.items() if before[model].get(id) != one] for model, records in after.items()
    }


def is_kept(written: Written, action: Action, name: str, sent: Any) -> bool:
    """Tell whether the value of an input is found where it has to be."""
    place = action.places[name]
    return place.value(sent) in place.values([record for model in place.models for record in written[model]])


def shown(tool: Tool, coverage: Coverage, action: Action, name: str, written: Written) -> list[Any] | None:
    """Give what reads show of an input, None where the tool covers no field that would."""
    place = action.places[name]
    label, _, field = (place.shown or "").partition(".")
    records = [record for model in place.models for record in written[model]]
    if label == "Attachments":
        if "Get candidate attachments" not in coverage.actions:
            return None
        lists = [tool.look_up(f"/ats/candidates/{one['candidate_id']}/attachments") for one in records]
        answers = [one for found in lists for one in found["results"]]
    elif label == "Packages":
        answers = tool.look_up("/assessment/packages")["packages"]
    elif field in coverage.fields.get(label, ()):
        answers = tool.results(LISTS[label], ids=",".join(one["id"] for one in records))
    else:
        return None
    path = place.path if place.path.split(".")[0] == field else field
    return [*found(answers, path), *found(answers, place.elsewhere or path)]


def rows() -> Iterator[Any]:
    for tool, category in MATRIX:
        for label in ACTIONS[category]:
            yield pytest.param(tool, category, label, id=f"{tool}-{category}-{label}")


@pytest.mark.parametrize(("name", "category", "label"), list(rows()))
def test_an_action_does_what_the_tool_lists_and_no_more(
    name: str, category: str, label: str, connect: Callable[..., Tool]
) -> None:
    tool, action = connect(name, category), ACTIONS[category][label]
    coverage = Coverage(tool)
    if label in coverage.actions:
        check_covered(tool, coverage, action, coverage.actions[label])
        check_others(tool, action, every_input(action) - coverage.actions[label])
    else:
        check_refused(tool, action)


def check_covered(tool: Tool, coverage: Coverage, action: Action, names: set[str]) -> None:
    """Demand that everything that the tool takes is taken, kept, and shown where a field is covered."""
    sent: set[str] = set()
    for variant in action.variants:
        if not variant.needs <= names:
            continue
        wanted = {*names, *action.in_path, *action.demanded}
        values = {name: value for name, value in variant.of(action.values(tool)).items() if name in wanted}
        before = stored(tool, action)
        data, warnings = send(tool, action, values)
        assert ignored(warnings) == sorted(action.at(name) for name in action.demanded - names - UNLISTED)
        assert action.done(tool, values, data)
        written = changed(before, stored(tool, action))
        for name in names & values.keys() & action.places.keys():
            value = action.places[name].value(values[name])
            assert is_kept(written, action, name, values[name]), f"{name} is not kept: {written}"
            seen = shown(tool, coverage, action, name, written)
            assert seen is None or value in seen, f"{name} is not shown: {seen}"
        sent |= values.keys()
    assert sent >= names, f"nothing was sent as {names - sent}"


def check_others(tool: Tool, action: Action, others: set[str]) -> None:
    """Demand that inputs which the tool does not take are named once each, and kept nowhere."""
    if not others:
        return
    variant = next(one for one in action.variants if not one.without & others)
    values = variant.of(action.values(tool))
    before = stored(tool, action)
    _, warnings = send(tool, action, values, twice=lists_of(others))
    assert ignored(warnings) == sorted(action.at(name) for name in others)
    written = changed(before, stored(tool, action))
    for name in others:
        assert not is_kept(written, action, name, values[name]), f"{name} is kept"


def check_refused(tool: Tool, action: Action) -> None:
    """Demand the refusal of an action that the tool does not have, whatever is sent."""
    path = action.address(dict.fromkeys(action.in_path, NOBODY))
    answer = tool.http.request(action.method, path, json=None if action.method == "GET" else {})
    problem = answer.json()["error"]
    general = action.path.startswith("/custom/")
    code = "PLATFORM.INPUT_INVALID" if general else "INTEGRATION.ACTION_NOT_AVAILABLE"
    assert (answer.status_code, problem["code"]) == (400, code)
    assert action.id in problem["message"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_an_action_asks_of_files_is_told_of_covered_actions_only(name: str, connect: Callable[..., Tool]) -> None:
    tool = connect(name)
    for label, action in ATS.items():
        if label.startswith(("Create", "Add attachment")):
            answer = tool.http.get(f"/ats/actions/{action.id}")
            expected = 200 if label in _document(name)["actions"] else 400
            assert answer.status_code == expected, label
