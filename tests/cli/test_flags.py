"""Flags of `serve` are read without Typer, and mean what Typer would make of them."""

from __future__ import annotations

import pytest

from mockserver.cli.flags import parse
from mockserver.errors import ConfigurationError


def test_flags_take_a_value_after_a_blank_or_an_equals_sign() -> None:
    assert parse(["--port", "0", "--seed=7"]) == {"port": "0", "seed": "7"}
    assert parse(["--seed", "-7", "--public-url=http://x/?a=b"]) == {"seed": "-7", "public_url": "http://x/?a=b"}
    assert parse([]) == {}


def test_the_last_of_repeated_flags_counts_and_lists_grow() -> None:
    words = ["--port", "1", "--api-keys", "a,b", "--port", "2", "--api-keys=c"]
    assert parse(words) == {"port": "2", "api_keys": ["a,b", "c"]}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--prot", "1"], "unknown option --prot, did you mean '--port'"),
        (["--sedd=1"], "unknown option --sedd, did you mean '--seed'"),
        (["8080"], "unknown word 8080"),
        (["--port"], "--port needs a value: --port PORT"),
        (["--port", "--seed", "1"], "--port needs a value: --port PORT"),
    ],
)
def test_what_is_no_flag_or_has_no_value_is_named(words: list[str], message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        parse(words)
    assert message in str(caught.value)
