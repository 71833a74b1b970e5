"""Flags of `serve`, straight from the table of options."""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.errors import ConfigurationError
from mockserver.settings import OPTIONS
from mockserver.suggest import did_you_mean

Flags = dict[str, str | list[str] | None]


def with_value(word: str) -> str:
    """Give a flag with its value where it is a switch that stands alone; any other word as it is."""
    return f"{word}=true" if any(option.is_switch and option.flag == word for option in OPTIONS.values()) else word


def parse(words: Sequence[str]) -> Flags:
    """Give the text of every flag, as `--flag text`, `--flag=text` or, for a switch, `--flag`.

    Of repeated ones the last counts, lists come together. Raises ConfigurationError for an unknown flag, with the
    nearest one, and for a missing value.
    """
    by_flag = {option.flag: option for option in OPTIONS.values()}
    found: Flags = {}
    rest = iter(words)
    for word in rest:
        flag, equals, text = with_value(word).partition("=")
        if flag not in by_flag:
            what = "option" if flag.startswith("-") else "word"
            raise ConfigurationError(f"unknown {what} {flag}{did_you_mean(flag, by_flag)}")
        value = text if equals else next(rest, None)
        if value is None or (not equals and value in by_flag):
            raise ConfigurationError(f"{flag} needs a value: {flag} {by_flag[flag].metavar}")
        name = by_flag[flag].name
        before = found.get(name)
        if not by_flag[flag].many:
            found[name] = value
        else:
            found[name] = [*before, value] if isinstance(before, list) else [value]
    return found
