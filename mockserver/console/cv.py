"""CVs: a short one for who has none at hand, made from what a form says about the candidate."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from mockserver.world.documents import PDF, document

# By media type: what it is called, and how file names of it end. The first one is short enough to be read in a call.
KINDS = {"text/plain": ("Text", "txt"), PDF: ("PDF", "pdf")}


def cv(candidate: Mapping[str, Any], content_type: str) -> dict[str, str]:
    """Give an attachment of the API that is the CV of a candidate."""
    name = f"{candidate.get('first_name', '')} {candidate.get('last_name', '')}".strip()
    lines = [str(candidate[key]) for key in ("email_address", "phone_number") if candidate.get(key)]
    content = document(f"Curriculum vitae: {name}", content_type, "\n".join([*lines, "Made up for a demo."]))
    return {
        # Names of people are no names of files.
        "name": f"cv.{KINDS.get(content_type, ('', 'txt'))[1]}",
        "type": "CV",
        "content_type": content_type,
        "data": b64encode(content).decode(),
    }
