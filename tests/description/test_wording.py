import pytest

from mockserver.description.wording import one_of, show


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "'a'"),
        ("x" * 61, f"'{'x' * 60}…'"),
        ("\ud800", "'?'"),
        (None, "null"),
        (True, "true"),
        (1, "1"),
        (1.5, "1.5"),
        ({}, "an object"),
        ([], "a list"),
    ],
)
def test_values_are_shown_short_and_safe(value: object, text: str) -> None:
    assert show(value) == text


def test_number_that_python_refuses_to_write_is_shown_in_words() -> None:
    assert show(10**5000) == "a very large number"


def test_sets_of_values_read_as_a_choice() -> None:
    assert one_of([]) == "nothing"
    assert one_of(["A"]) == "'A'"
    assert one_of(["A", None]) == "'A' or null"
    assert one_of(["A", "B", "C"]) == "'A', 'B' or 'C'"
    assert one_of(range(25)).endswith("18, 19 or 5 others")
