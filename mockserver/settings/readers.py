"""Readers: what an operator wrote, as text or as a Python value, to the value of an option; ValueError says what fits.

Flags, variables and files all hand over text, so one reader gives all three one meaning.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from mockserver.instants import DAY, MINUTE, checked_clock, parse_clock, parse_duration

Reader = Callable[[Any], Any]

_AMOUNT = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?i?b?)", re.IGNORECASE)
_FACTORS = {"": 1, "k": 1000, "ki": 2**10, "m": 10**6, "mi": 2**20, "g": 10**9, "gi": 2**30, "t": 10**12, "ti": 2**40}
# A name or an address of four numbers, or one with colons, in brackets or not.
_HOST = re.compile(r"[^\s/:@?#\[\]]+|\[?[0-9A-Fa-f.]*:[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*\]?")
_WHOLE = re.compile(r"[+-]?\d{1,19}")


def text(value: Any) -> str:
    """Read text; blank text is no value."""
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be text")
    return value.strip()


def path(value: Any) -> Path:
    """Read a path; `~` is the home directory."""
    return Path(value).expanduser() if isinstance(value, Path) else Path(text(value)).expanduser()


def whole(least: int, most: int = 2**63 - 1) -> Reader:
    """Give a reader of whole numbers within bounds."""
    bounds = f"from {least} to {most}" if most < 2**63 - 1 else f"of at least {least}"

    def read(value: Any) -> int:
        number = int(value) if isinstance(value, str) and _WHOLE.fullmatch(value.strip()) else value
        if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
            raise ValueError(f"must be a whole number {bounds}")
        return number

    return read


def choice(*words: str, pattern: str | None = None, also: str = "") -> Reader:
    """Give a reader of one of some words, or of what matches `pattern`, described by `also`."""

    def read(value: Any) -> str:
        word = str(value).strip().lower()
        if word in words or (pattern is not None and re.fullmatch(pattern, word)):
            return word
        raise ValueError(f"must be one of {', '.join(words)}{also}")

    return read


def amount(value: Any) -> int:
    """Read a number of bytes: `40MB`, `512 KiB`, `1048576`."""
    match = _AMOUNT.fullmatch(str(value).strip())
    if match is None or isinstance(value, bool):
        raise ValueError("must be a number of bytes such as 40MB, 512KiB or 1048576")
    return int(float(match[1]) * _FACTORS[match[2].lower().rstrip("b")])


def instant(value: Any) -> int:
    """Read an ISO 8601 instant, or milliseconds since the epoch from Python."""
    try:
        if isinstance(value, int) and not isinstance(value, bool):
            return checked_clock(value)
        return parse_clock(text(value))
    except (ValueError, OverflowError):
        raise ValueError("must be an ISO 8601 instant such as 2025-06-02T09:00:00Z, from 1900 to 9900") from None


def duration(value: Any) -> int:
    """Read an ISO 8601 duration of a minute to a year, or milliseconds from Python."""
    found = value
    if not isinstance(value, int) or isinstance(value, bool):
        try:
            found = parse_duration(text(value))
        except ValueError:
            found = 0
    if not MINUTE <= found <= 366 * DAY:
        raise ValueError("must be an ISO 8601 duration from PT1M to P366D, such as PT12H or P3D")
    return int(found)


def switch(value: Any) -> bool:
    """Read yes or no; a flag alone means yes."""
    word = str(value).strip().lower()
    if word in ("true", "yes", "on", "1"):
        return True
    if word in ("false", "no", "off", "0"):
        return False
    raise ValueError("must be true or false")


def words(value: Any) -> tuple[str, ...]:
    """Read a list: comma-separated text, or several of them; blanks and repetitions are dropped."""
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, Iterable) or not all(isinstance(part, str) for part in parts):
        raise ValueError("must be a list of words, separated by commas")
    found = [word.strip() for part in parts for word in part.split(",")]
    return tuple(dict.fromkeys(word for word in found if word))


def locales(value: Any) -> tuple[str, ...]:
    """Read a list of locales such as `de_DE`."""
    found = words(value)
    if not all(re.fullmatch(r"[a-z]{2,3}_[A-Z]{2}", word) for word in found):
        raise ValueError("must be locales such as de_DE,fr_FR")
    return found


def origins(value: Any) -> tuple[str, ...]:
    """Read a list of origins as browsers name them, or `*` for all."""
    found = tuple(word.lower().removesuffix("/") for word in words(value))
    if not all(re.fullmatch(r"\*|[a-z][a-z0-9+.-]*://[^\s/?#]+", word) for word in found):
        raise ValueError("must be origins such as http://localhost:3000, or * for all")
    return found


def hosts(value: Any) -> tuple[str, ...]:
    """Read a list of names and addresses of hosts."""
    found = words(value)
    if not all(_HOST.fullmatch(word) for word in found):
        raise ValueError("must be hosts such as files.example.com, without http:// and port")
    return found


def networks(value: Any) -> tuple[str, ...]:
    """Read a list of addresses and networks, or `*` for all."""
    from ipaddress import ip_network

    found = words(value)
    try:
        for word in found:
            if word != "*":
                ip_network(word)
    except ValueError as problem:
        raise ValueError(f"must be addresses or networks such as 10.0.0.2 or 10.0.0.0/8 ({problem})") from None
    return found


def file_or_name(value: Any) -> str:
    """Read a name or the path of a file; from Python also as a path."""
    return str(value) if isinstance(value, Path) else text(value)


def web_address(value: Any) -> str:
    """Read an http or https address without a path's trailing slash."""
    address = text(value).rstrip("/")
    if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", address):
        raise ValueError("must be an address such as https://mock.example.com")
    return address


def database(value: Any) -> str:
    """Read the address of a database."""
    address = text(value)
    if not re.fullmatch(r"sqlite:///.+|postgresql\+psycopg://.*", address):
        raise ValueError("must be sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME")
    return address
