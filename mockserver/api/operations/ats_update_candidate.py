"""Updating candidates: an operation in closed beta of which only path and method are known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.operations.ats_candidate_input import candidate_fields
from mockserver.api.references import passed_on
from mockserver.api.remote_records import retold
from mockserver.api.required_inputs import check_required_inputs
from mockserver.instants import format_instant
from mockserver.state.records import Record

_TEXTS = ("first_name", "last_name", "company", "title")
_ADDRESS = ("city", "country", "state", "street_1", "zip_code")
# The stored key, the input that adds to it, and what tells its entries apart.
_LISTS = (
    ("email_addresses", "email_address", "email_address"),
    ("phone_numbers", "phone_number", "phone_number"),
    ("social_media", "social_links", "link"),
)


@handles("PatchAtsCandidatesCandidateId")
def update_candidate(call: Call) -> Any:
    """Change what the body holds and leave the rest; all that was sent is stored as well, under `updates`."""
    check_required_inputs(call)
    with call.write() as records:
        candidate = call.find(records, "ats_candidates", "candidate_id")
        if call.body:
            changes = _changes(call, candidate, format_instant(records.now))
            records.update("ats_candidates", candidate["id"], changes)
    return {}


def _changes(call: Call, candidate: Record, stamp: str) -> dict[str, Any]:
    given: Mapping[str, Any] = call.body
    changes: dict[str, Any] = {key: given[key] for key in _TEXTS if key in given}
    made = candidate_fields(replace(call, body={"candidate": _input(given, candidate)}), stamp)
    for key, name, mark in _LISTS:
        if name in given:
            changes[key] = _merged(made[key], candidate[key] or (), mark)
    if "location" in given:
        changes["location"] = made["location"]
    emails = changes.get("email_addresses", candidate["email_addresses"])
    raw = {key: changes.get(key, candidate[key]) for key in ("first_name", "last_name")}
    raw["email"] = emails[0]["email_address"] if emails else None
    entry = {"at": stamp, **{key: value for key, value in given.items() if key != "remote_fields"}}
    if (remote_fields := passed_on(call)) is not None:
        entry["remote_fields"] = remote_fields
    return {
        **changes,
        "remote_updated_at": stamp,
        "remote_data": retold(call, "candidates", candidate, **raw),
        "updates": [*candidate.get("updates", ()), entry],
    }


def _input(given: Mapping[str, Any], candidate: Record) -> dict[str, Any]:
    """Give what creating a candidate would take: of an address also the parts that stay."""
    wanted = {key: given[key] for key in ("email_address", "phone_number", "social_links") if key in given}
    if "location" in given:
        known = candidate["location"] or {}
        wanted["location"] = {key: known[key] for key in _ADDRESS if known.get(key)} | given["location"]
    return wanted


def _merged(new: Iterable[dict[str, Any]], known: Iterable[dict[str, Any]], mark: str) -> list[dict[str, Any]]:
    """Give the new entries and then the known ones, each once; one that was known keeps what else it holds."""
    by_mark = {str(entry[mark]).casefold(): entry for entry in known}
    first = [by_mark.pop(entry[mark].casefold(), entry) for entry in new]
    return [*first, *by_mark.values()]
