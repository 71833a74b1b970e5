"""The roster: the environments that a process has met, and who has to leave when there are too many.

A key is enough to make an environment, so nothing but this keeps a client from making them without end. One in which
nothing was changed is the same as a new one: those that were not asked for the longest make room.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator

from mockserver.errors import ServerFull
from mockserver.state.environments import Environment


class Roster:
    """Environments by key and by id; `forget` is told which one leaves."""

    def __init__(self, most: int, forget: Callable[[Environment], None]) -> None:
        self._most = most
        self._forget = forget
        self._by_key: dict[str, Environment] = {}
        self._by_id: dict[str, Environment] = {}
        # The keys of those in which nothing was changed when they were last asked for; the last one is at the end.
        self._unchanged: dict[str, Environment] = {}
        self._unused: set[str] = set()

    def __len__(self) -> int:
        return len(self._by_id)

    def __iter__(self) -> Iterator[Environment]:
        return iter(self._by_id.values())

    def find(self, key: str) -> Environment | None:
        """Give the environment of a key, or None if it was not met."""
        found = self._by_key.get(key)
        if found is not None and not found.touched:
            self._unchanged.pop(key, None)
            self._unchanged[key] = found
            self._unused.discard(key)
        return found

    def find_by_id(self, id: str) -> Environment | None:
        """Give an environment by its id, or None if it was not met."""
        return self._by_id.get(id)

    def enter(self, environment: Environment, key: str | None = None) -> None:
        """Add an environment, also in the place of one of the same id or key."""
        self._by_id[environment.id] = environment
        if key is not None:
            self._by_key[key] = environment
            self.find(key)

    def remove(self, environment: Environment) -> None:
        """Take an environment off the list, whatever was changed in it."""
        self._by_id.pop(environment.id, None)
        for key in [key for key, known in self._by_key.items() if known.id == environment.id]:
            del self._by_key[key]
            self._unchanged.pop(key, None)

    def keep_only(self, ids: Container[str]) -> None:
        """Take all off the list but those of some ids: others were let go elsewhere."""
        self._by_id = {id: environment for id, environment in self._by_id.items() if id in ids}
        self._by_key = {key: environment for key, environment in self._by_key.items() if environment.id in ids}
        self._unchanged = {key: environment for key, environment in self._unchanged.items() if key in self._by_key}

    def make_room(self, number: int) -> None:
        """Let an environment leave if there are that many already too many; ServerFull if all were changed."""
        if number < self._most:
            return
        while self._unchanged:
            key = next(iter(self._unchanged))
            if self._leave(key):
                return
        raise ServerFull(
            f"This mock server holds {number} environments, one for each API key, and may not hold more.",
            explanation=f"all {number} environments were written to: reset those that are not needed any more with "
            "POST /_mock/reset, or start the server with a higher --max-environments",
        )

    def forget_unused(self) -> None:
        """Let all leave in which nothing was changed and for which nobody has asked since the last time."""
        for key in self._unused:
            self._leave(key)
        self._unused = set(self._unchanged)

    def _leave(self, key: str) -> bool:
        environment = self._unchanged.pop(key, None)
        if environment is None or environment.touched:
            return False
        del self._by_key[key]
        self._by_id.pop(environment.id, None)
        self._forget(environment)
        return True
