"""Sandboxes: the environments of a server in demo mode, one for each visitor, gone when their time is over.

Nobody chooses a key there: the server gives a visitor one that cannot be guessed, and knows no others. Lifetime and
scheduled resets go by the real time, as a clock that a visitor sets must not prolong anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hmac import compare_digest
from secrets import token_urlsafe
from typing import Any

from mockserver.errors import NotFound
from mockserver.state import snapshots
from mockserver.state.environments import Environment
from mockserver.state.store import Store
from mockserver.state.sweeping import drop_worlds_of_former_companies

MOST_LINKS = 20


def open_sandbox(store: Store, reset_every: int | None = None) -> Environment:
    """Make an environment with a key of its own; ServerFull when there are too many already."""
    key = f"demo-{token_urlsafe(24)}"
    environment = store.create(key)
    now = store.time()
    with store.change(environment):
        environment.sandbox = {
            "key": key,
            "expires_at": now + store.settings.demo_lifetime,
            "links": [],
            **_resets(reset_every, now),
        }
    return environment


def set_resets(store: Store, environment: Environment, every: int | None) -> None:
    """Reset a sandbox each time so many milliseconds have passed, or never; within `store.change`."""
    others = {name: value for name, value in environment.sandbox.items() if name not in _resets(0, 0)}
    environment.sandbox = {**others, **_resets(every, store.time())}


def close(store: Store, environment: Environment) -> None:
    """Forget a sandbox with everything that was ever stored in it; its journal is the caller's."""
    with store.change(environment):
        store.database.execute("DELETE FROM snapshots WHERE environment = ?", (environment.id,))
        store.database.execute("DELETE FROM blobs WHERE environment = ?", (environment.id,))
        snapshots.replace(store, environment, store.plain_environment(environment.id, environment.secret))
    store.remove(environment)


def sweep(store: Store) -> None:
    """Forget what was only made for sandboxes that were closed: worlds with the names of their companies."""
    drop_worlds_of_former_companies(store.database, store.worlds, store.roster)
    store.database.scrub()


def is_over(store: Store, environment: Environment) -> bool:
    """Tell whether the time of a sandbox is over."""
    return _is_past(store, environment.sandbox.get("expires_at"))


def needs_reset(store: Store, environment: Environment) -> bool:
    """Tell whether the scheduled reset of a sandbox is due."""
    return _is_past(store, environment.sandbox.get("reset_at"))


def reset(store: Store, environment: Environment) -> None:
    """Reset a sandbox and plan the next time."""
    with store.change(environment):
        snapshots.reset(store, environment)
        set_resets(store, environment, environment.sandbox.get("reset_every"))


def due(store: Store) -> list[Environment]:
    """Give the sandboxes whose time is over, or whose reset is due."""
    known: Iterable[Environment] = store.due(store.time()) if store.database.persistent else list(store.roster)
    return [environment for environment in known if is_over(store, environment) or needs_reset(store, environment)]


def add_link(environment: Environment, name: str, kind: str) -> dict[str, Any]:
    """Add a share link and give it; within `store.change`.

    `same` lets who follows it into this sandbox, `own` gives each one a sandbox that begins as this one did.
    """
    number = 1 + max((int(link["id"]) for link in links(environment)), default=0)
    link = {"id": str(number), "name": name, "kind": kind, "secret": token_urlsafe(18)}
    environment.sandbox = {**environment.sandbox, "links": [*links(environment), link]}
    return link


def remove_link(environment: Environment, id: str) -> bool:
    """Forget a share link; False if there is none of that id. Within `store.change`."""
    left = [link for link in links(environment) if link["id"] != id]
    gone = len(left) < len(links(environment))
    environment.sandbox = {**environment.sandbox, "links": left}
    return gone


def links(environment: Environment) -> list[dict[str, Any]]:
    """Give the share links of a sandbox, oldest first."""
    found: list[dict[str, Any]] = environment.sandbox.get("links", [])
    return found


def token_of(environment: Environment, link: Mapping[str, Any]) -> str:
    """Give the text by which a share link is followed."""
    return f"{environment.id}.{link['secret']}"


def followed(store: Store, token: str) -> tuple[Environment, dict[str, Any]]:
    """Give the sandbox and the share link that a text stands for; NotFound where there is none any more."""
    id, _, secret = token.partition(".")
    environment = store.environment_by_id(id) if id.isalnum() else None
    if environment is not None and not is_over(store, environment):
        for link in links(environment):
            if compare_digest(link["secret"].encode(), secret.encode()):
                return environment, link
    raise NotFound("link: it does not exist any more.")


def _is_past(store: Store, instant: int | None) -> bool:
    return instant is not None and store.time() >= instant


def _resets(every: int | None, now: int) -> dict[str, int | None]:
    return {"reset_every": every, "reset_at": None if every is None else now + every}
