"""Refusals: any error to the vendor's envelope, in one place."""

from __future__ import annotations

import logging

from mockserver.api.request import Answer, Request, ascii_safe
from mockserver.errors import ApiError, UnknownError
from mockserver.ids import base58

log = logging.getLogger("mockserver")

# Codes that only some classes of endpoints may answer; the official SDK cannot parse any other there.
_FOREIGN = {
    "general": ("INTEGRATION.", "REMOTE.", "HRIS.", "ATS.", "AI_APPLY."),
    "hris": ("ATS.", "AI_APPLY."),
    "ats": ("HRIS.", "AI_APPLY."),
}


def is_foreign(code: str, error_class: str) -> bool:
    """Tell whether endpoints of a class may not answer a code."""
    return code.startswith(_FOREIGN.get(error_class, ()))


def refusal(problem: Exception, request: Request, error_class: str = "general", state: str = "") -> Answer:
    """Give the answer to an error; anything that is no ApiError becomes a 500 that gives nothing away.

    `state` names the environment and its revision: with the request it makes `log_url` the same in every run.
    """
    if not isinstance(problem, ApiError):
        log.error("unexpected error in %s %s", request.method, request.path, exc_info=problem)
        problem = UnknownError("Something went wrong inside the mock server; its log has the details.")
    foreign = problem.code is not None and is_foreign(problem.code, error_class)
    interaction = base58(f"{state}/{request.method}/{request.path}?{request.query!r}/{request.body[:2000]!r}")
    document = {
        "status": "error",
        "error": {
            "code": None if foreign else problem.code,
            "title": problem.title,
            "message": problem.message,
            "log_url": f"https://logs.example.com/interactions/{interaction}",
        },
    }
    explanation = problem.explanation or problem.message
    headers = [(b"x-mock-explanation", ascii_safe(explanation))]
    headers += [(name.lower().encode(), ascii_safe(value)) for name, value in problem.headers.items()]
    return Answer.json(problem.status, document, headers)
