from __future__ import annotations

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.resources import fixtures_directory
from mockserver.world import Plan, Seeded
from mockserver.world.texts import dataset, shared

if TYPE_CHECKING:
    from tests.world.conftest import MakePlan

LANGUAGES = sorted(
    path.stem for path in (fixtures_directory() / "datasets").glob("*.yaml") if re.fullmatch("[a-z]{2}", path.stem)
)
FORMATS = {
    *("TEXT", "NUMBER", "DATE", "BOOLEAN", "SINGLE_SELECT", "MULTI_SELECT", "FILE", "INFORMATION", "UNKNOWN"),
}


def test_the_promised_languages_are_there() -> None:
    assert {"en", "de", "fr", "nl", "es", "it", "sv", "pl"} <= set(LANGUAGES)


def test_another_language_speaks_english() -> None:
    assert dataset("fi") == dataset("en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_dataset_says_everything(language: str) -> None:
    words, english = dataset(language), dataset("en")
    assert set(words) == set(english)
    assert words["labels"].keys() == english["labels"].keys()
    assert words["roles"].keys() == english["roles"].keys()
    assert words["ad"].keys() == english["ad"].keys()
    assert len(words["experience_levels"]) == len(english["experience_levels"])
    for key in ("tags", "sources", "rejection_reasons", "benefits", "interviews"):
        assert all(isinstance(word, str) for word in words[key])
        assert len(set(words[key])) == len(words[key])
    for department in words["departments"]:
        assert department.keys() == english["departments"][0].keys()
        assert len(department["titles"]) >= 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_pipelines_have_five_to_seven_stages(language: str) -> None:
    for pipeline in dataset(language)["pipelines"]:
        assert 5 <= len(set(pipeline)) == len(pipeline) <= 7


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_are_of_every_format_and_enabled_by_earlier_ones(language: str) -> None:
    questions = dataset(language)["questions"]
    assert {question["type"] for question in questions} == FORMATS
    assert {question.get("display") for question in questions} >= {
        *("SINGLE_LINE", "MULTI_LINE", "EMAIL", "URL", "FIELD", "SLIDER", "RADIO", "DROPDOWN"),
    }
    assert {question.get("category") for question in questions} == {None, "EEO", "DEMOGRAPHIC"}
    seen: dict[str, dict[str, Any]] = {}
    for question in questions:
        if "when" in question:
            enabler = seen[question["when"]["question"]]
            allowed = [True, False] if enabler["type"] == "BOOLEAN" else enabler["options"]
            assert set(question["when"]["options"]) <= set(allowed)
        if question["type"].endswith("SELECT") and isinstance(question["options"], list):
            assert all(isinstance(option, str) for option in question["options"])
        seen[question["key"]] = question


def test_one_question_has_very_many_options() -> None:
    assert len(shared()["dialling_codes"]) > 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_the_known_ones(language: str) -> None:
    texts = [*dataset(language)["ad"]["intro"], *dataset(language)["ad"]["closing"], *dataset(language)["interviews"]]
    known = {"company", "title", "city", "department", "name", "hours"}
    for text in texts:
        assert set(re.findall(r"\{(\w+)\}", text)) <= known, text


@pytest.mark.parametrize("locale", ["en_US", "de_DE", "fr_FR"])
def test_advertisements_are_well_formed_and_complete(
    locale: str, make_plan: MakePlan, world_of: Callable[[Plan], list[Seeded]]
) -> None:
    world = world_of(make_plan(10, locales=(locale,), tool="join"))
    for record in world:
        if record.model == "ats_jobs":
            html = record.fields["description"]
            assert _Balanced.check(html), html
            assert record.fields["location"]["city"] in re.sub("<[^>]+>", "", html)
            assert "{" not in html


@pytest.mark.parametrize("language", LANGUAGES)
def test_leading_titles_exist(language: str) -> None:
    titles = [title for department in dataset(language)["departments"] for title in department["titles"]]
    for word in dataset(language)["leading"]:
        assert any(word in title for title in titles), word


class _Balanced(HTMLParser):
    """Notices tags that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.good = True

    @classmethod
    def check(cls, html: str) -> bool:
        parser = cls()
        parser.feed(html)
        return parser.good and not parser.open

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        self.good &= bool(self.open) and self.open.pop() == tag
