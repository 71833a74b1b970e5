"""Rules about reading, kind by kind, by what a client sees."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from mockserver.ids import integration_id
from tests.api.operations.ats_client import EXTRA, Application, Ats, application, error, person

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Rules that no connector has together with the coverage that shows all of what they do.
OTHERS = {
    "vanishing": """
tool: vanishing
label: Vanishing
categories:
  ATS:
    models: all
    actions: all
    rules: {closed_jobs: vanish}
""",
    "mapping": """
tool: mapping
label: Mapping
categories:
  ATS:
    models: all
    actions: all
    rules:
      mapped_values: {Jobs.status: {OPEN: Published, CLOSED: Filled, ARCHIVED: Filled}}
  HRIS:
    models: all
    actions: all
    rules:
      employment_status_from_dates: true
      mapped_values: {Employees.employment_status: {PENDING: INACTIVE}}
""",
}
_keys = count(1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Application]:
    """A server with the connectors of the project, those that only tests have, and the two above."""
    directory = tmp_path_factory.mktemp("connectors")
    texts = {file.stem: file.read_text(encoding="utf-8") for file in EXTRA.glob("*.yaml")} | OTHERS
    for tool, text in texts.items():
        (directory / f"{tool}.yaml").write_text(text, encoding="utf-8")
    with application(connectors=directory, size="48") as opened:
        yield opened


@pytest.fixture
def connect(server: Application) -> Callable[..., Ats]:
    """The integration of a tool in a fresh environment: `connect("personio", "HRIS")`."""

    def make(tool: str, category: str = "ATS") -> Ats:
        id = integration_id(server.settings.seed, tool, category)
        return Ats(server, tool, f"reading-{next(_keys)}", id)

    return make


def every(tool: Ats, path: str, **query: Any) -> list[dict[str, Any]]:
    """Give all records of a list, page by page."""
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = tool.get(path, page_size=250, **({"cursor": cursor} if cursor else {}), **query)
        found += page["results"]
        cursor = page["next"]
        if cursor is None:
            return found


def ids(records: list[dict[str, Any]]) -> set[str]:
    return {record["id"] for record in records}


def live(tool: Ats, model: str) -> list[dict[str, Any]]:
    return tool.stored(model, remote_deleted_at=None)


@pytest.mark.parametrize("name", ["applications", "candidates", "users", "jobs", "application-stages"])
def test_without_rules_everything_is_there_as_it_is_stored(connect: Callable[..., Ats], name: str) -> None:
    tool = connect("sandbox")
    for stored, shown in zip(live(tool, name), every(tool, f"/ats/{name}"), strict=True):
        nested = {key for key, value in shown.items() if isinstance(value, (list, dict))}
        assert {key: shown[key] for key in shown.keys() - nested} == {key: stored[key] for key in shown.keys() - nested}


def test_raw_only_addresses(connect: Callable[..., Ats]) -> None:
    tool = connect("lever")
    stored = {job["id"]: job["location"] for job in live(tool, "jobs")}
    for job in every(tool, "/ats/jobs"):
        assert {key for key, value in job["location"].items() if value is not None} == {"raw"}
        assert job["location"]["raw"] == stored[job["id"]]["raw"]


def test_sometimes_null(connect: Callable[..., Ats]) -> None:
    tool = connect("smartrecruiters")
    stored = {user["id"]: user["email"] for user in live(tool, "users") if user["email"]}
    shown = {user["id"]: user["email"] for user in every(tool, "/ats/users") if user["id"] in stored}
    withheld = [id for id, email in shown.items() if email is None]
    assert 0.1 < len(withheld) / len(shown) < 0.6
    assert all(shown[id] in (None, stored[id]) for id in shown)
    for id, email in stored.items():
        found = every(tool, "/ats/users", emails=email)
        assert ids(found) == (set() if id in withheld else {id})
    members = [member for job in every(tool, "/ats/jobs") for member in job["hiring_team"]]
    assert {member["id"] for member in members if member["email"] is None} & set(withheld)
    assert all(member["email"] is None for member in members if member["id"] in withheld)


def test_mapped_values(connect: Callable[..., Ats]) -> None:
    tool = connect("mapping")
    stored = live(tool, "jobs")
    words = {"OPEN": "Published", "CLOSED": "Filled", "ARCHIVED": "Filled"}
    shown = every(tool, "/ats/jobs")
    assert [job["status"] for job in shown] == [words.get(job["status"], job["status"]) for job in stored]
    for word in {job["status"] for job in shown}:
        assert ids(every(tool, "/ats/jobs", statuses=word)) == {job["id"] for job in shown if job["status"] == word}
    assert every(tool, "/ats/jobs", statuses="OPEN,CLOSED,ARCHIVED") == []


def test_mapped_values_of_a_real_tool(connect: Callable[..., Ats]) -> None:
    tool = connect("successfactors", "HRIS")
    shown = {employee["id"]: employee["employment_status"] for employee in every(tool, "/hris/employees")}
    for employee in live(tool, "employees"):
        expected = {"PENDING": "INACTIVE", "LEAVE": "ACTIVE"}.get(employee["employment_status"])
        assert shown[employee["id"]] == (expected or employee["employment_status"])
    assert every(tool, "/hris/employees", employment_statuses="PENDING,LEAVE") == []


def test_answer_question_type(connect: Callable[..., Ats]) -> None:
    tool = connect("greenhouse")
    stored = {one["id"]: one["screening_question_answers"] for one in live(tool, "applications")}
    shown = {one["id"]: one["screening_question_answers"] for one in every(tool, "/ats/applications")}
    assert any(shown.values())
    for id, answers in shown.items():
        assert {entry["question"]["type"] for entry in answers} <= {"UNKNOWN"}
        for entry, known in zip(answers, stored[id], strict=True):
            assert entry["question"]["title"] == known["question"]["title"]
            assert entry["answer"] == {"raw": next(iter(known["answer"].values()))}


def test_readable_stages_in_use(connect: Callable[..., Ats]) -> None:
    tool = connect("personio")
    in_use = {one["current_stage_id"] for one in live(tool, "applications")}
    assert 0 < len(in_use) < len(live(tool, "application-stages"))
    assert ids(every(tool, "/ats/application-stages")) == in_use
    assert ids(every(tool, "/ats/application-stages", ids=",".join(ids(live(tool, "application-stages"))))) == in_use
    nested = [stage for job in every(tool, "/ats/jobs") for stage in job["stages"]]
    assert ids(nested) <= in_use
    alone = next(
        group[0]
        for stage in in_use
        if len(group := [one for one in live(tool, "applications") if one["current_stage_id"] == stage]) == 1
    )
    elsewhere = next(stage for stage in in_use if stage != alone["current_stage_id"])
    tool.edit("ats_applications", alone["id"], current_stage_id=elsewhere)
    assert ids(every(tool, "/ats/application-stages")) == in_use - {alone["current_stage_id"]}


def test_readable_applications_own(connect: Callable[..., Ats]) -> None:
    tool = connect("softgarden")
    assert live(tool, "applications")
    assert every(tool, "/ats/applications") == every(tool, "/ats/application-stages") == []
    explanation = tool.request("GET", "/v1/ats/applications").headers["x-mock-explanation"]
    assert "only created applications may hide some records" in explanation
    made = tool.apply()
    assert made.status_code == 200, made.text
    [shown] = every(tool, "/ats/applications")
    assert shown["id"] == made.json()["data"]["id"]
    # Only stages of applications that can be read are known.
    assert ids(every(tool, "/ats/application-stages")) == {shown["current_stage_id"]}


def test_the_setting_that_leaves_only_created_applications(connect: Callable[..., Ats]) -> None:
    tool = connect("sandbox")
    tool.change(settings={"only_created_applications": True})
    foreign, lists = live(tool, "applications")[0], ("applications", "candidates", "interviews", "offers")
    for path in lists:
        assert every(tool, f"/ats/{path}") == []
    note = tool.post(f"/ats/applications/{foreign['id']}/notes", {"content": "x", "content_type": "PLAIN_TEXT"})
    assert error(note)[0] == 404

    [known] = tool.stored("candidates", id=foreign["candidate_id"])
    email = known["email_addresses"][0]["email_address"]
    job = tool.job(lambda job: job["status"] == "OPEN" and job["id"] != foreign["job_id"])
    for who in (person(email_address=email), person()):
        assert tool.apply(job["id"], candidate=who).status_code == 200
    shown = every(tool, "/ats/candidates")
    assert len(shown) == 2
    assert {entry["job"]["id"] for candidate in shown for entry in candidate["applications"]} == {job["id"]}
    assert ids(shown) == {one["candidate_id"] for one in every(tool, "/ats/applications")}
    # What cannot be read cannot be searched for.
    assert every(tool, "/ats/candidates", job_ids=foreign["job_id"]) == []
    assert ids(every(tool, "/ats/candidates", job_ids=job["id"])) == ids(shown)
    assert every(tool, "/ats/applications", ids=foreign["id"]) == []

    tool.change(settings={"only_created_applications": None})
    assert ids(every(tool, "/ats/applications")) == ids(live(tool, "applications"))


def test_readable_users(connect: Callable[..., Ats]) -> None:
    tool = connect("join")
    members = {member["user_id"] for job in live(tool, "jobs") for member in job["hiring_team"]}
    stored = live(tool, "users")
    tool.edit("ats_users", next(user["id"] for user in stored if user["id"] in members), email=None)
    expected = {user["id"] for user in live(tool, "users") if user["id"] in members and user["email"]}
    assert 0 < len(expected) < len(stored)
    assert ids(every(tool, "/ats/users")) == expected
    assert {member["id"] for job in every(tool, "/ats/jobs") for member in job["hiring_team"]} <= expected


def test_a_job_does_not_name_a_contact_whom_the_tool_does_not_know(connect: Callable[..., Ats]) -> None:
    tool = connect("join")
    job = next(job for job in live(tool, "jobs") if job["contact_id"])
    tool.edit("ats_users", job["contact_id"], email=None)
    known = ids(every(tool, "/ats/users"))
    contacts = {job["id"]: job["contact_id"] for job in every(tool, "/ats/jobs")}
    assert contacts[job["id"]] is None
    assert set(contacts.values()) & known
    assert set(contacts.values()) <= known | {None}


def test_closed_jobs_vanish(connect: Callable[..., Ats]) -> None:
    tool = connect("vanishing")
    over = {job["id"]: job for job in live(tool, "jobs") if job["status"] in ("CLOSED", "ARCHIVED")}
    gone = {one["id"] for one in live(tool, "applications") if one["job_id"] in over}
    assert over
    assert gone
    assert ids(every(tool, "/ats/jobs")) == ids(live(tool, "jobs")) - over.keys()
    assert ids(every(tool, "/ats/applications")) == ids(live(tool, "applications")) - gone
    for candidate in every(tool, "/ats/candidates"):
        assert not ids(candidate["applications"]) & gone
    for path in ("interviews", "offers"):
        assert all(one["application_id"] not in gone for one in every(tool, f"/ats/{path}"))
    assert every(tool, "/ats/candidates", job_ids=next(iter(over))) == []
    assert every(tool, "/ats/jobs", statuses="CLOSED,ARCHIVED") == []

    for job in every(tool, "/ats/jobs", include_deleted="true", ids=",".join(over)):
        assert job["remote_deleted_at"] == over[job["id"]]["closed_at"]
    for one in every(tool, "/ats/applications", include_deleted="true"):
        if one["id"] in gone:
            assert one["remote_deleted_at"] is not None


def test_a_job_vanishes_when_it_closes(connect: Callable[..., Ats]) -> None:
    tool = connect("ukgready")
    job = next(iter(every(tool, "/ats/jobs", statuses="OPEN")))
    tool.edit("ats_jobs", job["id"], status="CLOSED", closed_at="2025-06-02T08:00:00.000Z")
    assert every(tool, "/ats/jobs", ids=job["id"]) == []
    [shown] = every(tool, "/ats/jobs", ids=job["id"], include_deleted="true")
    assert (shown["remote_deleted_at"], shown["name"]) == ("2025-06-02T08:00:00.000Z", job["name"])
    tool.request("POST", "/_mock/clock/advance", {"by": "P15D"})
    [erased] = every(tool, "/ats/jobs", ids=job["id"], include_deleted="true")
    assert (erased["remote_deleted_at"], erased["name"]) == (shown["remote_deleted_at"], None)


def test_job_location_while_published(connect: Callable[..., Ats]) -> None:
    tool = connect("traffit")
    published = {posting["job_id"] for posting in live(tool, "job-postings") if posting["status"] == "ACTIVE"}
    jobs = every(tool, "/ats/jobs")
    assert {job["id"] for job in jobs if job["location"] is not None} == published & ids(jobs)
    assert 0 < len(published) < len(jobs)


def test_models_need(connect: Callable[..., Ats]) -> None:
    tool = connect("pinpoint")
    assert every(tool, "/ats/application-stages")
    tool.change(scopes={"models": {"ats_jobs": "DISABLED"}})
    answer = tool.request("GET", "/v1/ats/application-stages")
    assert error(answer)[:2] == (403, "INTEGRATION.MODEL_DISABLED")
    models = tool.get(f"/integrations/{tool.id}")["read_models"]
    [stages] = [model for model in models if model["id"] == "ats_application_stages"]
    assert stages["is_available"] is False
    tool.change(scopes={})
    assert every(tool, "/ats/application-stages")


def test_employment_type_from_hours(connect: Callable[..., Ats]) -> None:
    tool = connect("personio", "HRIS")
    stored = {employee["id"]: employee for employee in live(tool, "employees")}
    for employee in every(tool, "/hris/employees"):
        hours = stored[employee["id"]]["weekly_hours"]
        expected = None if hours is None else "FULL_TIME" if hours >= 40 else "PART_TIME"
        assert employee["employment_type"] == expected


@pytest.mark.parametrize("tool_name", ["factorial", "mapping"])
def test_employment_status_from_dates(connect: Callable[..., Ats], tool_name: str) -> None:
    tool = connect(tool_name, "HRIS")
    pending = "INACTIVE" if tool_name == "mapping" else "PENDING"
    first = live(tool, "employees")[0]
    dates = {"start_date": "2025-01-01T00:00:00.000Z", "termination_date": "2025-06-02T00:00:00.000Z"}
    tool.edit("hris_employees", first["id"], **dates)

    def check(today: str) -> None:
        expected = {}
        for employee in live(tool, "employees"):
            start, end = employee["start_date"] or today, employee["termination_date"] or today
            expected[employee["id"]] = pending if start > today else "INACTIVE" if end < today else "ACTIVE"
        shown = {employee["id"]: employee["employment_status"] for employee in every(tool, "/hris/employees")}
        assert shown == expected
        for status in ("ACTIVE", "INACTIVE", "PENDING", "LEAVE"):
            found = ids(every(tool, "/hris/employees", employment_statuses=status))
            assert found == {id for id, known in expected.items() if known == status}
        both = every(tool, "/hris/employees", employment_statuses="ACTIVE,INACTIVE")
        assert ids(both) == {id for id, known in expected.items() if known in ("ACTIVE", "INACTIVE")}

    check("2025-06-02T00:00:00.000Z")
    assert every(tool, "/hris/employees", ids=first["id"])[0]["employment_status"] == "ACTIVE"
    # Nothing is written here, and yet the day after the last one is another matter.
    tool.request("POST", "/_mock/clock/advance", {"by": "P1D"})
    assert every(tool, "/hris/employees", ids=first["id"])[0]["employment_status"] == "INACTIVE"
    check("2025-06-03T00:00:00.000Z")


def test_absences_by_day(connect: Callable[..., Ats]) -> None:
    tool, plain = connect("paycor", "HRIS"), connect("mapping", "HRIS")
    shown = every(tool, "/hris/absences")
    assert shown
    for absence in shown:
        assert absence["start_date"] == absence["end_date"] >= "2024-06-02"
        assert absence["unit"] in ("HOURS", None)
    assert any(absence["start_date"] < "2024-06-02" for absence in live(tool, "absences"))
    assert len(live(tool, "absences")) > len(live(plain, "absences"))
    assert len(ids(shown)) == len(shown)
    # Somebody is away for several days in a row, each with the same hours.
    one = next(absence for absence in shown if absence["remote_id"].endswith("-2"))
    days = [absence for absence in shown if absence["remote_id"].startswith(one["remote_id"][:-1])]
    assert len({absence["amount"] for absence in days}) == 1
    assert 0 < one["amount"] <= 8
    assert ids(every(tool, "/hris/absences", date_from=one["start_date"], date_until=one["start_date"])) >= {one["id"]}


def test_the_place_of_a_stage_is_shown_where_a_tool_tells_it(connect: Callable[..., Ats]) -> None:
    tool = connect("ukgpro")
    jobs = {job["id"]: [entry["stage_id"] for entry in job["stages"]] for job in live(tool, "jobs")}
    for one in every(tool, "/ats/applications"):
        assert one["current_stage"]["index"] == jobs[one["job_id"]].index(one["current_stage_id"])
    for candidate in every(tool, "/ats/candidates"):
        for entry in candidate["applications"]:
            assert entry["current_stage"]["index"] == jobs[entry["job"]["id"]].index(entry["current_stage"]["id"])
    assert "current_stage.index" not in coverage(tool)
    assert all("index" not in stage for stage in every(tool, "/ats/application-stages"))

    tool.change(scopes={"fields": {"ats_join_jobs_application_stages.index": "DISABLED"}})
    assert {one["current_stage"]["index"] for one in every(tool, "/ats/applications")} == {None}
    assert "current_stage.index" in coverage(tool)


def coverage(tool: Ats) -> list[str]:
    answer = tool.request("GET", "/v1/ats/applications", params={"page_size": 1})
    return answer.headers["x-mock-coverage"].removeprefix("fields=").split(",")


def test_ids_of_the_tool_find_the_applications_of_a_job(connect: Callable[..., Ats]) -> None:
    tool = connect("sandbox")
    job = live(tool, "applications")[0]["job_id"]
    [remote_id] = [one["remote_id"] for one in live(tool, "jobs") if one["id"] == job]
    found = every(tool, "/ats/applications", job_remote_ids=remote_id)
    assert found
    assert ids(found) == ids(every(tool, "/ats/applications", job_ids=job))
    interviews = every(tool, "/ats/interviews")
    expected = {one["id"] for one in interviews if one["application_id"] in ids(found)}
    assert ids(every(tool, "/ats/interviews", job_ids=job)) == expected
