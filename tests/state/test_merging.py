from __future__ import annotations

from typing import Any

import pytest

from mockserver.state.merging import merged, merged_list


@pytest.mark.parametrize(
    ("before", "after", "known", "expected"),
    [
        ("old", "old", "theirs", "theirs"),
        ("old", "ours", "old", "ours"),
        ("old", "ours", "theirs", "ours"),
        (None, {"a": 1}, None, {"a": 1}),
        ({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 3, "c": 4}, {"a": 2, "b": 3, "c": 4}),
        ({"a": {"x": 1, "y": 1}}, {"a": {"x": 2, "y": 1}}, {"a": {"x": 1, "y": 3}}, {"a": {"x": 2, "y": 3}}),
        ({"a": 1}, None, {"a": 2}, None),
    ],
)
def test_a_change_is_done_to_what_has_become_of_the_original(
    before: Any, after: Any, known: Any, expected: Any
) -> None:
    assert merged(before, after, known) == expected


@pytest.mark.parametrize(
    ("before", "after", "known", "expected"),
    [
        (["a"], ["a", "b"], ["a", "c"], ["a", "c", "b"]),
        (["a", "b"], ["a"], ["a", "b", "c"], ["a", "c"]),
        (["a"], ["a", "b"], ["b"], ["b"]),
        ([], ["a"], [], ["a"]),
    ],
)
def test_both_additions_and_removals_count(
    before: list[str], after: list[str], known: list[str], expected: list[str]
) -> None:
    assert merged_list(before, after, known) == expected
