"""Applying: from a form of the site to an application in the company's ATS."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from kombo import Kombo
from kombo.errors import KomboAtsError, SDKError


class ApplyingError(Exception):
    """What the applicant is told."""


class AlreadyAppliedError(ApplyingError):
    """Somebody with this e-mail address has applied before."""


class PositionClosedError(ApplyingError):
    """The position is not open any more."""


class TryAgainLaterError(ApplyingError):
    """It did not work and may work later."""


@dataclass(frozen=True)
class Applicant:
    """What the form asks."""

    first_name: str
    last_name: str
    email: str
    cv: bytes | None = None


@dataclass(frozen=True)
class Receipt:
    """What the site remembers."""

    application_id: str
    hints: tuple[str, ...]


_REASONS: dict[str, type[ApplyingError]] = {
    "ATS.APPLICATION_ALREADY_EXISTS": AlreadyAppliedError,
    "ATS.JOB_CLOSED": PositionClosedError,
    "PLATFORM.RATE_LIMIT_EXCEEDED": TryAgainLaterError,
    "PLATFORM.TASK_TIMED_OUT": TryAgainLaterError,
    "REMOTE.SERVICE_UNAVAILABLE": TryAgainLaterError,
}


def apply(kombo: Kombo, opening_id: str, applicant: Applicant) -> Receipt:
    """Send an application and give its receipt; ApplyingError says what the applicant is told if that fails."""
    try:
        answer = kombo.ats.create_application(
            job_id=opening_id,
            candidate={
                "first_name": applicant.first_name,
                "last_name": applicant.last_name,
                "email_address": applicant.email,
            },
            attachments=_attachments(applicant),
        )
    except KomboAtsError as problem:
        raise _REASONS.get(problem.data.error.code or "", ApplyingError)(problem.data.error.message) from problem
    except SDKError as problem:
        # A load balancer's page, or an answer that was cut off.
        raise TryAgainLaterError(str(problem)) from problem
    return Receipt(answer.data.id, tuple(warning.message for warning in answer.warnings))


def apply_once(kombo: Kombo, opening_id: str, applicant: Applicant, attempts: int = 3) -> Receipt | None:
    """Send an application, try again when that may help, and never apply twice; None if it was there already."""
    for attempt in range(attempts):
        try:
            return apply(kombo, opening_id, applicant)
        except TryAgainLaterError:
            if attempt == attempts - 1:
                raise
        except AlreadyAppliedError:
            # An attempt before went through although nobody heard of it.
            if attempt:
                return None
            raise
    return None


def _attachments(applicant: Applicant) -> list[Any]:
    if applicant.cv is None:
        return []
    data = base64.b64encode(applicant.cv).decode()
    return [{"name": "cv.pdf", "content_type": "application/pdf", "data": data, "type": "CV"}]
