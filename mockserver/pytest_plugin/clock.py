"""The clock of an environment, as a test sets it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from mockserver.instants import format_instant, parse_instant
from mockserver.pytest_plugin.control import Control

# A refused call is shown where the test made it, not where that was noticed.
__tracebackhide__ = True
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


class Clock:
    """Stands still unless it is told otherwise; moving it plays what falls due on the way: syncs, retries, expiries.

    Instants are given as ISO 8601 text or as aware datetimes.
    """

    def __init__(self, control: Control) -> None:
        self._control = control

    @property
    def now(self) -> datetime:
        """The environment's time, in UTC."""
        return _moment(self._control.get("/clock")["now"])

    def advance(self, by: str | timedelta | None = None, **parts: float) -> datetime:
        """Move on by a duration: `"P3D"`, a timedelta, or parts such as `days=3, hours=2`; gives the new time."""
        if (by is None) == (not parts):
            raise TypeError("give one duration, or parts of one such as days=3")
        duration = by if isinstance(by, str) else _duration(by or timedelta(**parts))
        return _moment(self._control.post("/clock/advance", {"by": duration})["now"])

    def advance_to(self, instant: str | datetime) -> datetime:
        """Move on to a later instant; gives the new time."""
        return _moment(self._control.post("/clock/advance", {"to": _text(instant)})["now"])

    def freeze(self, at: str | datetime | None = None) -> datetime:
        """Let it stand still, now or at an instant, earlier ones included; nothing is played; gives the new time."""
        return self._set("frozen", at)

    def run(self, since: str | datetime | None = None) -> datetime:
        """Let it run on with the real time, from now or from an instant; gives the new time."""
        return self._set("running", since)

    def _set(self, mode: str, at: str | datetime | None) -> datetime:
        body: dict[str, Any] = {"mode": mode} if at is None else {"mode": mode, "now": _text(at)}
        return _moment(self._control.put("/clock", body)["now"])

    def __repr__(self) -> str:
        return f"<Clock {self._control.get('/clock')}>"


def _moment(text: str) -> datetime:
    return _EPOCH + timedelta(milliseconds=parse_instant(text))


def _text(instant: str | datetime) -> str:
    if isinstance(instant, str):
        return instant
    if instant.tzinfo is None:
        raise ValueError(f"{instant} has no time zone; say which one it is in, such as tzinfo=UTC")
    return format_instant((instant - _EPOCH) // _MILLISECOND)


def _duration(length: timedelta) -> str:
    seconds, rest = divmod(length // _MILLISECOND, 1000)
    if seconds < 0:
        raise ValueError("the clock only moves forward; `freeze` sets it to any instant")
    return f"PT{seconds}.{rest:03d}S" if rest else f"PT{seconds}S"
