"""Employees: what is written is read back, what a tool refuses or changes, and files."""

from __future__ import annotations

import dataclasses
from base64 import b64encode
from typing import Any

import pytest

from mockserver.state.prehires import advance_prehires
from tests.api.operations.ats_client import Application, Ats, error, warnings
from tests.api.operations.hris_client import connected, data, employee, first, refused

FULL: dict[str, Any] = {
    "first_name": "Mara",
    "last_name": "Lindqvist",
    "work_email": "mara.full@example.com",
    "gender": "FEMALE",
    "job_title": "Controller",
    "home_address": {"street_1": "Am Beispielweg 4", "city": "Hamburg", "zip_code": "20095", "country": "DE"},
    "date_of_birth": "1991-06-14",
    "mobile_phone_number": "+49 152 28817386",
    "home_phone_number": "+49 30 23125 123",
    "nationality": "SE",
    "start_date": "2025-05-01T10:20:30.5Z",
}


@pytest.fixture
def sandbox(ats_application: Application) -> Ats:
    return connected(ats_application, "sandbox")


def listed(tool: Ats, id: str, **query: Any) -> dict[str, Any]:
    [found] = tool.get("/hris/employees", ids=id, **query)["results"]
    return dict(found)


def test_a_created_employee_is_there_with_everything_that_was_given(sandbox: Ats) -> None:
    entity, place = first(sandbox, "legal-entities"), first(sandbox, "locations")
    body = {**FULL, "legal_entity_id": entity["id"], "location_id": place["id"]}
    answer = sandbox.post("/hris/employees", body)
    assert warnings(answer) == []
    made = data(answer)
    assert "employments" not in made
    read = listed(sandbox, made["id"])
    assert {key: read[key] for key in made} == made
    assert read["display_full_name"] == "Mara Lindqvist"
    assert (read["date_of_birth"], read["start_date"]) == ("1991-06-14T00:00:00.000Z", "2025-05-01T00:00:00.000Z")
    assert read["home_address"]["raw"] == "Am Beispielweg 4, 20095 Hamburg, DE"
    assert (read["legal_entity"]["id"], read["work_location"]["id"]) == (entity["id"], place["id"])
    assert read["employment_status"] == "ACTIVE"
    [contract] = read["employments"]
    assert (contract["job_title"], contract["effective_date"]) == ("Controller", "2025-05-01T00:00:00.000Z")
    assert sandbox.get("/hris/employees", work_emails="MARA.full@example.com")["results"] == [read]


def test_inputs_without_a_place_in_answers_are_stored(sandbox: Ats) -> None:
    remote = {"sandbox": {"x": 1}, "workday": {"position_id": "7"}}
    made = data(sandbox.post("/hris/employees", employee(home_phone_number="+49 30 1", remote_fields=remote)))
    [stored] = sandbox.stored("employees", id=made["id"])
    assert (stored["home_phone_number"], stored["remote_fields"]) == ("+49 30 1", {"sandbox": {"x": 1}})
    assert stored["created_by_api"] is True


def test_a_created_employee_has_the_keys_of_a_seeded_one(sandbox: Ats) -> None:
    seeded = first(sandbox, "employees")
    made = data(sandbox.post("/hris/employees", employee(job_title="Controller")))
    [stored] = sandbox.stored("employees", id=made["id"])
    assert seeded.keys() - stored.keys() == set()
    [contract] = sandbox.stored("employments", employee_id=made["id"])
    assert first(sandbox, "employments").keys() - contract.keys() == set()


def test_without_title_and_first_day_there_is_no_contract(sandbox: Ats) -> None:
    made = data(sandbox.post("/hris/employees", employee()))
    assert listed(sandbox, made["id"])["employments"] == []


def test_who_starts_later_is_pending(sandbox: Ats) -> None:
    assert data(sandbox.post("/hris/employees", employee(start_date="2025-06-03")))["employment_status"] == "PENDING"
    assert data(sandbox.post("/hris/employees", employee(start_date="2025-06-02")))["employment_status"] == "ACTIVE"


@pytest.mark.parametrize("field", ["work_email", "personal_email"])
def test_somebody_whom_the_tool_has_is_refused(sandbox: Ats, field: str) -> None:
    known = next(one for one in sandbox.stored("employees") if one[field] and one["remote_deleted_at"] is None)
    before = len(sandbox.stored("employees"))
    answer = sandbox.post("/hris/employees", employee(work_email=known[field].upper()))
    assert error(answer)[:2] == (400, "HRIS.EMPLOYEE_ALREADY_EXISTS")
    assert known["id"] in answer.headers["X-Mock-Explanation"]
    assert len(sandbox.stored("employees")) == before


def test_somebody_who_was_deleted_can_come_again(sandbox: Ats) -> None:
    gone = next(one for one in sandbox.stored("employees") if one["remote_deleted_at"] and one["work_email"])
    data(sandbox.post("/hris/employees", employee(work_email=gone["work_email"])))


def test_an_update_changes_what_is_given_and_leaves_the_rest(sandbox: Ats) -> None:
    before = first(sandbox, "employees", employment_status="ACTIVE")
    body = {
        "employee_id": before["id"],
        "last_name": "Okafor",
        "ssn": "65 140691 L 112",
        "tax_id": "12 345 678 901",
        "marital_status": "MARRIED",
        "termination_date": "2025-05-31",
        "home_address": {"street_2": "2nd floor"},
    }
    changed = data(sandbox.request("PATCH", f"/v1/hris/employees/{before['id']}", body))
    assert (changed["last_name"], changed["ssn"], changed["tax_id"]) == ("Okafor", body["ssn"], body["tax_id"])
    assert changed["display_full_name"] == f"{before['first_name']} Okafor"
    assert (changed["employment_status"], changed["termination_date"]) == ("INACTIVE", "2025-05-31T00:00:00.000Z")
    assert changed["home_address"]["street_2"] == "2nd floor"
    assert changed["home_address"]["city"] == before["home_address"]["city"]
    assert (changed["first_name"], changed["work_email"]) == (before["first_name"], before["work_email"])
    assert changed["changed_at"] == "2025-06-02T09:00:00.000Z"
    read = listed(sandbox, before["id"], updated_after="2025-06-02T09:00:00Z")
    assert read["last_name"] == "Okafor"


def test_an_update_without_anything_changes_nothing(sandbox: Ats) -> None:
    before = first(sandbox, "employees")
    assert (
        data(sandbox.request("PATCH", f"/v1/hris/employees/{before['id']}", {}))["changed_at"] == before["changed_at"]
    )


def test_a_new_title_is_that_of_the_latest_contract(sandbox: Ats) -> None:
    before = first(sandbox, "employees", employment_status="ACTIVE")
    data(sandbox.request("PATCH", f"/v1/hris/employees/{before['id']}", {"job_title": "Head of Tests"}))
    contracts = listed(sandbox, before["id"])["employments"]
    assert max(contracts, key=lambda one: one["effective_date"])["job_title"] == "Head of Tests"


def test_a_leave_survives_a_later_termination_date(sandbox: Ats) -> None:
    away = first(sandbox, "employees", employment_status="LEAVE")
    changed = data(sandbox.request("PATCH", f"/v1/hris/employees/{away['id']}", {"termination_date": "2026-01-31"}))
    assert changed["employment_status"] == "LEAVE"


def test_an_update_may_repeat_the_own_address_and_take_no_other_s(sandbox: Ats) -> None:
    one, other = [record for record in sandbox.stored("employees") if record["work_email"]][:2]
    path = f"/v1/hris/employees/{one['id']}"
    data(sandbox.request("PATCH", path, {"work_email": one["work_email"]}))
    answer = sandbox.request("PATCH", path, {"work_email": other["work_email"].title()})
    assert error(answer)[1] == "HRIS.EMPLOYEE_ALREADY_EXISTS"


def test_remote_ids_are_looked_up(sandbox: Ats) -> None:
    known = first(sandbox, "employees")
    path = f"/v1/hris/employees/remote:{known['remote_id']}"
    assert data(sandbox.request("PATCH", path, {"job_title": "Tester"}))["id"] == known["id"]


@pytest.mark.parametrize("id", ["remote:no-such-number", "remote:", "11111111111111111111111a", "%00", "x" * 500])
def test_an_unknown_employee_is_not_found(sandbox: Ats, id: str) -> None:
    answer = sandbox.request("PATCH", f"/v1/hris/employees/{id}", {"job_title": "Tester"})
    assert error(answer)[:2] == (404, "PLATFORM.INPUT_INVALID")


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"first_name": None}, "$.first_name"),
        ({"work_email": "no address"}, "$.work_email"),
        ({"gender": "OTHER"}, "$.gender"),
        ({"home_address": {"country": "Germany"}}, "$.home_address.country"),
        ({"nationality": "de"}, "$.nationality"),
        ({"start_date": "tomorrow"}, "$.start_date"),
        ({"start_date": "2025-02-30"}, "$.start_date"),
        ({"date_of_birth": "0000-01-01"}, "$.date_of_birth"),
        ({"legal_entity_id": "11111111111111111111111a"}, "$.legal_entity_id"),
        ({"location_id": ""}, "$.location_id"),
        ({"remote_fields": {"deel": {"candidate_id": "1"}}}, "$.remote_fields.deel"),
    ],
)
def test_bad_input_is_named_and_nothing_is_stored(sandbox: Ats, wrong: dict[str, Any], place: str) -> None:
    before = len(sandbox.stored("employees"))
    refused(sandbox.post("/hris/employees", {**employee(), **wrong}), "PLATFORM.INPUT_INVALID", place)
    assert len(sandbox.stored("employees")) == before


def test_deleted_places_are_unknown(sandbox: Ats) -> None:
    closed = next(place for place in sandbox.stored("locations") if place["remote_deleted_at"])
    answer = sandbox.post("/hris/employees", employee(location_id=closed["id"]))
    refused(answer, "PLATFORM.INPUT_INVALID", "$.location_id")


def test_inputs_that_a_connector_lacks_are_warned_about(ats_application: Application) -> None:
    tool = connected(ats_application, "gusto")
    answer = tool.post("/hris/employees", employee(nationality="SE", home_address={"city": "Austin", "state": "TX"}))
    assert [text.split()[0] for text in warnings(answer)] == ["nationality", "home_address.state"]
    [stored] = tool.stored("employees", id=data(answer)["id"])
    assert (stored["nationality"], stored["home_address"]["state"]) == (None, None)


# ── rules ────────────────────────────────────────────────────────────────────


def test_employee_email_personal_keeps_the_address_in_private(ats_application: Application) -> None:
    tool = connected(ats_application, "gusto")
    body = employee()
    made = data(tool.post("/hris/employees", body))
    assert (made["work_email"], made["personal_email"]) == (None, body["work_email"])
    assert error(tool.post("/hris/employees", body))[1] == "HRIS.EMPLOYEE_ALREADY_EXISTS"
    del body["work_email"]
    refused(tool.post("/hris/employees", body), "REMOTE.INPUT_INVALID", "work_email")


@pytest.mark.parametrize(
    ("tool", "field", "model"),
    [("gusto", "legal_entity_id", "legal-entities"), ("humaans", "work_location_id", "locations")],
)
def test_default_to_first_fills_what_is_missing(
    ats_application: Application, tool: str, field: str, model: str
) -> None:
    hr = connected(ats_application, tool)
    made = data(hr.post("/hris/employees", employee()))
    [stored] = hr.stored("employees", id=made["id"])
    assert stored[field] == first(hr, model)["id"]
    own = hr.stored(model)[1]["id"]
    made = data(hr.post("/hris/employees", employee(**{field.replace("work_", ""): own})))
    assert hr.stored("employees", id=made["id"])[0][field] == own


@pytest.mark.parametrize("number", ["(512) 555-0134", "512-555-0134", "512 555 0134", "5125550134", "+1 512 5550134"])
def test_employee_phone_takes_the_tool_s_formats(ats_application: Application, number: str) -> None:
    tool = connected(ats_application, "paylocity")
    assert data(tool.post("/hris/employees", employee(mobile_phone_number=number)))["mobile_phone_number"] == number


@pytest.mark.parametrize("number", ["0512/5550134", "512.555.0134", "", "٠١٢٣٤٥٦٧٨٩", "5125550134\n"])
def test_employee_phone_refuses_others_with_what_is_allowed(ats_application: Application, number: str) -> None:
    tool = connected(ats_application, "paylocity")
    answer = tool.post("/hris/employees", employee(mobile_phone_number=number))
    refused(answer, "REMOTE.INPUT_INVALID", "$.mobile_phone_number")
    assert "(###) ###-####" in error(answer)[2]


def test_employee_country_holds_whatever_was_sent(ats_application: Application) -> None:
    tool = connected(ats_application, "paylocity")
    made = data(tool.post("/hris/employees", employee(home_address={"city": "Austin", "country": "DE"})))
    assert made["home_address"]["country"] == "US"


def test_prehires_go_with_the_next_sync_and_are_back_after_another(ats_application: Application) -> None:
    tool = connected(ats_application, "paylocity")
    id = data(tool.post("/hris/employees", employee(start_date="2025-06-02")))["id"]
    store = ats_application.store
    environment = store.environment(tool.key)

    def sync() -> None:
        with store.write(environment, store.integration(environment, tool.id)) as records:
            advance_prehires(records)

    sync()
    assert tool.get("/hris/employees", ids=id)["results"] == []
    assert listed(tool, id, include_deleted="true")["remote_deleted_at"] == "2025-06-02T09:00:00.001Z"
    sync()
    assert len(listed(tool, id)["employments"]) == 1
    sync()
    assert listed(tool, id)["remote_deleted_at"] is None


@pytest.mark.parametrize("id", ["remote:4711", "remote:007", "remote:99999"])
def test_remote_employees_are_made_and_changed_by_number(ats_application: Application, id: str) -> None:
    tool = connected(ats_application, "datev")
    number = str(int(id.partition(":")[2]))
    path = f"/v1/hris/employees/{id}"
    made = data(tool.request("PATCH", path, {"last_name": "Okafor", "job_title": "Tester"}))
    # Nothing of an employee can be read here but who it is.
    assert (made["remote_id"], made["last_name"]) == (number, None)
    again = data(tool.request("PATCH", path, {"job_title": "Head of Tests"}))
    [stored] = tool.stored("employees", remote_id=number)
    assert stored["id"] == made["id"] == again["id"]
    assert (stored["last_name"], stored["job_title"]) == ("Okafor", "Head of Tests")
    assert tool.stored("employments", employee_id=made["id"])[-1]["job_title"] == "Head of Tests"
    assert data(tool.request("PATCH", f"/v1/hris/employees/{made['id']}", {}))["id"] == made["id"]


@pytest.mark.parametrize(
    "id", ["remote:0", "remote:100000", "remote:12a", "remote:", "remote:-1", "remote:" + "9" * 5000]
)
def test_numbers_out_of_bounds_are_refused(ats_application: Application, id: str) -> None:
    tool = connected(ats_application, "datev")
    answer = tool.request("PATCH", f"/v1/hris/employees/{id}", {"job_title": "Tester"})
    refused(answer, "PLATFORM.INPUT_INVALID", "employee_id")
    assert "from 1 to 99999" in error(answer)[2]


def test_a_number_of_somebody_deleted_is_in_use_again(ats_application: Application) -> None:
    tool = connected(ats_application, "datev")
    gone = next(one for one in tool.stored("employees") if one["remote_deleted_at"])
    path = f"/v1/hris/employees/remote:{gone['remote_id']}"
    assert data(tool.request("PATCH", path, {"last_name": "Okafor"}))["remote_deleted_at"] is None


# ── files ────────────────────────────────────────────────────────────────────


def attach(tool: Ats, id: str, **attachment: Any) -> Any:
    return tool.post(f"/hris/employees/{id}/attachments", {"attachment": attachment, "category": "contracts"})


def test_a_file_of_an_employee_is_stored(sandbox: Ats) -> None:
    person = first(sandbox, "employees")
    content = b64encode(b"Hello").decode()
    answer = attach(sandbox, person["id"], name="contract.txt", content_type="text/plain", data=content)
    assert answer.json() == {"status": "success", "data": {}}
    [kept] = sandbox.stored("employee-documents")
    assert (kept["employee_id"], kept["file_name"], kept["size_bytes"]) == (person["id"], "contract.txt", 5)
    assert kept["inputs"] == {"category": "contracts"}
    environment = sandbox.application.store.environment(sandbox.key)
    assert sandbox.application.store.blob(environment, kept["digest"]) == b"Hello"


def test_any_object_is_taken_for_a_file_of_an_employee(sandbox: Ats) -> None:
    person = first(sandbox, "employees")
    assert sandbox.post(f"/hris/employees/{person['id']}/attachments", {"anything": [1]}).status_code == 200
    [kept] = sandbox.stored("employee-documents")
    assert kept["inputs"] == {"anything": [1]}


@pytest.mark.parametrize(
    ("attachment", "place"),
    [
        ({"data": "%%%"}, "$.attachment.data"),
        ({"data": "SGVsbG8=", "data_url": "https://files.example.com/1"}, "$.attachment"),
        ({"data_url": "ftp://files.example.com/1"}, "$.attachment.data_url"),
        ({"name": 1}, "$.attachment.name"),
    ],
)
def test_bad_files_are_refused(sandbox: Ats, attachment: dict[str, Any], place: str) -> None:
    refused(attach(sandbox, first(sandbox, "employees")["id"], **attachment), "PLATFORM.INPUT_INVALID", place)
    assert sandbox.stored("employee-documents") == []


def test_a_file_of_nobody_is_not_found(sandbox: Ats) -> None:
    assert error(attach(sandbox, "nobody", data="SGVsbG8="))[:2] == (404, "PLATFORM.INPUT_INVALID")


def test_employee_document_max_bytes_is_the_largest_file(sandbox: Ats, monkeypatch: pytest.MonkeyPatch) -> None:
    coverage = sandbox.application.store.catalog.connector("sandbox").categories["HRIS"]
    rules = dataclasses.replace(coverage.rules, employee_document_max_bytes=5)
    monkeypatch.setitem(vars(coverage), "rules", rules)
    id = first(sandbox, "employees")["id"]
    assert attach(sandbox, id, data=b64encode(b"12345").decode()).status_code == 200
    refused(attach(sandbox, id, data=b64encode(b"123456").decode()), "REMOTE.INPUT_INVALID", "$.attachment")


def test_writing_needs_a_connector_that_can(ats_application: Application) -> None:
    tool = connected(ats_application, "hrworks")
    assert error(tool.post("/hris/employees", employee()))[:2] == (400, "INTEGRATION.ACTION_NOT_AVAILABLE")
