"""Names in braces stand for ids, and only names that are known do."""

from __future__ import annotations

from mockserver.ids import record_id
from mockserver.scenarios.words import ids_in, problem_of_locale, with_ids

IDS = {"recruiting": "greenhouse:abc", "own-people": "hibob:def"}


def test_a_name_is_the_id_of_its_integration_and_a_path_that_of_a_record() -> None:
    written = {"a": ["/x/{recruiting}", "{own-people/P-1}"], "b": 1, "c": "{recruiting/A 1},{recruiting/A2}"}
    record = record_id("greenhouse:abc", "A 1") + "," + record_id("greenhouse:abc", "A2")
    assert with_ids(written, IDS) == {"a": ["/x/greenhouse:abc", record_id("hibob:def", "P-1")], "b": 1, "c": record}


def test_what_is_no_name_stays() -> None:
    for text in ("{nobody}", "{}", "{Recruiting}", "{recruiting/}", "{today-3}", "{recruiting"):
        assert with_ids(text, IDS) == text


def test_the_names_in_a_text_are_found() -> None:
    assert list(ids_in("/{one}/x?ids={two/A-1},{two/B}")) == [("one", ""), ("two", "A-1"), ("two", "B")]


def test_locales_with_words_of_their_own_or_known_to_faker_are_good() -> None:
    assert problem_of_locale("de_DE") is None
    assert problem_of_locale("ja_JP") is None
    assert problem_of_locale("de_XX") == "unknown locale 'de_XX', did you mean 'de_DE'?"
