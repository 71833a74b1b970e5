"""The files of candidates. Their content is made when somebody downloads them."""

from __future__ import annotations

from typing import Any

from mockserver.instants import format_instant
from mockserver.world.company import Company
from mockserver.world.moments import synced
from mockserver.world.plan import Seeded

_TYPES = (*[("pdf", "application/pdf")] * 7, ("txt", "text/plain"))


class Files:
    """Makes the attachments of candidates: mostly a CV, sometimes a cover letter or certificates."""

    def __init__(self, company: Company) -> None:
        self._company = company
        self._rng = company.plan.rng("files")
        self._numbers = company.remote.numbers("attachments")
        names = company.texts["files"]
        self._kinds = (
            ("CV", names["cv"], 0.88),
            ("COVER_LETTER", names["cover_letter"], 0.22),
            ("OTHER", names["other"], 0.06),
        )

    def make(
        self,
        candidate_id: str,
        application_id: str | None,
        fields: dict[str, Any],
        created: int,
        deleted: int | None,
    ) -> list[Seeded]:
        """Give the files of a candidate; those of an applicant belong to the first application, too."""
        company, random = self._company, self._rng.random
        name = " ".join(f"{fields['first_name'] or ''} {fields['last_name'] or ''}".split())[:80]
        records = []
        for kind, label, chance in self._kinds:
            if random() > chance:
                continue
            number = next(self._numbers)
            remote_id = str(number)
            ending, content_type = _TYPES[int(random() * len(_TYPES))]
            noticed = synced(created, company.plan.anchor, random)
            changed = deleted or noticed
            stamp = format_instant(created)
            attachment = {
                "application_id": application_id,
                "candidate_id": candidate_id,
                "type": kind,
                "file_name": f"{label} {name}.{ending}",
                "content_type": content_type,
                "remote_created_at": stamp,
                "remote_updated_at": stamp,
                "generated": True,
            }
            file_id = company.plan.record_id(remote_id)
            records.append(Seeded("ats_attachments", file_id, remote_id, changed, changed, deleted, attachment))
        return records
