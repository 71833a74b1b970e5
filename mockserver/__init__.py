"""A local, stateful, deterministic mock of Kombo's unified HR and ATS API.

For use from Python: `MockServer` runs the mock in a thread of its own, `create_app` gives its ASGI application, and
both take `Settings`. They are imported on first use: who needs one module does not wait for the others.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mockserver.app import create_app
    from mockserver.server import MockServer
    from mockserver.settings import Settings

__all__ = ["MockServer", "Settings", "create_app"]

_PLACES = {"MockServer": "mockserver.server", "Settings": "mockserver.settings", "create_app": "mockserver.app"}


if not TYPE_CHECKING:  # a type checker that saw it would believe in every name

    def __getattr__(name: str) -> object:
        if name not in _PLACES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(_PLACES[name]), name)
        globals()[name] = found  # the next time it is there at once
        return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
