"""Staff: a copy of the company's employees, kept up to date."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kombo import Kombo


@dataclass
class Staff:
    """Names by id, and since when the copy holds."""

    names: dict[str, str] = field(default_factory=dict)
    as_of: datetime | None = None

    async def refresh(self, kombo: Kombo, started_at: datetime) -> int:
        """Read what changed since the refresh before, deletions too, and give how many records that were.

        `started_at` is when this refresh started: what happens meanwhile belongs to the next one.
        """
        page = await kombo.hris.get_employees_async(updated_after=self.as_of, include_deleted=True)
        read = 0
        while page is not None:
            for employee in page.result.data.results:
                read += 1
                if employee.remote_deleted_at is None:
                    # Not every tool has the full name.
                    self.names[employee.id] = f"{employee.first_name or ''} {employee.last_name or ''}".strip()
                else:
                    self.names.pop(employee.id, None)
            page = await page.next()
        self.as_of = started_at
        return read
