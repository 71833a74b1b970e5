"""Snapshots: an environment kept as it was, to be put back."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from mockserver.pytest_plugin.control import Control, segment

# A refused call is shown where the test made it, not where that was noticed.
__tracebackhide__ = True


class Snapshot:
    """A saved state of an environment. As a `with` block it is restored at the end, whatever happened inside."""

    def __init__(self, control: Control, entry: Mapping[str, Any]) -> None:
        self._control = control
        self.id: str = entry["id"]
        self.name: str | None = entry["name"]

    def restore(self) -> None:
        """Put the environment back, as often as wanted."""
        self._control.post(f"/snapshots/{segment(self.id)}/restore")

    def remove(self) -> None:
        """Forget it."""
        self._control.delete(f"/snapshots/{segment(self.id)}")

    @staticmethod
    def remove_all(control: Control) -> None:
        """Forget all snapshots of an environment."""
        for entry in control.get("/snapshots")["snapshots"]:
            Snapshot(control, entry).remove()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.restore()

    def __repr__(self) -> str:
        return f"<Snapshot {self.id}>"
