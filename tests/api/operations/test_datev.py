"""DATEV: what employees are paid, the files of a push, and the list of pushes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.api.operations.ats_client import Application, Ats, error, warnings
from tests.api.operations.hris_client import absence, connected, data, first, refused

EMPLOYEES = "/v1/custom/datev/employees"
PAYROLL = {
    "payroll_run": {"date": "2025-05-17"},
    "hourly_payments": [{"hours": 14.5, "lohnart": 200}],
    "fixed_payments": [{"amount": 560, "lohnart": 100}],
    "custom_lodas": [{"amount": 8, "lohnart": 300, "bearbeitungsschluessel": 4}],
}
MONTHLY = {"amount": 4500, "currency": "EUR", "period": "MONTH", "lohnart": 200}
HOURLY = {"amount": 30, "currency": "EUR", "period": "HOUR"}


@pytest.fixture
def datev(ats_application: Application) -> Ats:
    return connected(ats_application, "datev")


def prepare(tool: Ats, id: str = "remote:4711", **changes: Any) -> Any:
    return tool.request("PUT", f"{EMPLOYEES}/{id}/prepare-payroll", {**PAYROLL, **changes})


def compensate(tool: Ats, day: str, *compensations: dict[str, Any], id: str = "remote:4711") -> Any:
    body = {"effective_date": day, "compensations": list(compensations)}
    return tool.request("PUT", f"{EMPLOYEES}/{id}/compensations", body)


def update(tool: Ats, id: str, **fields: Any) -> Any:
    return data(tool.request("PATCH", f"/v1/hris/employees/{id}", fields))


def pushes(tool: Ats) -> list[dict[str, Any]]:
    return list(tool.get("/custom/datev/data-pushes")["data_pushes"])


def rows(content: str) -> list[list[str]]:
    """Give the fields of the records of a file, without the number of their layout."""
    last = content.rpartition("[")[2].splitlines()[1:]
    return [line.split(";")[1:-1] for line in last]


# ── payroll of an employee ───────────────────────────────────────────────────


def test_a_prepared_payroll_replaces_that_of_the_same_month(datev: Ats) -> None:
    answer = prepare(datev)
    assert (data(answer), warnings(answer)) == ({}, [])
    data(prepare(datev, payroll_run={"date": "2025-06-01"}))
    data(prepare(datev, payroll_run={"date": "2025-05-01"}, fixed_payments=[]))
    stored = [(one["month"], one["date"], one["fixed_payments"]) for one in datev.stored("payrolls")]
    assert stored == [
        ("2025-05", "2025-05-01", []),
        ("2025-06", "2025-06-01", PAYROLL["fixed_payments"]),
    ]
    assert {one["employee_id"] for one in datev.stored("payrolls")} == {
        first(datev, "employees", remote_id="4711")["id"]
    }


def test_custom_entries_may_be_left_out(datev: Ats) -> None:
    body = {key: value for key, value in PAYROLL.items() if key != "custom_lodas"}
    data(datev.request("PUT", f"{EMPLOYEES}/remote:4711/prepare-payroll", body))
    assert datev.stored("payrolls")[0]["custom_lodas"] == []


def test_compensations_end_those_that_held_before(datev: Ats) -> None:
    data(compensate(datev, "2025-01-01", MONTHLY, HOURLY))
    data(compensate(datev, "2025-09-01", {**MONTHLY, "amount": 5000}))
    data(compensate(datev, "2025-06-01", {**MONTHLY, "amount": 4700}))
    stored = [
        (one["effective_date"], one["end_date"], one["period"], one["amount"]) for one in datev.stored("compensations")
    ]
    assert stored == [
        ("2025-01-01", "2025-06-01", "MONTH", 4500),
        ("2025-01-01", "2025-06-01", "HOUR", 30),
        # What starts later did not hold on that day.
        ("2025-09-01", None, "MONTH", 5000),
        ("2025-06-01", None, "MONTH", 4700),
    ]


def test_compensations_of_the_same_day_are_replaced(datev: Ats) -> None:
    data(compensate(datev, "2025-01-01", MONTHLY, HOURLY))
    data(compensate(datev, "2025-01-01", {**HOURLY, "amount": 35}))
    live = [one for one in datev.stored("compensations") if one["remote_deleted_at"] is None]
    assert [(one["amount"], one["end_date"]) for one in live] == [(35, None)]


def test_compensations_of_others_stay(datev: Ats) -> None:
    data(compensate(datev, "2025-01-01", MONTHLY, id="remote:1"))
    data(compensate(datev, "2025-06-01", id="remote:2"))
    assert [one["end_date"] for one in datev.stored("compensations")] == [None]


@pytest.mark.parametrize("period", [MONTHLY, HOURLY])
def test_there_is_one_compensation_per_period_at_most(datev: Ats, period: dict[str, Any]) -> None:
    answer = compensate(datev, "2025-01-01", period, {**period, "amount": 1})
    refused(answer, "PLATFORM.INPUT_INVALID", "$.compensations")
    assert datev.stored("compensations") == []


@pytest.mark.parametrize(
    ("compensation", "place"),
    [
        ({**MONTHLY, "lohnart": 0}, "$.compensations[0].lohnart"),
        ({**MONTHLY, "lohnart": 10000}, "$.compensations[0].lohnart"),
        ({**MONTHLY, "currency": "USD"}, "$.compensations[0].currency"),
        ({**MONTHLY, "period": "YEAR"}, "$.compensations[0].period"),
        ({**MONTHLY, "amount": "4500"}, "$.compensations[0].amount"),
    ],
)
def test_bad_compensations_are_named(datev: Ats, compensation: dict[str, Any], place: str) -> None:
    refused(compensate(datev, "2025-01-01", compensation), "PLATFORM.INPUT_INVALID", place)


def test_days_that_no_calendar_has_are_named(datev: Ats) -> None:
    refused(compensate(datev, "2025-02-30"), "PLATFORM.INPUT_INVALID", "$.effective_date")
    refused(prepare(datev, payroll_run={"date": "2025-13-01"}), "PLATFORM.INPUT_INVALID", "$.payroll_run.date")
    answer = datev.post("/custom/datev/push-data/payroll", {"payroll_month": "2025-00-01"})
    refused(answer, "PLATFORM.INPUT_INVALID", "$.payroll_month")


@pytest.mark.parametrize("id", ["remote:0", "remote:100000", "remote:abc"])
def test_numbers_out_of_bounds_are_refused(datev: Ats, id: str) -> None:
    refused(prepare(datev, id), "PLATFORM.INPUT_INVALID", "employee_id")
    refused(compensate(datev, "2025-01-01", id=id), "PLATFORM.INPUT_INVALID", "employee_id")


def test_an_unknown_id_is_not_found(datev: Ats) -> None:
    assert error(prepare(datev, "11111111111111111111111a"))[:2] == (404, "PLATFORM.INPUT_INVALID")


# ── pushes ───────────────────────────────────────────────────────────────────


def test_a_general_push_holds_what_was_written(datev: Ats) -> None:
    update(
        datev,
        "remote:4711",
        first_name="Żanna",
        last_name="Groß; von",
        date_of_birth="1991-06-14",
        gender="FEMALE",
        home_address={"street_1": "Beispielweg 4", "zip_code": "20095", "city": "Köln", "country": "DE"},
        start_date="2025-09-01",
        tax_id="12 345 678 901",
        job_title="会計",
    )
    data(compensate(datev, "2025-01-01", MONTHLY))
    data(compensate(datev, "2025-05-01", {**HOURLY, "amount": 30.5}))
    data(datev.post("/hris/absences", absence(datev, employee_id="remote:4711", amount=2, unit="DAYS")))
    answer = datev.post("/custom/datev/push-data/general", {})
    assert warnings(answer) == []
    people, pay, away = data(answer)["files"]
    assert people["content"].startswith("[Allgemein]\r\nZiel=LODAS\r\n")
    assert rows(people["content"]) == [
        [
            "4711", "Groß, von", "Zanna", "14.06.1991", "FEMALE", "", "", "Beispielweg 4", "20095", "Köln", "DE", "",
            "12 345 678 901", "01.09.2025", "", "??",
        ]
    ]  # fmt: skip
    # What ended before today is no news to anybody.
    assert rows(pay["content"]) == [["4711", "01.05.2025", "", "", "30,50", "HOUR"]]
    assert rows(away["content"])[0][:3] == ["4711", "10.06.2025", "11.06.2025"]
    for one in (people, pay, away):
        assert one["name"].endswith("_2025-06-02.txt")
        assert one["content"].encode("latin-1")


def test_who_is_only_paid_is_no_employee_of_a_push(datev: Ats) -> None:
    data(prepare(datev))
    assert data(datev.post("/custom/datev/push-data/general", {})) == {"files": []}
    data(compensate(datev, "2025-05-01", MONTHLY))
    [pay] = data(datev.post("/custom/datev/push-data/general", {}))["files"]
    assert rows(pay["content"])[0][0] == "4711"
    update(datev, "remote:4711", last_name="Okafor")
    people, _ = data(datev.post("/custom/datev/push-data/general", {}))["files"]
    assert rows(people["content"])[0][:2] == ["4711", "Okafor"]


def test_a_general_push_without_a_body_holds_changed_employees(datev: Ats) -> None:
    known = first(datev, "employees", employment_status="ACTIVE")
    update(datev, f"remote:{known['remote_id']}", last_name="Okafor")
    [people] = data(datev.request("POST", "/v1/custom/datev/push-data/general"))["files"]
    [row] = rows(people["content"])
    assert row[:3] == [known["remote_id"], "Okafor", known["first_name"]]


def test_a_payroll_push_holds_the_entries_of_its_month(datev: Ats) -> None:
    data(prepare(datev))
    data(prepare(datev, "remote:12", payroll_run={"date": "2025-06-01"}))
    answer = datev.post("/custom/datev/push-data/payroll", {"payroll_month": "2025-05-01"})
    [payments] = data(answer)["files"]
    assert payments["name"].endswith("_2025-05.txt")
    assert rows(payments["content"]) == [
        ["01.05.2025", "4711", "200", "1", "14,50"],
        ["01.05.2025", "4711", "100", "2", "560"],
        ["01.05.2025", "4711", "300", "4", "8"],
    ]
    assert warnings(answer) == []
    [warning] = warnings(datev.post("/custom/datev/push-data/payroll", {"payroll_month": "2025-05-17"}))
    assert "2025-05" in warning


def test_there_may_be_nothing_to_push(datev: Ats) -> None:
    answer = datev.post("/custom/datev/push-data/payroll", {"payroll_month": "2025-05-01"})
    assert data(answer) == {"files": []}
    assert warnings(answer) == ["Nothing has been written that could be pushed."]
    assert pushes(datev) == []


def test_pushes_are_listed_for_two_months(datev: Ats) -> None:
    data(prepare(datev))
    [made] = data(datev.post("/custom/datev/push-data/payroll", {"payroll_month": "2025-05-01"}))["files"]
    [push] = pushes(datev)
    assert (push["type"], push["created_at"]) == ("PAYROLL", "2025-06-02T09:00:00.001Z")
    [job] = push["upload_jobs"]
    assert (job["file_name"], job["file"], job["state"]) == (made["name"], made["content"], "UPLOADED")
    datev.request("POST", "/_mock/clock/advance", {"to": "2025-07-31T09:00:00Z"})
    update(datev, "remote:4711", last_name="Okafor")
    data(datev.post("/custom/datev/push-data/general", {}))
    assert [one["type"] for one in pushes(datev)] == ["PAYROLL", "GENERAL"]
    assert len({job["id"] for one in pushes(datev) for job in one["upload_jobs"]}) == 2
    datev.request("POST", "/_mock/clock/advance", {"to": "2025-08-02T23:59:59Z"})
    assert len(pushes(datev)) == 2
    datev.request("POST", "/_mock/clock/advance", {"to": "2025-08-03T00:00:00Z"})
    assert [one["type"] for one in pushes(datev)] == ["GENERAL"]


def test_a_push_can_be_handed_on_again(datev: Ats) -> None:
    update(datev, "remote:4711", last_name="Okafor", start_date="2025-09-01")
    data(compensate(datev, "2025-01-01", MONTHLY))
    data(prepare(datev))
    files = data(datev.post("/custom/datev/push-data/general", {}))["files"]
    for one in files:
        assert hand_on(datev, one["content"]).status_code == 200
    [payments] = data(datev.post("/custom/datev/push-data/payroll", {"payroll_month": "2025-05-01"}))["files"]
    assert hand_on(datev, payments["content"], file_type="BEWEGUNGSDATEN").status_code == 200


# ── raw files ────────────────────────────────────────────────────────────────

LODAS = (
    "[Allgemein]\nZiel=LODAS\n* a remark\n[Satzbeschreibung]\n1;u_lod_psd_mitarbeiter;pnr#psd;\n[Stammdaten]\n1;4711;\n"
)
LUG_TABLE = "Personalnummer;Kalendertag;Lohnartennummer;Stundenanzahl\n4711;01;200;8,00\n"
LUG_OWNER = "1234567;99999;05/2025\r\n4711;01;200;8,00\r\n"


def hand_on(tool: Ats, content: str, **changes: Any) -> Any:
    body = {
        "file_content": content,
        "accounting_month": "2025-05-01",
        "target_system": "LODAS",
        "file_type": "STAMMDATEN",
        "file_name": "example.txt",
    }
    return tool.post("/custom/datev/passthrough", {**body, **changes})


@pytest.mark.parametrize(
    ("content", "changes"),
    [
        (LODAS, {}),
        ("\ufeff" + LODAS.replace("\n", "\r\n"), {}),
        ("[Allgemein]\nZiel=LODAS", {}),
        ("[allgemein]\nZIEL = lodas\nFeldtrennzeichen=,\n[Bewegungsdaten]\n1,2", {"file_type": "BEWEGUNGSDATEN"}),
        (LUG_TABLE, {"target_system": "LuG", "file_type": "BEWEGUNGSDATEN"}),
        (LUG_OWNER, {"target_system": "LuG", "file_type": "BEWEGUNGSDATEN"}),
    ],
)
def test_a_raw_file_of_the_right_form_is_handed_on(datev: Ats, content: str, changes: dict[str, Any]) -> None:
    answer = hand_on(datev, content, **changes)
    assert (data(answer), warnings(answer)) == ({}, [])
    [push] = pushes(datev)
    wanted = {"STAMMDATEN": "GENERAL", "BEWEGUNGSDATEN": "PAYROLL"}[changes.get("file_type", "STAMMDATEN")]
    assert push["type"] == wanted
    assert [(job["file_name"], job["file"]) for job in push["upload_jobs"]] == [("example.txt", content)]


@pytest.mark.parametrize(
    ("content", "changes", "reason"),
    [
        ("\n \n", {}, "no line with data"),
        ("Ziel=LODAS", {}, "starts with the section [Allgemein]"),
        ("[Stammdaten]\n1;2", {}, "starts with the section [Allgemein]"),
        ("[Allgemein]\nBeraterNr=1", {}, "must say Ziel=LODAS"),
        ("[Allgemein]\nZiel=LuG", {}, "must say Ziel=LODAS"),
        ("[Allgemein]\nZiel=LODAS\nBeraterNr", {}, "line 3 of [Allgemein] must be a key and a value"),
        (LODAS + "[Sonstiges]\n1;2", {}, "line 8 starts a section that LODAS does not know"),
        (LODAS + "plain text", {}, "line 8 has no fields separated by ;"),
        (LODAS, {"file_type": "BEWEGUNGSDATEN"}, "must hold the section [Bewegungsdaten]"),
        (LODAS, {"target_system": "LuG"}, "line 1 starts a section"),
        ("4711;01;200", {"target_system": "LuG"}, "line 1 must be a header"),
        ("Personalnummer", {"target_system": "LuG"}, "line 1 must be a header"),
        (LUG_TABLE + "no fields", {"target_system": "LuG"}, "line 3 has no fields separated by ;"),
    ],
)
def test_a_raw_file_of_another_form_is_refused(datev: Ats, content: str, changes: dict[str, Any], reason: str) -> None:
    answer = hand_on(datev, content, **changes)
    refused(answer, "PLATFORM.INPUT_INVALID", "$.file_content")
    assert reason in error(answer)[2]
    assert pushes(datev) == []


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"file_content": ""}, "$.file_content"),
        ({"accounting_month": "May 2025"}, "$.accounting_month"),
        ({"accounting_month": "2025-05-32"}, "$.accounting_month"),
        ({"target_system": "SAP"}, "$.target_system"),
        ({"file_type": "OTHER"}, "$.file_type"),
    ],
)
def test_bad_input_is_named(datev: Ats, changes: dict[str, Any], place: str) -> None:
    refused(hand_on(datev, LODAS, **changes), "PLATFORM.INPUT_INVALID", place)


# ── others ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("tool", ["sandbox", "silae", "hrworks"])
def test_other_tools_refuse_with_the_code_of_this_class(ats_application: Application, tool: str) -> None:
    other = connected(ats_application, tool)
    label = ats_application.store.catalog.connector(tool).label
    for answer in (
        prepare(other),
        compensate(other, "2025-01-01"),
        hand_on(other, LODAS),
        other.post("/custom/datev/push-data/general", {}),
        other.post("/custom/datev/push-data/payroll", {"payroll_month": "2025-05-01"}),
        other.request("GET", "/v1/custom/datev/data-pushes"),
    ):
        status, code, message = error(answer)
        assert (status, code) == (400, "PLATFORM.INPUT_INVALID")
        assert label in message
        assert "datev_" in message


def test_both_payroll_programs_work_alike(ats_application: Application) -> None:
    tool = connected(ats_application, "datevlug")
    data(prepare(tool))
    assert len(data(tool.post("/custom/datev/push-data/payroll", {"payroll_month": "2025-05-01"}))["files"]) == 1
