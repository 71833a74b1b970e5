"""Hypothesis strategies: requests that a connector accepts or must refuse, records as the API returns them, webhooks.

They know what the mock knows: each connector's coverage and rules, and the jobs, employees and types of absence that
every environment starts with. `docs/pytest.md` shows how to use them; the extra `testing` brings Hypothesis along.
"""

from __future__ import annotations

try:
    import hypothesis as _  # noqa: F401 - told here, once, that it is missing
except ModuleNotFoundError:
    raise ModuleNotFoundError("mockserver.strategies needs hypothesis: pip install 'mockserver[testing]'") from None

from mockserver.strategies.absence_calls import absences, bad_absences
from mockserver.strategies.answer_records import records
from mockserver.strategies.application_calls import applications, bad_applications, bad_candidates, candidates, jobs
from mockserver.strategies.call import BadCall, Call
from mockserver.strategies.employee_calls import bad_employees, employees
from mockserver.strategies.events import webhooks
from mockserver.strategies.values import unknown_enum_values

__all__ = [
    "BadCall",
    "Call",
    "absences",
    "applications",
    "bad_absences",
    "bad_applications",
    "bad_candidates",
    "bad_employees",
    "candidates",
    "employees",
    "jobs",
    "records",
    "unknown_enum_values",
    "webhooks",
]
