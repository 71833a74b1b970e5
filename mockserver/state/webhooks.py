"""Webhook settings of an environment: where events go, how they are signed, and when failed ones are tried again.

They are plain data in the environment's settings, so resets, snapshots and restarts include them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from mockserver.ids import base58
from mockserver.instants import MINUTE, SECOND
from mockserver.state.environments import Environment

SETTING = "webhooks"
# All that the vendor has documented; `remote-event-received` is the older form of `data-changed`.
TYPES = (
    "data-changed",
    "sync-finished",
    "integration-created",
    "integration-deleted",
    "integration-state-changed",
    "connection-flow-failed",
    "assessment:order-received",
    "inline-assessment:order-received",
    "ai-apply-application-status-updated",
    "ai-apply-job-posting-status-updated",
    "remote-event-received",
)
# Neither is documented. A tool waits 15 to 30 seconds for the address of an inline assessment.
RETRIES = (10 * SECOND, MINUTE, 10 * MINUTE)
TIMEOUT_MS = 15_000


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One receiver: its address, the types that it takes (all if none is named), and what is tried when it fails."""

    id: str
    url: str
    types: tuple[str, ...] = ()
    retries: tuple[int, ...] = RETRIES
    timeout_ms: int = TIMEOUT_MS
    verify_certificate: bool = True

    def takes(self, type: str) -> bool:  # noqa: A002 - its name
        """Tell whether events of a type go here."""
        return not self.types or type in self.types

    @classmethod
    def read(cls, document: Mapping[str, Any]) -> Endpoint:
        """Read an endpoint back from its stored form."""
        return cls(**{**document, "types": tuple(document["types"]), "retries": tuple(document["retries"])})


def endpoints(environment: Environment) -> list[Endpoint]:
    """Give the receivers of an environment in the order in which they were set."""
    return [Endpoint.read(document) for document in environment.settings.get(SETTING, {}).get("endpoints", ())]


def endpoint(environment: Environment, id: str) -> Endpoint | None:
    """Give a receiver by id, or None."""
    return next((found for found in endpoints(environment) if found.id == id), None)


def secret(environment: Environment) -> str | None:
    """Give what events are signed with; None until webhooks were set for the first time."""
    found: str | None = environment.settings.get(SETTING, {}).get("secret")
    return found


def mishaps(environment: Environment) -> list[dict[str, Any]]:
    """Give the rules about what goes wrong with deliveries; see mishaps.py."""
    found: list[dict[str, Any]] = environment.settings.get(SETTING, {}).get("faults", [])
    return found


def configure(
    environment: Environment,
    *,
    endpoints: Iterable[Endpoint] | None = None,
    faults: Iterable[Mapping[str, Any]] | None = None,
    secret: str | None = None,
) -> None:
    """Set what is given and leave the rest as it is; the caller saves the environment within `store.change`.

    The first time there is a secret, as on the vendor's dashboard; it follows from the environment alone.
    """
    before = environment.settings.get(SETTING, {})
    after = {
        "secret": secret or before.get("secret") or base58(f"{environment.secret}/webhooks", 48),
        "endpoints": before.get("endpoints", []) if endpoints is None else [asdict(item) for item in endpoints],
        "faults": before.get("faults", []) if faults is None else [dict(rule) for rule in faults],
    }
    environment.settings = {**environment.settings, SETTING: after}
