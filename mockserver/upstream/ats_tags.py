"""Tags that recruiters put on candidates."""

from __future__ import annotations

from typing import Any

from mockserver.state.records import Record
from mockserver.upstream.ats_pipelines import CANDIDATES
from mockserver.upstream.events import happens
from mockserver.upstream.happening import Happening

TAGS = "ats_tags"


@happens("tag_added", "ATS")
def tag_added(happening: Happening) -> dict[str, Any]:
    """Put a tag on a candidate: the one of an id or a name, a new one if the tool has none of that name, or any."""
    tag = happening.find("tag_id", TAGS) or _named(happening)
    candidate = happening.choose(
        "candidate_id", CANDIDATES, "candidate without the tag", fits=lambda one: _lacks(one, tag)
    )
    if tag is None:
        tag = happening.pick(TAGS, fits=lambda other: _lacks(candidate, other))
    if tag is None:
        tag = _new(happening, happening.one_of(happening.company.texts["tags"]))
    happening.change(CANDIDATES, candidate, {"tag_ids": [*candidate["tag_ids"], tag["id"]]})
    return {}


def _lacks(candidate: Record, tag: Record | None) -> bool:
    return tag is None or tag["id"] not in (candidate["tag_ids"] or ())


def _named(happening: Happening) -> Record | None:
    name = happening.values.get("name")
    if name is None:
        return None
    found = happening.records.where(TAGS, "name", [name.casefold()], limit=1)
    return found[0] if found else _new(happening, name)


def _new(happening: Happening, name: str) -> Record:
    return happening.add(TAGS, "tags", {"name": name, "remote_data": None}, name=name)
