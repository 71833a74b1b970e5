"""What is kept of rendered answers stays within its bytes, empty ones included."""

from __future__ import annotations

import tracemalloc

import orjson

from mockserver.api.rendered import ENTRY_BYTES, Fragments, Page, Pages


def test_pages_without_a_body_make_room_too() -> None:
    pages = Pages(limit=10 * ENTRY_BYTES)
    for number in range(100):
        pages.keep(number, Page(b"", []))
    assert [number for number in range(100) if pages.get(number) is not None] == list(range(90, 100))


def test_groups_without_fragments_make_room_too() -> None:
    fragments = Fragments(limit=10 * ENTRY_BYTES)
    first = fragments.group("first")
    fragments.keep("first", {1: b"one"})
    assert fragments.group("first") is first
    for number in range(100):
        fragments.group(number)
    assert fragments.group("first") == {}


def test_large_fragments_push_out_what_was_used_longest_ago() -> None:
    fragments = Fragments(limit=10 * ENTRY_BYTES)
    for name in ("a", "b", "c"):
        fragments.keep(name, {1: b"x" * 4 * ENTRY_BYTES})
    assert fragments.group("c") != {}
    assert fragments.group("a") == {}


def test_fragments_take_no_more_memory_than_is_counted() -> None:
    fragments = Fragments(limit=2_000_000)
    tracemalloc.start()
    try:
        for name in range(20):
            fragments.keep(name, {number: orjson.dumps({"text": "x" * 900}) for number in range(100)})
        taken, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert fragments.group(0)
    # Each lies in an object of its own, and in a dict; orjson's own would take more than eight times as much.
    assert taken < 20 * 100 * (900 + 300)
