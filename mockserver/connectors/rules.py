"""What a tool does differently, as values: one attribute per kind of rule.

What each kind means stands in fixtures/connector.schema.json and, made from it, in docs/connectors.md. Models, actions
and fields are ids here: `ats_create_candidate`, `ats_users.email`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class RefusedStages:
    """Positions in a job's pipeline that are no target of a move, and what the tool says then."""

    positions: tuple[int, ...]
    message: str


@dataclass(frozen=True, slots=True)
class ReadableUsers:
    """Which users the list holds."""

    in_hiring_team: bool = False
    with_email: bool = False


@dataclass(frozen=True, slots=True)
class EmployeePhone:
    """Patterns of a phone number, one of which must match whole, and the formats in words."""

    patterns: tuple[str, ...]
    allowed: str


@dataclass(frozen=True, slots=True)
class AbsencesByDay:
    """Absences kept as one record per day, in hours."""

    hours_per_day: float
    days_back: int


@dataclass(frozen=True, slots=True)
class RemoteEmployees:
    """Bounds of the numbers by which employees are addressed."""

    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one connector in one category; without an entry in its file a kind has the value given here."""

    # writing to an ATS
    attachment_restrictions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    attachment_fallback: Literal["candidate"] | None = None
    stored_attachment_types: Mapping[str, str] = field(default_factory=dict)
    social_link_hosts: tuple[str, ...] | None = None
    file_answers: Literal["answer", "attachment"] = "answer"
    answers_kept_on: Literal["application", "candidate"] = "application"
    required_answers: Literal["accepted", "enforced"] = "accepted"
    required_inputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    latency_ms: Mapping[str, int] = field(default_factory=dict)
    move_creates_application: bool = False
    refused_stages: RefusedStages | None = None
    # reading
    readable_stages: Literal["all", "in_use"] = "all"
    readable_applications: Literal["all", "own"] = "all"
    readable_users: ReadableUsers | None = None
    closed_jobs: Literal["kept", "vanish"] = "kept"
    job_location: Literal["always", "while_published"] = "always"
    raw_only_addresses: tuple[str, ...] = ()
    sometimes_null: tuple[str, ...] = ()
    mapped_values: Mapping[str, Mapping[str, str | None]] = field(default_factory=dict)
    answer_question_type: Literal["UNKNOWN"] | None = None
    models_need: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # employees and absences
    employee_email: Literal["work", "personal"] = "work"
    default_to_first: tuple[str, ...] = ()
    employee_phone: EmployeePhone | None = None
    employee_country: str | None = None
    created_employees: Literal["employed", "prehire"] = "employed"
    employment_type_from_hours: float | None = None
    employment_status_from_dates: bool = False
    created_absences: Literal["requested", "approved"] = "requested"
    absences_by_day: AbsencesByDay | None = None
    remote_employees: RemoteEmployees | None = None
    employee_document_max_bytes: int | None = None
    # assessment
    refused_result_statuses: tuple[str, ...] = ()
    public_result_url: bool = False

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Rules:
        """Read the rules of one category of a compiled connector."""
        return cls(**{kind: _value(_READERS.get(kind, _plain), value) for kind, value in document.items()})


def _value(reader: Callable[[Any], Any], value: Any) -> Any:
    return None if value is None else reader(value)


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _tuples(value: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(items) for key, items in value.items()}


_READERS: dict[str, Callable[[Any], Any]] = {
    "required_inputs": _tuples,
    "models_need": _tuples,
    "refused_stages": lambda value: RefusedStages(tuple(value["positions"]), value["message"]),
    "readable_users": lambda value: ReadableUsers(**value),
    "employee_phone": lambda value: EmployeePhone(tuple(value["patterns"]), value["allowed"]),
    "absences_by_day": lambda value: AbsencesByDay(**value),
    "remote_employees": lambda value: RemoteEmployees(**value),
}
