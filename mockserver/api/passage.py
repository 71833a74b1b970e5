"""Passage: how far a request has got on its way through the pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field

from mockserver.api.call import Call
from mockserver.api.request import Request
from mockserver.description import Operation
from mockserver.state.environments import Environment
from mockserver.state.faults import Strike
from mockserver.state.in_flight import Slot


@dataclass(slots=True)
class Passage:
    """What is known of a request by now."""

    request: Request
    operation: Operation | None = None
    path: dict[str, str] = field(default_factory=dict)
    environment: Environment | None = None
    state: str = ""
    struck: Strike | None = None
    call: Call | None = None

    @property
    def error_class(self) -> str:
        """Which errors may be answered; where there is no such operation, the path tells."""
        if self.operation is not None:
            return self.operation.error_class
        head = self.request.path.split("/", 2)[1] if self.request.path.startswith("/") else ""
        return {"hris": "hris", "ats": "ats", "assessment": "ats"}.get(head, "general")

    @property
    def integration_id(self) -> str | None:
        """The integration that the request names, whether there is such a one or not."""
        if self.operation is not None and self.operation.integration != "header":
            return self.path.get("integration_id")
        return self.request.header("x-integration-id")

    @property
    def slot(self) -> Slot:
        """Where an action counts as in flight."""
        assert self.environment is not None, "nobody knows yet who asks"
        return self.environment.id, self.integration_id or ""
