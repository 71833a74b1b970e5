"""Words of scenario files that need a look: days, instants, locales, names of integrations, ids of records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.connectors.findings import Spot
from mockserver.ids import record_id
from mockserver.instants import parse_clock
from mockserver.resources import fixtures_directory
from mockserver.state.placeholders import filled, misspelt
from mockserver.suggest import did_you_mean

# `{recruiting}` is the id of an integration, `{recruiting/J-100}` that of its record with the tool's own id J-100.
_ID = re.compile(r"\{([a-z][a-z0-9_-]{0,49})(?:/([^{}]{1,200}))?\}")
# No day before which anything happened; a check needs some anchor.
SOME_DAY = 20_000 * 86_400_000


def check_days(value: Any, spot: Spot) -> None:
    """Note each text that looks as if it had a day in it, and has none."""
    for keys, text in _texts(value):
        wrong = misspelt(text)
        if wrong is not None:
            spot.at(*keys).wrong(f"{wrong} is no day; write {{today-3}}, {{today+1 09:30}} or {{weekday-2 09:30}}")


def instant(text: Any, spot: Spot) -> int | None:
    """Give the instant that a text names; None, and noted, if it names none."""
    try:
        return parse_clock(str(text))
    except (ValueError, OverflowError) as problem:
        spot.wrong(str(problem))
        return None


def day_text(text: Any, spot: Spot) -> str | None:
    """Give a text that is an instant once its day is filled in; None, and noted, if it never is."""
    return text if text is None or instant(filled(text, SOME_DAY), spot) is not None else None


def locales(given: Any, spot: Spot) -> list[str]:
    """Give the locales that are named, by one word or several; what nobody has words for is noted."""
    named = [given] if isinstance(given, str) else list(given or ())
    for number, name in enumerate(named):
        problem = problem_of_locale(name)
        if problem is not None:
            (spot if isinstance(given, str) else spot.at(number)).wrong(problem)
    return named


def problem_of_locale(name: str) -> str | None:
    """Give why nobody has words for a locale, with the nearest one that has; None if there are some."""
    known = {path.stem for path in (fixtures_directory() / "vocabularies").glob("*.json")}
    if name in known or _is_locale_of_faker(name):
        return None
    return f"unknown locale {name[:100]!r}{did_you_mean(name, known)}"


def ids_in(text: str) -> Iterator[tuple[str, str | None]]:
    """Give the integrations and records that a text names: the name, and the tool's own id or None."""
    yield from _ID.findall(text)


def with_ids(value: Any, ids: Mapping[str, str]) -> Any:
    """Give a value with the ids in it that its texts name; `ids` has those of the integrations by name."""
    if isinstance(value, str):
        return _ID.sub(lambda found: _id(found, ids), value) if "{" in value else value
    if isinstance(value, list):
        return [with_ids(item, ids) for item in value]
    if isinstance(value, dict):
        return {key: with_ids(item, ids) for key, item in value.items()}
    return value


def _id(found: re.Match[str], ids: Mapping[str, str]) -> str:
    integration = ids.get(found[1])
    if integration is None:
        return found[0]
    return integration if found[2] is None else record_id(integration, found[2])


def _texts(value: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _texts(item, (*keys, str(number)))
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, (*keys, str(key)))


def _is_locale_of_faker(name: str) -> bool:
    # Only a name that no file has pays for the import.
    from faker.config import AVAILABLE_LOCALES

    return name in AVAILABLE_LOCALES
