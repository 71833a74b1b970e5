"""Writing: what a page offers to do through the imitated API, as far as the connector takes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mockserver.api.view import View
from mockserver.console.actions import Action, Input
from mockserver.console.columns import title_of
from mockserver.console.cv import KINDS
from mockserver.console.reading import every, view_of
from mockserver.console.visit import Refused, Visit
from mockserver.instants import format_date
from mockserver.state.environments import Integration

MOVE = "ats_move_application_to_stage"
# So many are offered to choose from; of more nobody finds one in a list.
_MOST = 100
_NAMES = (("first_name", "First name"), ("last_name", "Last name"))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person is: an integration, what it shows, and the record on the page, None on a table."""

    visit: Visit
    integration: Integration
    view: View
    record: Mapping[str, Any] | None

    def offers(self, action: str) -> bool:
        """Tell whether the API takes an action here."""
        return can(self.view, action)

    def path_of(self, collection: str) -> str:
        """Give the path of the record below a collection."""
        return f"/v1/{collection}/{(self.record or {}).get('id')}"

    def asked(self, action: str, *inputs: Input) -> tuple[Input, ...]:
        """Give the inputs that the connector takes, and those that its tool insists on besides."""
        names = self.view.coverage.catalog.actions[action].inputs
        covered = self.view.coverage.actions[action].names
        wanted = self.view.coverage.rules.required_inputs.get(action, ())
        kept = [each for each in inputs if each.required or names.get(each.place, each.place) in covered]
        known = {each.place for each in kept}
        more = [Input(place, place, required=True) for place, name in names.items() if name in wanted]
        return (*kept, *(each for each in more if each.place not in known))

    def choice(self, place: str, label: str, model: str, **query: str) -> Input:
        """Give an input that takes a record of a model: a list of them where it can be read, else for an id."""
        found: list[dict[str, Any]] = []
        if self.view.has_model(model):
            try:
                found, _ = every(self.visit, self.integration, model, _MOST, **query)
            except Refused:
                found = []
        options = tuple((each["id"], title_of(each)) for each in found if each.get("status") in ("OPEN", None))
        return Input(place, label, "select" if options else "text", options, required=True)

    def cv(self, action: str) -> Iterator[Input]:
        """Give the input for a CV, required where the tool demands one, nothing where it takes none."""
        types = self.view.coverage.rules.attachment_restrictions.get(action, {}).get("types", {})
        limits = types.get("CV", {})
        if "attachments.data" not in self.view.coverage.actions[action].names or not limits.get("is_supported", True):
            return
        accepted = [text.lower() for text in limits.get("accepted_mime_types") or KINDS]
        options = [(kind, label) for kind, (label, _) in KINDS.items() if kind in accepted]
        if not limits.get("min_amount"):
            options.append(("", "None"))
        yield Input("attachments", "CV, made from the name", "cv", tuple(options), options[0][0] if options else "")


def can(view: View, action: str) -> bool:
    """Tell whether an integration takes an action: the connector has it, and no scope switches it off."""
    return view.has_action(action) and action not in view.disabled_actions


def writes(visit: Visit, integration: Integration, model: str, record: Mapping[str, Any] | None = None) -> list[Action]:
    """Give what can be written through the API on the table of a model, or on the page of a record of it."""
    place = Place(visit, integration, view_of(visit, integration), record)
    return [
        action
        for name, offer in (_ON_TABLES if record is None else _ON_RECORDS).get(model, ())
        if place.offers(name)
        for action in offer(place, name)
    ]


def _candidate(place: Place, action: str) -> tuple[Input, ...]:
    names = (Input(f"candidate.{name}", label, required=True) for name, label in _NAMES)
    address = Input("candidate.email_address", "E-mail address", "email", required=True)
    phone = Input("candidate.phone_number", "Phone number", "tel")
    return place.asked(action, *names, address, phone)


def _new_candidate(place: Place, action: str) -> Iterator[Action]:
    query = {"statuses": "OPEN", "ignore_unsupported_filters": "true"}
    job = place.choice("application.job_id", "Applies for", "ats_jobs", **query)
    inputs = (*_candidate(place, action), job, *place.cv(action))
    yield Action("New candidate", "POST", "/v1/ats/candidates", {}, inputs, integration_id=place.integration.id,
                 makes="ats_candidates")  # fmt: skip


def _apply(place: Place, action: str) -> Iterator[Action]:
    inputs = (*_candidate(place, action), *place.cv(action))
    yield Action("Apply", "POST", f"{place.path_of('ats/jobs')}/applications", {}, inputs,
                 help="Who has this e-mail address already applies as the same candidate.",
                 integration_id=place.integration.id, makes="ats_applications")  # fmt: skip


def _new_employee(place: Place, action: str) -> Iterator[Action]:
    inputs = place.asked(
        action,
        *(Input(name, label, required=True) for name, label in _NAMES),
        Input("work_email", "E-mail address at work", "email"),
        Input("job_title", "Job title"),
        Input("start_date", "First day", "date"),
    )
    yield Action("New employee", "POST", "/v1/hris/employees", {}, inputs, integration_id=place.integration.id,
                 makes="hris_employees")  # fmt: skip


def _new_absence(place: Place, action: str) -> Iterator[Action]:
    today = format_date(place.visit.server.store.now(place.visit.environment))
    inputs = place.asked(
        action,
        place.choice("absence_type_id", "Type", "hris_absence_types"),
        Input("start_date", "First day", "date", value=today, required=True),
        Input("end_date", "Last day", "date", value=today, required=True),
        Input("employee_note", "Note"),
    )
    # The key of the note must be there.
    body = {"employee_id": (place.record or {}).get("id"), "employee_note": None}
    yield Action("New absence", "POST", "/v1/hris/absences", body, inputs, integration_id=place.integration.id,
                 makes="hris_absences")  # fmt: skip


def _move(place: Place, _action: str) -> Iterator[Action]:
    application = dict(place.record or {})
    jobs: list[dict[str, Any]] = []
    if place.view.has_model("ats_jobs") and application.get("job_id"):
        jobs, _ = every(place.visit, place.integration, "ats_jobs", 1, ids=application["job_id"])
    options = stages_of(jobs[0] if jobs else None, [application])
    if options:
        yield move(place.integration.id, application, options)


def _reject(place: Place, action: str) -> Iterator[Action]:
    reason = place.choice("rejection_reason_id", "Reason", "ats_rejection_reasons")
    inputs = place.asked(action, reason, Input("note", "Note"))
    yield Action("Reject", "POST", f"{place.path_of('ats/applications')}/reject", {}, inputs,
                 integration_id=place.integration.id)  # fmt: skip


def _note(place: Place, action: str) -> Iterator[Action]:
    inputs = place.asked(action, Input("content", "Note", required=True))
    yield Action("Add a note", "POST", f"{place.path_of('ats/applications')}/notes", {"content_type": "PLAIN_TEXT"},
                 inputs, integration_id=place.integration.id)  # fmt: skip


def stages_of(job: Mapping[str, Any] | None, applications: list[dict[str, Any]]) -> tuple[tuple[str, str], ...]:
    """Give id and name of the stages of a job in order, and of those that its applications are in."""
    found = {each["id"]: each["name"] for each in (job or {}).get("stages") or ()}
    for application in applications:
        stage = application.get("current_stage")
        if stage:
            found.setdefault(stage["id"], stage["name"])
    return tuple((id, name or "Unnamed stage") for id, name in found.items())


def move(integration_id: str, application: Mapping[str, Any], stages: tuple[tuple[str, str], ...]) -> Action:
    """Give the move of an application to one of these stages, through the API."""
    stage = application.get("current_stage_id") or ""
    inputs = (Input("stage_id", f"Stage of {title_of(application)}", "select", stages, stage),)
    path = f"/v1/ats/applications/{application['id']}/stage"
    return Action("Move", "PUT", path, {}, inputs, integration_id=integration_id)


Offer = Callable[[Place, str], Iterator[Action]]
_ON_TABLES: Mapping[str, tuple[tuple[str, Offer], ...]] = {
    "ats_candidates": (("ats_create_candidate", _new_candidate),),
    "hris_employees": (("hris_create_employee", _new_employee),),
}
_ON_RECORDS: Mapping[str, tuple[tuple[str, Offer], ...]] = {
    "ats_jobs": (("ats_create_application", _apply),),
    "ats_applications": ((MOVE, _move), ("ats_reject_application", _reject), ("ats_add_application_note", _note)),
    "hris_employees": (("hris_create_absence", _new_absence),),
}
