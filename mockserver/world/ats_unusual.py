"""Candidates with values that break clients which were only tried with plain ones."""

from __future__ import annotations

from typing import Any

from mockserver.instants import HOUR, format_date
from mockserver.world.ats_people import VARIED_SIZE
from mockserver.world.moments import last_leap_day
from mockserver.world.texts import shared


def unusual_places(size: int) -> dict[int, dict[str, Any]]:
    """Spread the people with unusual values evenly over a world that is large enough for them."""
    if size < VARIED_SIZE:
        return {}
    hard = [*shared()["hard_people"], {"twin": True}, {"leap_day": True}]
    return {(2 * number + 1) * size // (2 * len(hard)): entry for number, entry in enumerate(hard)}


def make_unusual(entry: dict[str, Any], fields: dict[str, Any], previous: dict[str, Any], created: int) -> int:
    """Give a candidate unusual values; returns when it was created."""
    if entry.get("twin"):  # the same person once more, as when two recruiters enter somebody
        for key in ("first_name", "last_name", "email_addresses", "phone_numbers", "location"):
            fields[key] = previous[key]
        return created
    if entry.get("leap_day"):  # long in the pool before applying
        day = last_leap_day(created)
        fields["custom_fields"]["last_contact"] = format_date(day)
        return day + 9 * HOUR
    fields["first_name"], fields["last_name"] = entry["first_name"], entry["last_name"]
    email = entry["email"]
    fields["email_addresses"] = [{"email_address": email, "type": "PRIVATE"}] if isinstance(email, str) else email
    fields["social_media"] = []
    return created
