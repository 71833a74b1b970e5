"""Hires to come: employees that a tool takes back at the sync after they were created, and shows again at the next.

Rule `created_employees: prehire` (the vendor's page on the tool that does so). Whoever plays a sync calls this.
"""

from __future__ import annotations

from mockserver.state.records import Record
from mockserver.state.transaction import Transaction

EMPLOYEES = "hris_employees"
# What the key `prehire` of a created employee says: known until the next sync, gone until the one after it, back.
NEW, ONBOARDING, DONE = "new", "onboarding", "done"


def advance_prehires(records: Transaction) -> None:
    """Let one sync pass for the hires to come: new ones go, those in onboarding are back with all that is theirs."""
    for employee in records.where(EMPLOYEES, "prehire", [NEW, ONBOARDING], include_deleted=True):
        if employee["prehire"] == NEW:
            records.update(EMPLOYEES, employee["id"], {"prehire": ONBOARDING})
            records.delete(EMPLOYEES, employee["id"])
        else:
            _bring_back(records, employee)


def _bring_back(records: Transaction, employee: Record) -> None:
    records.update(EMPLOYEES, employee["id"], {"prehire": DONE})
    if employee["remote_deleted_at"] is None:
        return
    records.restore(EMPLOYEES, employee["id"])
    for relation in records.layout.catalog.models[EMPLOYEES].relations.values():
        if relation.owned and relation.many:
            for below in records.where(relation.to, relation.many, [employee["id"]], include_deleted=True):
                if below["remote_deleted_at"] == employee["remote_deleted_at"]:
                    records.restore(relation.to, below["id"])
