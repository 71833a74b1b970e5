"""Files: attachments that a connector's restrictions let pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mockserver.strategies import values

_TYPES = ("CV", "COVER_LETTER", "OTHER")
_ANY = {"is_supported": True}
_MEDIA_TYPES = ("application/pdf", "text/plain", "image/png")
_MOST_OF_A_TYPE = 2
_NAMES = values.texts.map(lambda name: f"{name.replace('/', '-')}.pdf")


def files(restrictions: Mapping[str, Any] | None) -> SearchStrategy[list[dict[str, Any]]]:
    """Give attachments of an application, as many of each type as `attachment_restrictions` wants; None is anything."""
    kinds: Mapping[str, Any] = dict.fromkeys(_TYPES, _ANY) if restrictions is None else restrictions["types"]
    groups = [_of_type(kind, limits) for kind, limits in kinds.items() if limits["is_supported"]]
    return st.tuples(*groups).map(lambda found: [each for group in found for each in group])


def file(accepted: list[str] | None = None) -> SearchStrategy[dict[str, Any]]:
    """Give a small file of an accepted media type."""
    return st.fixed_dictionaries(
        {"name": _NAMES, "content_type": st.sampled_from(accepted or _MEDIA_TYPES), "data": values.contents}
    )


def _of_type(kind: str, limits: Mapping[str, Any]) -> SearchStrategy[list[dict[str, Any]]]:
    fewest = limits.get("min_amount") or 0
    most = limits.get("max_amount")
    enough = max(fewest, _MOST_OF_A_TYPE) if most is None else min(most, max(fewest, _MOST_OF_A_TYPE))
    one = file(limits.get("accepted_mime_types")).map(lambda found: {**found, "type": kind})
    return st.lists(one, min_size=fewest, max_size=enough)
