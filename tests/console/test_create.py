"""Records written by form: what a page offers is what the connector takes, and it goes through the API."""

from __future__ import annotations

import re
from base64 import b64decode
from html import unescape
from typing import Any

import httpx
import pytest

from mockserver.connectors import load_catalog
from mockserver.server import MockServer
from tests.console.browsing import LOOKS, Open, fits, serious_faults
from tests.console.visitor import Visitor, text_of

HOSTILE = "<script>alert(1)</script>\"'/../"
FRIDA = {"candidate.first_name": "Frida", "candidate.last_name": "Okafor", "candidate.email_address": "f@example.com"}


def forms_of(html: str) -> dict[str, dict[str, str]]:
    """Give the forms of a page by label: what each would send if nobody touched it."""
    found = {}
    for form in re.findall(r'<form class="action".*?</form>', html, re.DOTALL):
        fields = dict(re.findall(r'<input (?:type="hidden" )?name="([^"]+)"[^>]*? value="([^"]*)"', form))
        for name, select in re.findall(r'<select name="([^"]+)">(.*?)</select>', form, re.DOTALL):
            options = re.findall(r'<option value="([^"]*)"( selected)?', select)
            fields[name] = next((value for value, chosen in options if chosen), options[0][0])
        found[unescape(fields["label"])] = {name: unescape(value) for name, value in fields.items()}
    return found


def send(visitor: Visitor, path: str, label: str, **typed: str) -> str:
    """Fill in and send the form of a page, and give the page that comes then."""
    form = forms_of(visitor.open(path))[label]
    answer = visitor.http.post("/_console/act", data={**form, **{f"in:{name}": text for name, text in typed.items()}})
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    return visitor.open(path)


def first(client: httpx.Client, id: str, path: str, **query: str) -> dict[str, Any]:
    """Give the first record of a list."""
    answer = client.get(path, params={"page_size": "1", **query}, headers={"X-Integration-Id": id})
    found: dict[str, Any] = answer.json()["data"]["results"][0]
    return found


def open_job(client: httpx.Client, id: str) -> str:
    job = first(client, id, "/ats/jobs", statuses="OPEN", ignore_unsupported_filters="true")
    return f"/_console/data/{id}/ats_jobs/{job['id']}"


def test_somebody_applies_on_the_page_of_a_job(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("sandbox", "ATS")
    path = open_job(client, id)
    page = send(visitor, path, "Apply", **FRIDA, **{"candidate.phone_number": "+49 30 5550123"})
    assert "Apply: done, 200" in text_of(page)
    assert f"curl -X POST {visitor.server.url}/v1/ats/jobs/{path.rpartition('/')[2]}/applications" in text_of(page)
    made = re.search(r'<a href="([^"]+)">Open it</a>', page)
    assert made is not None
    assert "Frida Okafor" in text_of(visitor.open(made[1]))
    application = first(client, id, "/ats/applications", ids=made[1].rpartition("/")[2])
    assert application["job_id"] == path.rpartition("/")[2]
    assert first(client, id, "/ats/candidates", email="f@example.com")["phone_numbers"]


def test_a_refusal_is_told_with_its_reason(visitor: Visitor, client: httpx.Client) -> None:
    path = open_job(client, visitor.id("sandbox", "ATS"))
    send(visitor, path, "Apply", **FRIDA)
    page = text_of(send(visitor, path, "Apply", **FRIDA))
    assert "Apply: refused with" in page
    assert "ATS.APPLICATION_ALREADY_EXISTS" in page
    assert "Why: application" in page
    assert "Open it" not in page
    # An address that asks for a failure does so here, too.
    page = text_of(send(visitor, path, "Apply", **{**FRIDA, "candidate.email_address": "job-closed@fail.example"}))
    assert "Apply: refused with 400 – ATS.JOB_CLOSED" in page


@pytest.mark.parametrize(("label", "model"), [("Apply", "ats_jobs"), ("New candidate", "ats_candidates")])
def test_where_a_cv_is_demanded_one_is_made_from_the_name(
    visitor: Visitor, client: httpx.Client, label: str, model: str
) -> None:
    id = visitor.id("careerplug", "ATS")
    path = open_job(client, id) if model == "ats_jobs" else f"/_console/data/{id}/{model}"
    form = forms_of(visitor.open(path))[label]
    # Nobody can leave it out.
    assert form["in:attachments:cv"] == "text/plain"
    assert '<option value="">None' not in visitor.open(path)
    page = send(visitor, path, label, **FRIDA)
    assert f"{label}: done, 200" in text_of(page)
    content = re.search(r'"data": ?"([A-Za-z0-9+/=]+)"', text_of(page))
    assert content is not None
    assert "Frida Okafor" in b64decode(content[1]).decode()


def test_a_cv_can_be_a_pdf_or_left_out(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("sandbox", "ATS")
    path, headers = open_job(client, id), {"X-Integration-Id": id}
    for number, kind in enumerate(("application/pdf", "")):
        page = send(visitor, path, "Apply", **{**FRIDA, "candidate.email_address": f"f{number}@example.com"},
                    **{"attachments:cv": kind})  # fmt: skip
        made = re.search(r'<a href="[^"]+/(\w+)">Open it</a>', page)
        assert made is not None
        found = client.get(f"/ats/applications/{made[1]}/attachments", headers=headers).json()["data"]["results"]
        assert [(each["file_name"], each["content_type"]) for each in found] == ([("cv.pdf", kind)] if kind else [])


def test_a_new_candidate_applies_for_an_open_job(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("sandbox", "ATS")
    path = f"/_console/data/{id}/ats_candidates"
    offered = forms_of(visitor.open(path))["New candidate"]["in:application.job_id"]
    assert first(client, id, "/ats/jobs", ids=offered)["status"] == "OPEN"
    send(visitor, path, "New candidate", **FRIDA)
    candidate = first(client, id, "/ats/candidates", email="f@example.com")
    assert [each["job"]["id"] for each in candidate["applications"]] == [offered]


def test_an_employee_is_hired_and_goes_on_holiday(visitor: Visitor, client: httpx.Client) -> None:
    tool = next(
        name
        for name, each in load_catalog().connectors.items()
        if "HRIS" in each.categories
        and {"hris_create_employee", "hris_create_absence"} <= each.categories["HRIS"].actions.keys()
        and each.categories["HRIS"].has_model("hris_absence_types")
    )
    id = visitor.id(tool, "HRIS")
    typed = {"first_name": "Frida", "last_name": "Okafor", "work_email": "f@example.com", "start_date": "2025-05-01"}
    page = send(visitor, f"/_console/data/{id}/hris_employees", "New employee", **typed)
    made = re.search(r'<a href="([^"]+)">Open it</a>', page)
    assert made is not None
    form = forms_of(visitor.open(made[1]))["New absence"]
    assert form["in:start_date"] == form["in:end_date"] == "2025-06-02"
    kinds = client.get("/hris/absence-types", headers={"X-Integration-Id": id}).json()["data"]["results"]
    assert form["in:absence_type_id"] in [each["id"] for each in kinds]
    page = text_of(send(visitor, made[1], "New absence", end_date="2025-06-04", employee_note="Away"))
    assert "New absence: done, 200" in page
    absence = first(client, id, "/hris/absences", employee_id=made[1].rpartition("/")[2])
    assert (absence["start_date"][:10], absence["end_date"][:10]) == ("2025-06-02", "2025-06-04")
    page = text_of(send(visitor, made[1], "New absence", start_date="2025-06-05", end_date="2025-06-04"))
    assert "New absence: refused with 400" in page
    assert "must not lie before start_date" in page


def test_an_application_is_noted_moved_and_rejected(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("sandbox", "ATS")
    application = first(client, id, "/ats/applications", outcome="PENDING")
    path = f"/_console/data/{id}/ats_applications/{application['id']}"
    assert "Add a note: done, 200" in text_of(send(visitor, path, "Add a note", content="A **good** talk"))
    page = visitor.open(path)
    select = page.partition('name="in:stage_id"')[2].partition("</select>")[0]
    stages = re.findall(r'<option value="(\w+)"(?! selected)', select)
    assert "Move: done, 200" in text_of(send(visitor, path, "Move", stage_id=stages[0]))
    assert first(client, id, "/ats/applications", ids=application["id"])["current_stage_id"] == stages[0]
    assert "Reject: done, 200" in text_of(send(visitor, path, "Reject", note="Another time"))
    assert first(client, id, "/ats/applications", ids=application["id"])["outcome"] == "DECLINED"
    assert "it was rejected before" in text_of(send(visitor, path, "Reject"))


OFFERS = {
    "Apply": "ats_create_application",
    "New candidate": "ats_create_candidate",
    "New employee": "hris_create_employee",
    "New absence": "hris_create_absence",
    "Move": "ats_move_application_to_stage",
    "Reject": "ats_reject_application",
    "Add a note": "ats_add_application_note",
}
PAGES = {"ATS": ("ats_jobs", "ats_candidates", "ats_applications"), "HRIS": ("hris_employees",)}


def kinds_of_tools() -> list[tuple[str, str]]:
    """Give tools that differ in what can be written: one of each kind."""
    found: dict[Any, tuple[str, str]] = {}
    for tool, connector in load_catalog().connectors.items():
        for category, coverage in connector.categories.items():
            if category in PAGES:
                kind = category, frozenset(coverage.actions.keys() & set(OFFERS.values()))
                found.setdefault(kind, (tool, category))
    return sorted(found.values())


@pytest.mark.parametrize(("tool", "category"), kinds_of_tools())
def test_only_what_the_connector_takes_is_offered_and_it_takes_it(
    visitor: Visitor, client: httpx.Client, tool: str, category: str
) -> None:
    id, coverage = visitor.id(tool, category), load_catalog().connectors[tool].categories[category]
    for model in PAGES[category]:
        if not coverage.has_model(model):
            continue
        table = f"/_console/data/{id}/{model}"
        records = re.findall(rf'"({table}/\w+)"', visitor.open(table))
        for path in (table, *records[:1]):
            for label, form in forms_of(visitor.open(path)).items():
                if label not in OFFERS:
                    continue
                assert OFFERS[label] in coverage.actions, f"{label} on {path}"
                required = {name for name, value in form.items() if name.startswith("in:") and not value}
                typed = {name: "2025-06-02" if name.endswith("date") else "a@example.com" for name in required}
                answer = visitor.http.post("/_console/act", data={**form, **typed})
                assert answer.status_code == 303
                # What was offered is taken whole; a tool may still have a reason of its own.
                told = text_of(visitor.open(path))
                assert "is not supported by this integration" not in told, label
                assert "ACTION_NOT_AVAILABLE" not in told
                assert "INPUT_INVALID: $" not in told, told[:2000]


def test_an_action_that_is_switched_off_is_not_offered(visitor: Visitor) -> None:
    id = visitor.id("sandbox", "HRIS")
    path = f"/_console/data/{id}/hris_employees"
    assert "New employee" in forms_of(visitor.open(path))
    visitor.act("PATCH", f"/_mock/integrations/{id}", {"scopes": {"actions": {"hris_create_employee": "DISABLED"}}})
    assert "New employee" not in forms_of(visitor.open(path))


def test_to_a_deleted_record_nothing_is_written(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("sandbox", "ATS")
    path = open_job(client, id)
    visitor.act("POST", f"/_mock/integrations/{id}/upstream",
                {"event": "record_deleted", "model": "ats_jobs", "id": path.rpartition("/")[2]})  # fmt: skip
    assert list(forms_of(visitor.open(path))) == ["Bring it back in the tool"]


def test_what_is_typed_into_a_form_stays_text(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("sandbox", "ATS")
    path = open_job(client, id)
    typed = {**FRIDA, "candidate.first_name": HOSTILE, "candidate.last_name": HOSTILE}
    page = send(visitor, path, "Apply", **typed)
    made = re.search(r'<a href="([^"]+)">Open it</a>', page)
    assert made is not None
    for shown in (page, visitor.open(made[1]), visitor.open("/_console/requests/2")):
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown


def test_a_long_text_is_kept_and_told_in_short(visitor: Visitor, client: httpx.Client) -> None:
    id = visitor.id("sandbox", "ATS")
    path = f"/_console/data/{id}/ats_applications/{first(client, id, '/ats/applications')['id']}"
    form = forms_of(visitor.open(path))["Add a note"]
    answer = visitor.http.post("/_console/act", data={**form, "in:content": "ي" * 5_000})
    # Browsers drop cookies above 4,096 bytes, and with it what was done would be told to nobody.
    assert len(answer.headers["set-cookie"].partition(";")[0]) < 4_096
    assert "Add a note: done, 200" in text_of(visitor.open(path))


@pytest.mark.parametrize(
    "fields",
    [
        {"body": "5", "in:x": "1"},
        {"in:count:number": "9" * 400},
        {"in:" + "a." * 3_000 + "a": "1"},
        {"body": '{"candidate": 5}', "in:attachments:cv": "text/plain"},
        {"body": '{"candidate": "Frida"}', "in:attachments:cv": "text/plain"},
    ],
    ids=["no-object", "number", "depth", "no-person", "text"],
)
def test_a_form_that_cannot_be_sent_is_refused(visitor: Visitor, fields: dict[str, str]) -> None:
    form = {"token": visitor.token, "method": "POST", "path": "/_mock/snapshots", "body": "{}", **fields}
    assert visitor.http.post("/_console/act", data=form).status_code == 400


def test_what_a_form_says_to_be_made_is_only_a_page_of_the_console(visitor: Visitor) -> None:
    visitor.act("POST", "/_mock/snapshots", {}, makes="//evil.example", integration="x")
    assert "Open it" not in visitor.open("/_console")


@pytest.mark.needs_browser
@pytest.mark.parametrize(("size", "scheme"), LOOKS)
def test_a_candidate_is_made_and_rejected_in_a_browser(
    open_page: Open, mock_server: MockServer, axe: str, size: tuple[int, int], scheme: str
) -> None:
    page = open_page(size, scheme)
    page.goto(f"/_console/data/{mock_server.integration_id('sandbox', 'ATS')}/ats_jobs?statuses=OPEN")
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_text("Apply", exact=True).first.click()
    assert fits(page)
    assert serious_faults(page, axe) == []
    page.get_by_label("First name").fill("Frida")
    page.get_by_label("Last name").fill("<b>Okafor</b>")
    page.get_by_label("E-mail address").fill("frida.okafor@example.com")
    page.get_by_role("button", name="Apply").click()
    page.get_by_text("Apply: done, 200").wait_for()
    assert fits(page)
    page.get_by_role("link", name="Open it").click()
    page.get_by_role("heading", name="Frida <b>Okafor</b>").wait_for()
    page.get_by_text("Reject", exact=True).first.click()
    assert fits(page)
    assert serious_faults(page, axe) == []
    page.get_by_role("textbox", name="Note").fill("Another time")
    page.get_by_role("button", name="Reject").click()
    page.get_by_text("Reject: done, 200").wait_for()
    assert page.get_by_role("row").filter(has_text="outcome").get_by_text("DECLINED").is_visible()
