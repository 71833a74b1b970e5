"""Whatever is written to an HR system is read, and balances add up: a state machine on two tools at once."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.acceptance import histories
from tests.acceptance.histories import HISTORIES, LONG_HISTORIES, Answer, History, Side, numbers, server
from tests.acceptance.hris_model import Absence, Balance, Employee, Staff
from tests.api.operations.ats_client import Ats
from tests.api.operations.hris_client import connected

# The one takes everything, the other changes nobody who is there.
TOOLS = ("sandbox", "hibob")
EMAILS = tuple(f"{name}@example.com" for name in ("mara", "MARA", "frida", "iris"))


class HrisSide(Side[Staff]):
    """An HR system."""

    lists = ("employees", "employments", "absences", "time-off-balances")

    def __init__(self, ats: Ats) -> None:
        super().__init__(ats, "hris")
        self.full = ats.tool == "sandbox"
        self.kinds = self.list("absence-types")
        self.learn()

    def learn(self) -> None:
        """Take what reads show now for what is there."""
        self.model = Staff(
            employees={one["id"]: Employee.read(one) for one in self.list("employees")},
            absences={one["id"]: Absence.read(one) for one in self.list("absences")},
            balances={one["id"]: Balance.read(one) for one in self.list("time-off-balances")},
            contracts={one["id"]: [entry["id"] for entry in one["employments"]] for one in self.list("employees")},
        )

    def check(self) -> None:
        employees, model = self.list("employees"), self.model
        assert [Employee.read(one) for one in employees] == list(model.employees.values())
        assert {one["id"]: [entry["id"] for entry in one["employments"]] for one in employees} == model.contracts
        contracts = {one["id"]: one for one in self.list("employments")}
        balances = {one["id"]: one for one in self.list("time-off-balances")}
        assert [Balance.read(one) for one in balances.values()] == list(model.balances.values())
        for one in employees:
            self.check_nested(one, "employments", contracts)
            self.check_nested(one, "time_off_balances", balances)
        shown = [(one["id"], one["status"], one["amount"], one["changed_at"]) for one in self.list("absences")]
        assert shown == [(one.id, one.status, one.amount, one.changed_at) for one in model.absences.values()]

    @staticmethod
    def check_nested(employee: Answer, name: str, own: dict[str, Answer]) -> None:
        """Demand that what an employee shows is what the list of its own shows."""
        assert {one["id"] for one in employee[name]} == {
            id for id, one in own.items() if one["employee_id"] == employee["id"]
        }
        for one in employee[name]:
            assert one == {key: own[one["id"]][key] for key in one}


class HrisHistory(History):
    """Writes of all kinds, in any order."""

    def __init__(self) -> None:
        super().__init__()
        first = connected(server(), TOOLS[0])
        second = Ats(server(), TOOLS[1], first.key, connected(server(), TOOLS[1]).id)
        self.sides: dict[str, HrisSide] = {ats.tool: HrisSide(ats) for ats in (first, second)}

    # ── rules ────────────────────────────────────────────────────────────────

    @rule(
        tool=st.sampled_from(TOOLS), email=st.sampled_from(EMAILS), known=st.none() | numbers,
        title=st.none() | st.sampled_from(["Beekeeper", "Welder"]), start=st.none() | st.integers(1, 28),
    )  # fmt: skip
    def hire(self, tool: str, email: str, known: int | None, title: str | None, start: int | None) -> None:
        side = self.sides[tool]
        if known is not None:
            mails = [one.personal_email or one.work_email for one in side.model.employees.values()]
            email = (mails[known % len(mails)] or email).upper()
        body: dict[str, Any] = {"first_name": "Mara", "last_name": "Lindqvist", "work_email": email}
        body |= {} if title is None else {"job_title": title}
        body |= {} if start is None else {"start_date": f"2025-05-{start:02}"}
        data = side.send("POST", "/employees", body, lambda: side.model.check_email(email))
        if data is not None:
            id, known_contracts = data["id"], {one for own in side.model.contracts.values() for one in own}
            contracts = [one["id"] for one in side.list("employments") if one["id"] not in known_contracts]
            assert len(contracts) == (title is not None or start is not None)
            new = Employee(id, "Mara", "Lindqvist", "Mara Lindqvist", email, None, title, None, side.stamp)
            self.done(side, side.model.hire(new, contracts))

    @rule(
        tool=st.sampled_from(TOOLS), number=numbers, first=st.none() | st.sampled_from(["Ida", "Åsa"]),
        email=st.none() | st.sampled_from(EMAILS),
    )  # fmt: skip
    def change(self, tool: str, number: int, first: str | None, email: str | None) -> None:
        side, employee = self.sides[tool], self.any_employee(tool, number)
        given = {"first_name": first, "work_email": email}
        body = {name: value for name, value in given.items() if value is not None}
        # The oldest description demands the address, so it always comes.
        body.setdefault("work_email", employee.work_email or "somebody@example.com")

        def check() -> None:
            if body["work_email"] != employee.work_email:
                side.model.check_email(body["work_email"], but=employee.id)

        if side.send("PATCH", f"/employees/{employee.id}", body, check, has_it=side.full) is not None:
            self.done(side, side.model.change(employee.id, side.stamp, **body))

    @rule(
        tool=st.sampled_from(TOOLS), number=numbers, kind=numbers, day=st.integers(2, 27), length=st.integers(0, 3),
        amount=st.sampled_from([0.5, 1, 2.25, 40]), status=st.sampled_from(["REQUESTED", "APPROVED"]),
    )  # fmt: skip
    def be_away(self, tool: str, number: int, kind: int, day: int, length: int, amount: float, status: str) -> None:
        side, employee = self.sides[tool], self.any_employee(tool, number)
        of = side.kinds[kind % len(side.kinds)]
        unit = of["unit"] or "DAYS"
        body = {
            "employee_id": employee.id,
            "absence_type_id": of["id"],
            "start_date": f"2025-06-{day:02}",
            "end_date": f"2025-06-{min(day + length, 30):02}",
            "status": status,
            "amount": amount,
            "unit": unit,
            "employee_note": None,
        }
        data = side.send("POST", "/absences", body, lambda: side.model.check_left(employee.id, of["id"]))
        if data is not None:
            new = Absence(data["id"], employee.id, of["id"], body["start_date"], status, amount, unit, side.stamp)
            self.done(side, side.model.be_away(new))

    @rule(tool=st.sampled_from(TOOLS), number=numbers)
    def come_back(self, tool: str, number: int) -> None:
        side = self.sides[tool]
        ids = list(side.model.absences)
        id = ids[number % len(ids)]
        data = side.send("DELETE", f"/absences/{id}", {})
        assert (data["id"], data["status"], data["remote_deleted_at"]) == (id, "DELETED", side.stamp)
        self.done(side, side.model.come_back(id, side.stamp))

    @rule(tool=st.sampled_from(TOOLS), number=numbers)
    def the_tool_deletes_an_employee(self, tool: str, number: int) -> None:
        side, employee = self.sides[tool], self.any_employee(tool, number)
        side.happens("record_deleted", model="employees", id=employee.id)
        side.check_integrity()
        side.learn()
        assert employee.id not in side.model.employees
        assert employee.id not in {one.employee_id for one in side.model.absences.values()}

    # ── helpers ──────────────────────────────────────────────────────────────

    def any_employee(self, tool: str, number: int) -> Employee:
        employees = list(self.sides[tool].model.employees.values())
        return employees[number % len(employees)]


@pytest.fixture(scope="module", autouse=True)
def close_server() -> Iterator[None]:
    yield
    histories.close_server()


class TestStaff(HrisHistory.TestCase):  # type: ignore[misc,valid-type] # made at run time
    """Some histories, in a few seconds."""

    settings = HISTORIES


@pytest.mark.slow
class TestMoreStaff(HrisHistory.TestCase):  # type: ignore[misc,valid-type] # made at run time
    """Many more, and longer ones."""

    settings = LONG_HISTORIES
