"""Tags of candidates. Names that differ in upper and lower case alone are one tag; the first spelling stays.

Both acts can be repeated without effect: the vendor's page promises it for removing, and adding follows it.
"""

from __future__ import annotations

from typing import Any

from mockserver.api.call import Call, handles
from mockserver.api.remote_records import remote_side
from mockserver.api.required_inputs import check_required_inputs
from mockserver.state.records import Record
from mockserver.state.transaction import Transaction


@handles("PostAtsCandidatesCandidateIdTags")
def add_tag(call: Call) -> Any:
    """Put a tag on a candidate, created first where the tool does not have it."""
    check_required_inputs(call)
    with call.write() as records:
        candidate = call.find(records, "ats_candidates", "candidate_id")
        name, has = _name(call), candidate.get("tag_ids") or []
        if name is None:
            return {}
        known = _named(records, name)
        if any(tag["id"] in has for tag in known):
            call.explanations.append(f"the candidate has the tag {name!r} already")
            return {}
        tag = next((tag for tag in known if tag["name"] == name), None) or (known or [_create(call, records, name)])[0]
        records.update("ats_candidates", candidate["id"], {"tag_ids": [*has, tag["id"]]})
    return {}


@handles("DeleteAtsCandidatesCandidateIdTags")
def remove_tag(call: Call) -> Any:
    """Take a tag off a candidate; a candidate without it, or a tag that nobody knows, is no mistake."""
    check_required_inputs(call)
    with call.write() as records:
        candidate = call.find(records, "ats_candidates", "candidate_id")
        name, has = _name(call), candidate.get("tag_ids") or []
        gone = {tag["id"] for tag in _named(records, name)} if name is not None else set()
        if gone.isdisjoint(has):
            call.explanations.append(f"the candidate does not have the tag {name!r}")
        else:
            kept = [id for id in has if id not in gone]
            records.update("ats_candidates", candidate["id"], {"tag_ids": kept})
    return {}


def _name(call: Call) -> str | None:
    """Give the name of the tag, None where the connector does not take it."""
    name: str | None = call.body.get("tag", {}).get("name")
    return name


def _named(records: Transaction, name: str) -> list[Record]:
    return records.where("ats_tags", "name", [name.casefold()])


def _create(call: Call, records: Transaction, name: str) -> Record:
    tag = records.insert("ats_tags", {"name": name, "remote_data": None})
    remote_data = remote_side(call, "tags", tag, name=name)["remote_data"]
    return records.update("ats_tags", tag["id"], {"remote_data": remote_data})
