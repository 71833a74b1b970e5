"""The words and customs that HRIS worlds are told with."""

from __future__ import annotations

import pytest

from mockserver.resources import fixtures_directory
from mockserver.world.hris_words import ABSENCE_TYPES, CARRIED, hris_words, market

LANGUAGES = sorted(path.name.split(".")[1] for path in (fixtures_directory() / "datasets").glob("hris.*.yaml"))


def test_the_markets_of_europe_and_america_have_words() -> None:
    assert {"da", "de", "en", "es", "fi", "fr", "it", "nb", "nl", "pl", "pt", "sv"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything(language: str) -> None:
    words, english = hris_words(language), hris_words("en")

    assert list(words.absence_types) == [*ABSENCE_TYPES, CARRIED]
    assert words.raw.keys() == english.raw.keys()
    assert words.labels.keys() == english.labels.keys()
    assert words.notes.keys() == english.notes.keys()
    assert words.raw["gender"] == "diverse"
    for line in (words.head, words.lead):
        assert "X" in line.format(department="X")
    assert words.closed.format(name="X") != "X"
    assert len(words.departments) >= 5
    assert all(department.titles and 0.5 < department.pay < 2 for department in words.departments)
    # What advertisements add behind a title is no part of it.
    assert not any("(" in title for department in words.departments for title in department.titles)


def test_a_language_that_nobody_wrote_is_told_in_english() -> None:
    assert hris_words("xx") == hris_words("en")


def test_customs_differ_between_countries() -> None:
    assert market("US").vacation < market("GB").vacation < market("DE").vacation
    assert market("ZZ").bank.routing is None
