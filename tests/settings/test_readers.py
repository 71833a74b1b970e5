"""Readers take text and Python values alike and say what fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mockserver.settings import readers


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("40MB", 40_000_000),
        ("40 mb", 40_000_000),
        ("512KiB", 524_288),
        ("1.5k", 1500),
        ("2Gi", 2**31),
        ("1048576", 1_048_576),
        (1024, 1024),
        ("0", 0),
    ],
)
def test_amount_understands_units(written: Any, read: int) -> None:
    assert readers.amount(written) == read


@pytest.mark.parametrize("written", ["", "much", "-1", "4 bananas", "MB", "1e6", True, None])
def test_amount_refuses_what_is_no_amount(written: Any) -> None:
    with pytest.raises(ValueError, match="number of bytes"):
        readers.amount(written)


def test_whole_knows_its_bounds() -> None:
    port = readers.whole(0, 65535)
    assert [port("0"), port(" 8080 "), port(65535)] == [0, 8080, 65535]
    for wrong in ("65536", "-1", "x", "1.5", 1.5, True, None, "9" * 5000):
        with pytest.raises(ValueError, match="whole number from 0 to 65535"):
            port(wrong)


def test_whole_without_upper_bound_says_the_least() -> None:
    with pytest.raises(ValueError, match="whole number of at least 1"):
        readers.whole(1)("0")


def test_words_split_join_and_drop_repetitions() -> None:
    assert readers.words("a, b,,a") == ("a", "b")
    assert readers.words(["a,b", "c"]) == ("a", "b", "c")
    assert readers.words(()) == ()
    for wrong in (7, None, ["a", 1]):
        with pytest.raises(ValueError, match="list of words"):
            readers.words(wrong)


def test_instant_reads_text_and_milliseconds() -> None:
    assert readers.instant("2025-06-02T09:00:00Z") == readers.instant(1_748_854_800_000) == 1_748_854_800_000
    for wrong in ("today", "", None, True, 1.5):
        with pytest.raises(ValueError, match="ISO 8601 instant such as"):
            readers.instant(wrong)


def test_choice_ignores_case_and_names_the_words() -> None:
    size = readers.choice("small", "large", pattern=r"[1-9]\d*", also=" or a number")
    assert [size("Small"), size("large "), size("17"), size(17)] == ["small", "large", "17", "17"]
    with pytest.raises(ValueError, match="must be one of small, large or a number"):
        size("huge")


def test_web_address_has_no_query_and_no_slash_at_the_end() -> None:
    assert readers.web_address("https://mock.example.com/") == "https://mock.example.com"
    assert readers.web_address("http://127.0.0.1:8080/kombo") == "http://127.0.0.1:8080/kombo"
    for wrong in ("mock.example.com", "ftp://x", "http://", "http://x/?a=b", "http://x y"):
        with pytest.raises(ValueError, match="must be an address"):
            readers.web_address(wrong)


def test_origins_are_those_that_browsers_send() -> None:
    assert readers.origins("http://LocalHost:3000/, *") == ("http://localhost:3000", "*")
    for wrong in ("localhost:3000", "example.com", "http://", "http://x/app", "http://x?a"):
        with pytest.raises(ValueError, match="must be origins such as http://localhost:3000"):
            readers.origins(wrong)


def test_hosts_have_neither_scheme_nor_port() -> None:
    named = ("files.example.com", "münchen.example", "10.0.0.1", "::1", "[::1]")
    assert readers.hosts(",".join(named)) == named
    for wrong in ("http://files.example.com", "files.example.com:80", "files.example.com/a", "me@example.com", "a b"):
        with pytest.raises(ValueError, match="must be hosts such as"):
            readers.hosts(wrong)


def test_networks_are_addresses_of_any_protocol() -> None:
    named = ("10.0.0.2", "10.0.0.0/8", "fd00::/8", "*")
    assert readers.networks(",".join(named)) == named
    for wrong in ("proxy", "10.0.0", "10.0.0.2/8", "10.0.0.2:80"):
        with pytest.raises(ValueError, match=r"must be addresses or networks such as 10\.0\.0\.2"):
            readers.networks(wrong)


def test_database_is_a_file() -> None:
    assert readers.database("sqlite:///data/mock.db") == "sqlite:///data/mock.db"
    for wrong in ("mock.db", "sqlite://", "sqlite:///", "mysql://x/y"):
        with pytest.raises(ValueError, match="must be sqlite:///FILE"):
            readers.database(wrong)


def test_path_knows_the_home_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/somebody")
    assert readers.path("~/mock.yaml") == Path("/home/somebody/mock.yaml")
    assert readers.path(Path("x")) == Path("x")


@pytest.mark.parametrize("wrong", ["", "  ", None, 3])
def test_text_is_not_blank(wrong: Any) -> None:
    with pytest.raises(ValueError, match="must be text"):
        readers.text(wrong)
