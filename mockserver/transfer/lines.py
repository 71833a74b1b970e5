"""The form of an export: JSON lines, each with one member that says what it is.

    {"mockserver": "environment", "format": 1, "version", "profile", "environment": {…}}      the first line
    {"integration": {…}}                                                                  an integration
    {"model": "ats_jobs", "touched_at": INSTANT, "record": {…}}                           a record of the one above
    {"model", "touched_at", "remote": true, "record"}                                     … in the customer's own system
    {"file": DIGEST, "base64": …}                                                         a file that was uploaded
    {"end": {"lines": NUMBER}}                                                            the last line

Integrations that are as every environment has them are left out: they follow from the seed.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from mockserver.errors import MockServerError
from mockserver.instants import format_instant, parse_instant
from mockserver.state.clock import Clock
from mockserver.state.environments import Environment, Integration

FORMAT = 1
MARK = "environment"
# Where an integration keeps its records is a matter of each database.
PLACES = ("world", "writable", "remote_world", "remote_writable")
# What is on its way when an environment is exported arrives there, and nowhere else.
ON_THEIR_WAY = frozenset({"outbox", "carried"})
# Texts in a file, milliseconds inside.
_INSTANTS = ("created_at", "data_expired_at", "deleted_at")


class TransferError(MockServerError):
    """A file that cannot be used: the number of the line, and why."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(f"line {line}: {text}")
        self.line, self.text = line, text


def installed_version() -> str:
    """Give the version of this program, for people who wonder where a file comes from."""
    try:
        return version("mockserver")
    except PackageNotFoundError:
        return "checkout"


def environment_line(environment: Environment, made_by: str, profile: str | None) -> dict[str, Any]:
    """Give the first line; `profile` is the one with which integrations of the server start."""
    document = environment.document()
    clock = document["clock"]
    return {
        "mockserver": MARK,
        "format": FORMAT,
        "version": made_by,
        "profile": profile,
        "environment": {
            "seed": document["seed"],
            "anchor": format_instant(document["anchor"]),
            "changed_at": format_instant(environment.changed_at),
            "clock": {**clock, "instant": format_instant(clock["instant"])},
            "size": document["size_name"],
            "revision": document["revision"],
            "counters": document["counters"],
            "settings": {key: value for key, value in document["settings"].items() if key not in ON_THEIR_WAY},
        },
    }


def environment_of(line: Mapping[str, Any], id: str, secret: str) -> Environment:
    """Give the environment of a first line, for the key to which it comes."""
    document = line["environment"]
    clock = document["clock"]
    return Environment(
        id=id,
        secret=secret,
        seed=document["seed"],
        anchor=parse_instant(document["anchor"]),
        changed_at=parse_instant(document["changed_at"]),
        clock=Clock(clock["mode"], clock["offset"], parse_instant(clock["instant"])),
        size_name=document["size"],
        revision=document["revision"],
        counters=document["counters"],
        settings={key: value for key, value in document["settings"].items() if key not in ON_THEIR_WAY},
    )


def integration_line(integration: Integration) -> dict[str, Any]:
    """Give the line of an integration."""
    document = {key: value for key, value in integration.document().items() if key not in PLACES}
    for key in _INSTANTS:
        if document[key] is not None:
            document[key] = format_instant(document[key])
    return {"integration": document}


def integration_of(line: Mapping[str, Any]) -> Integration:
    """Give the integration of a line, without its world."""
    document = dict(line["integration"])
    for key in _INSTANTS:
        if document[key] is not None:
            document[key] = parse_instant(document[key])
    return Integration(**document)
