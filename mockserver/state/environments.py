"""Environments and integrations: what one API key sees, and the forms in which both are stored."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from mockserver.state.clock import Clock


@dataclass
class Integration:
    """One connection to a customer's tool: its state, settings and, once it was used, its world.

    `writable` says that the world is not shared. `remote_world` holds the customer's own system where syncs bring its
    changes later (see mirror.py), `pending` the model and id of each change that no sync has brought yet. `counters`
    number the records that are written.
    """

    id: str
    tool: str
    category: str
    seed: int
    size: int
    created_at: int
    size_name: str = "small"
    profile: str | None = None
    status: str = "ACTIVE"
    setup_status: str = "COMPLETED"
    qa_status: str = "PASSED"
    data_expired_at: int | None = None
    end_user: dict[str, Any] = field(default_factory=dict)
    scopes: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    world: int | None = None
    writable: bool = False
    remote_world: int | None = None
    remote_writable: bool = False
    pending: list[list[str]] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)
    deleted_at: int | None = None

    def document(self) -> dict[str, Any]:
        """Give the integration in the form in which it is stored."""
        return asdict(self)


@dataclass
class Environment:
    """The private world of one API key: clock, counters and integrations.

    `anchor` is the UTC midnight to which the dates of generated data are relative; `changed_at` the instant of the
    last write; `revision` grows with each write and names states of the world in caches; `moment` is set while
    something that fell due earlier is played; `version` counts how often the environment was saved; `touched` says that
    anything was changed since it began; `sandbox` is what stays through resets and snapshots: the colour of the
    customer and, in demo mode, key, lifetime and share links (see sandboxes.py).
    """

    id: str
    secret: str
    seed: int
    anchor: int
    changed_at: int
    clock: Clock
    size_name: str = "small"
    revision: int = 0
    counters: dict[str, int] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    integrations: dict[str, Integration] = field(default_factory=dict)
    moment: int | None = None
    version: int = 0
    touched: bool = False
    sandbox: dict[str, Any] = field(default_factory=dict)

    @property
    def due_at(self) -> int | None:
        """The real time at which something waits to be done although nobody asks; None if nothing does."""
        instants = (self._work_due_at(), self.sandbox.get("expires_at"), self.sandbox.get("reset_at"))
        return min((instant for instant in instants if instant is not None), default=None)

    def _work_due_at(self) -> int | None:
        # What is in the outbox, or on its way with a process that may have died, waits already; the schedule only moves
        # while the clock does.
        if self.settings.get("outbox") or self.settings.get("carried"):
            return 0
        entries = self.settings.get("schedule")
        if not entries or (self.clock.mode == "frozen" and entries[0]["at"] > self.clock.instant):
            return None
        return int(entries[0]["at"]) - self.clock.offset

    def count(self, what: str) -> int:
        """Give the next number of a kind, starting at 1; part of what a reset takes back."""
        self.counters[what] = self.counters.get(what, 0) + 1
        return self.counters[what]

    def document(self) -> dict[str, Any]:
        """Give the environment in the form in which it is stored, without its integrations."""
        return {
            "secret": self.secret,
            "seed": self.seed,
            "anchor": self.anchor,
            "clock": self.clock.document(),
            "size_name": self.size_name,
            "revision": self.revision,
            "counters": self.counters,
            "settings": self.settings,
            "touched": self.touched,
            "sandbox": self.sandbox,
        }


def environment_from(id: str, changed_at: int, document: dict[str, Any]) -> Environment:
    """Read an environment back from its stored form."""
    clock = Clock(**document["clock"])
    rest = {key: value for key, value in document.items() if key != "clock"}
    return Environment(id=id, changed_at=changed_at, clock=clock, **rest)


def integration_from(document: dict[str, Any]) -> Integration:
    """Read an integration back from its stored form."""
    return Integration(**document)
