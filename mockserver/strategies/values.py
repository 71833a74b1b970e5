"""Values: texts, addresses, days and instants as people, tools and the API write them."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, time

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mockserver.ids import ALPHABET, ID_LENGTH
from mockserver.instants import format_instant

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DOMAINS = ("example.com", "example.org", "example.net", "mail.example.com")
_NUMBERS = ("+1 202-555-0143", "+49 30 5550123", "+44 20 7946 0018", "0176 5550199", "(212) 555-0142")
# What tools say where the unified model has no word, and what breaks comparisons that are too clever.
_RAW_WORDS = (
    "On Hold",
    "on_hold",
    "Zur Besetzung freigegeben",
    "diverse",
    "OPEN ",
    "open",
    "UNKNOWN",
    "42",
    "",
)

# Everything that can be written in JSON and in a database, but for control characters.
characters = st.characters(exclude_categories=("Cs", "Cc"))
texts = st.text(characters, min_size=1, max_size=30).filter(lambda text: text.strip() == text)
emails = st.builds(
    "{}@{}".format, st.from_regex(r"[a-z0-9]{1,12}([._+-][a-z0-9]{1,8})?", fullmatch=True), st.sampled_from(_DOMAINS)
)
phone_numbers = st.sampled_from(_NUMBERS)
countries = st.sampled_from(["US", "DE", "AT", "CH", "GB", "FR", "ES", "IT", "NL", "PL", "IN", "JP"])
web_addresses = st.builds(
    "https://{}/{}".format, st.sampled_from(_DOMAINS), st.from_regex(r"[a-z0-9-]{1,12}", fullmatch=True)
)
ids = st.text(ALPHABET, min_size=ID_LENGTH, max_size=ID_LENGTH)
contents = st.binary(min_size=1, max_size=100).map(lambda content: base64.b64encode(content).decode())


def days(first: date = date(1970, 1, 1), last: date = date(2037, 12, 31)) -> SearchStrategy[str]:
    """Give days such as 2025-06-02."""
    return st.dates(first, last).map(date.isoformat)


def moments() -> SearchStrategy[str]:
    """Give instants as the API answers them."""
    milliseconds = st.datetimes(datetime(1970, 1, 1), datetime(2037, 12, 31)).map(  # noqa: DTZ001 - Hypothesis wants it
        lambda moment: int((moment.replace(tzinfo=UTC) - _EPOCH).total_seconds() * 1000)
    )
    return milliseconds.map(format_instant)


def times() -> SearchStrategy[str]:
    """Give times of a day such as 09:30:00."""
    return st.times().map(lambda found: time(found.hour, found.minute, found.second).isoformat())


def unknown_enum_values(*known: str) -> SearchStrategy[str]:
    """Give what a field with an open enum may hold besides the known words, as the customer's tool has it."""
    return st.one_of(st.sampled_from(_RAW_WORDS), texts).filter(lambda word: word not in known)
