"""The requests that an environment was sent: looked at, waited for, and held against what was expected."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from mockserver.pytest_plugin.control import Control
from mockserver.pytest_plugin.transcript import line

Recorded = dict[str, Any]
_SHOWN = 10


class Requests:
    """The journal of an environment: what came to the imitated API, not the calls that control the mock.

    Filters and expectations are those of the control API: `operation`, `method`, `path`, `tool`, `integration_id`,
    `status`; for expectations also `query`, `headers` and `body`, values by their place such as
    `{"candidate.email_address": "ada@example.org"}`. A path may hold `*` for a segment and `**` for several.
    """

    def __init__(self, control: Control) -> None:
        self._control = control

    def all(self, **filters: Any) -> list[Recorded]:
        """Give the requests that fit, the first one first: `method`, `path`, `status`, `request`, `answer` and more."""
        if isinstance(filters.get("refused"), bool):
            filters["refused"] = "true" if filters["refused"] else "false"
        found: list[Recorded] = self._control.get("/requests", **{"limit": 10_000, **filters})["requests"]
        return found[::-1]

    def __iter__(self) -> Iterator[Recorded]:
        return iter(self.all())

    def __len__(self) -> int:
        return int(self._control.get("/requests", limit=1)["count"])

    @property
    def last(self) -> Recorded:
        """The latest request; LookupError when there was none."""
        found: list[Recorded] = self._control.get("/requests", limit=1)["requests"]
        if not found:
            raise LookupError("no request was made")
        return found[0]

    @property
    def refused(self) -> list[Recorded]:
        """The requests that were answered with an error."""
        return self.all(refused=True)

    def assert_called(
        self, operation: str | None = None, *, times: int | None = None, wait: float = 0, **expected: Any
    ) -> list[Recorded]:
        """Give the requests that are as expected; AssertionError, saying what differs, when they are too few or many.

        At least one has to be there, or exactly `times`. `wait` are seconds in which it may still come.
        """
        __tracebackhide__ = True
        body = {**expected, **({} if operation is None else {"operation": operation})}
        limits = {} if times is None else {"times": {"exactly": times}}
        report = self._control.post("/requests/expect", {**body, **limits, "wait": wait}, wait=wait)
        if not report["met"]:
            raise AssertionError(self._difference(body, times, report))
        found: list[Recorded] = report["requests"]
        return found[::-1]

    def assert_not_called(self, operation: str | None = None, **expected: Any) -> None:
        """AssertionError, showing it, when such a request was made; without arguments, when any was."""
        __tracebackhide__ = True
        self.assert_called(operation, times=0, **expected)

    def assert_none_refused(self) -> None:
        """AssertionError, saying why, when the mock refused a request."""
        __tracebackhide__ = True
        if refused := self.refused:
            shown = [text for entry in refused for text in line(entry)]
            raise AssertionError("\n".join([f"The mock refused {len(refused)} of {len(self)} requests:", *shown]))

    async def assert_called_async(self, operation: str | None = None, **expected: Any) -> list[Recorded]:
        """Do what `assert_called` does without holding up the event loop, which may have to make the request."""
        from anyio import to_thread

        return await to_thread.run_sync(partial(self.assert_called, operation, **expected))

    def clear(self) -> None:
        """Forget the requests so far."""
        self._control.delete("/requests")

    def _difference(self, expected: dict[str, Any], times: int | None, report: dict[str, Any]) -> str:
        wanted = "at least 1 request" if times is None else f"exactly {times} request{'' if times == 1 else 's'}"
        lines = [f"Expected {wanted} like", *_shape(expected), f"but found {report['count'] or 'none'}."]
        lines += [text for entry in report["requests"][::-1][:_SHOWN] for text in line(entry)]
        lines += ["", "Nearest:"] if report["nearest"] else []
        for near in report["nearest"]:
            lines += line(near["request"])
            lines += [
                f"     {each['place']}: expected {_json(each['expected'])}, got {_json(each['found'])}"
                for each in near["differences"]
            ]
        return "\n".join([*lines, "", *self._others()])

    def _others(self) -> list[str]:
        document = self._control.get("/requests", limit=_SHOWN)
        shown = document["requests"][::-1]
        if not shown:
            return ["No request was made in this environment. Does the client use its key?"]
        lost = f", {document['dropped']} older ones were forgotten" if document["dropped"] else ""
        head = f"Requests in this environment ({document['count']}{lost}), the last {len(shown)}:"
        return [head, *(line(entry)[0] for entry in shown)]


def _shape(expected: dict[str, Any]) -> list[str]:
    lines = []
    for name, value in expected.items():
        if name in {"body", "query", "headers"} and isinstance(value, dict):
            lines += [f"     {name}.{place.removeprefix('$.')}: {_json(inner)}" for place, inner in value.items()]
        else:
            lines.append(f"     {name}: {_json(value)}")
    return lines or ["     (any request)"]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
