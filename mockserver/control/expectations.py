"""Expectations: calls that should have come, held against those in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

import orjson

from mockserver.control.journal_entries import decoded, document, status_of
from mockserver.state.journal import Entry
from mockserver.state.matching import Difference, differences, path_matches

_NEAREST = 3
# An entry of another operation is further away than one of the right operation that differs in everything else.
_FAR = 100
_PLAIN = ("operation", "method", "integration_id")


@dataclass(frozen=True, slots=True)
class Expectation:
    """What calls should be like, and how many of them there should be."""

    wanted: Mapping[str, Any]
    at_least: int
    at_most: int | None

    @classmethod
    def read(cls, body: Mapping[str, Any]) -> Expectation:
        """Read an expectation from a body of POST /_mock/requests/expect."""
        times = body.get("times", {})
        exactly = times.get("exactly")
        if exactly is not None:
            return cls(body, exactly, exactly)
        at_least = times.get("at_least", 0 if "at_most" in times else 1)
        return cls(body, at_least, times.get("at_most"))

    def holds(self, count: int) -> bool:
        """Tell whether so many calls are as many as expected."""
        return count >= self.at_least and (self.at_most is None or count <= self.at_most)

    def differences(self, entry: Entry) -> list[Difference]:
        """Give where an entry is not what is expected, the most telling differences first."""
        wanted = self.wanted
        found = [
            Difference(name, wanted[name], getattr(entry, name))
            for name in _PLAIN
            if name in wanted and wanted[name] != getattr(entry, name)
        ]
        if "path" in wanted and not path_matches(wanted["path"], entry.path):
            found.append(Difference("path", wanted["path"], entry.path))
        if "tool" in wanted and not (entry.integration_id or "").startswith(f"{wanted['tool']}:"):
            found.append(Difference("integration_id", f"{wanted['tool']}:…", entry.integration_id))
        if "status" in wanted and wanted["status"] != status_of(entry):
            found.append(Difference("status", wanted["status"], status_of(entry)))
        return found + _in_texts(wanted, entry) + differences(decoded(entry.body), wanted.get("body", {}), "body")

    def report(self, entries: list[Entry]) -> dict[str, Any]:
        """Give whether it holds, the calls that fit, and the nearest of the others if it does not."""
        compared = [(self.differences(entry), entry) for entry in entries]
        fitting = [entry for found, entry in compared if not found]
        met = self.holds(len(fitting))
        others = [] if met else sorted((pair for pair in compared if pair[0]), key=lambda pair: _distance(pair[0]))
        nearest = others[:_NEAREST]
        return {
            "met": met,
            "count": len(fitting),
            "message": self._message(len(fitting), nearest),
            "requests": [document(entry) for entry in fitting],
            "nearest": [
                {"request": document(entry), "differences": [difference._asdict() for difference in found]}
                for found, entry in nearest
            ],
        }

    def _message(self, count: int, nearest: list[tuple[list[Difference], Entry]]) -> str:
        if self.at_most is None:
            expected = f"at least {self.at_least}"
        elif self.at_least == self.at_most:
            expected = f"exactly {self.at_most}"
        else:
            expected = f"{self.at_least} to {self.at_most}"
        lines = [f"Expected {expected} of {_show(self._shape())}, found {count}."]
        for found, entry in nearest:
            lines.append(f"#{entry.number} {entry.method} {entry.path} ({status_of(entry)}) differs:")
            lines += [f"  {place}: expected {_show(wanted)}, got {_show(got)}" for place, wanted, got in found]
        return "\n".join(lines)

    def _shape(self) -> dict[str, Any]:
        return {name: value for name, value in self.wanted.items() if name not in {"times", "wait", "after"}}


def _in_texts(wanted: Mapping[str, Any], entry: Entry) -> list[Difference]:
    """Compare what a request has as texts: the parameters of its address, its headers."""
    found = []
    if "query" in wanted:
        given = dict(parse_qsl(entry.query.decode("latin-1"), keep_blank_values=True))
        for name, value in wanted["query"].items():
            text = value if isinstance(value, str) else orjson.dumps(value).decode()
            if given.get(name) != text:
                found.append(Difference(f"query.{name}", text, given.get(name)))
    for name, text in wanted.get("headers", {}).items():
        header = entry.headers.get(name.lower().encode())
        value = None if header is None else header.decode("latin-1")
        if value != text:
            found.append(Difference(f"headers.{name}", text, value))
    return found


def _distance(found: list[Difference]) -> int:
    return len(found) + sum(_FAR for difference in found if difference.place in {"operation", "method", "path"})


def _show(value: Any) -> str:
    return orjson.dumps(value).decode()
