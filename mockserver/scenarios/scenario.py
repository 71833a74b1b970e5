"""A scenario as it is used: the compiled document with names for its parts, and what can be chosen beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mockserver.state.webhooks import Endpoint

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Scenario:
    """What a scenario file says, checked; `document` has the form that compiling.py gives it."""

    name: str
    document: Document
    source: Path | None = None

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        found: str = self.document["title"]
        return found

    @property
    def integrations(self) -> Mapping[str, Document]:
        """The named integrations, by name."""
        found: Mapping[str, Document] = self.document["integrations"]
        return found

    @property
    def moments(self) -> list[Document]:
        """What is worth showing, in order."""
        found: list[Document] = self.document["moments"]
        return found


@dataclass(frozen=True)
class Choices:
    """What is chosen beside a scenario, and stronger than it: the customer's name, markets and headcount."""

    company: str | None = None
    locales: tuple[str, ...] = ()
    headcount: int | None = None

    @classmethod
    def read(cls, document: Document) -> Choices:
        """Read choices back from their stored form."""
        return cls(document["company"], tuple(document["locales"]), document["headcount"])

    def document(self) -> dict[str, Any]:
        """Give the choices in the form in which they are stored."""
        return {**asdict(self), "locales": list(self.locales)}

    def beside(self, scenario: Document) -> dict[str, Any]:
        """Give what is known about the customer, those of a scenario where nothing was chosen; empty if nothing is."""
        known = {
            "name": self.company or scenario.get("company"),
            "locales": list(self.locales) or scenario.get("locales"),
            "headcount": self.headcount or scenario.get("headcount"),
        }
        return {key: value for key, value in known.items() if value}


@dataclass(frozen=True)
class Script:
    """What an environment begins with: a scenario or none, what was chosen beside it, and where webhooks may go.

    `asked` is how it was asked for in one environment, which keeps it for its resets; empty for that of the server.
    """

    scenario: Scenario | None
    choices: Choices
    endpoints: tuple[Endpoint, ...] | None = None
    webhook_faults: tuple[Document, ...] | None = None
    asked: Document = field(default_factory=dict)
