"""What figures have in common: how long to measure, the rows that they give, and the list of them all."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import count

from bench.client import Load, load, request_bytes
from bench.servers import Server
from mockserver.cli.screen import main_integrations
from mockserver.ids import integration_id
from mockserver.instants import format_instant
from mockserver.settings import Settings

KEY = {"authorization": "Bearer bench"}


def headers(tool: str, category: str) -> dict[str, str]:
    """Give the headers that ask an integration."""
    return KEY | {"x-integration-id": integration_id(Settings().seed, tool, category)}


# The integration that the start screen shows first, and one that covers everything.
MAIN = headers(**main_integrations()[0])
ATS, HRIS = headers("sandbox", "ATS"), headers("sandbox", "HRIS")


@dataclass(frozen=True)
class Effort:
    """How long to measure."""

    rounds: int = 5
    seconds: float = 1.5
    starts: int = 7
    requests: int = 1_000_000
    candidates: int = 100_000
    sizes: tuple[int, ...] = (10_000, 100_000)


@dataclass(frozen=True)
class Row:
    """A line of the table; `reached` is None where nothing is aimed at."""

    figure: str
    ours: str
    bare: str = ""
    ratio: str = ""
    aim: str = ""
    reached: bool | None = None


Figure = Callable[[Effort], Iterator[Row]]
FIGURES: dict[str, Figure] = {}


def figure(measure: Figure) -> Figure:
    """Register a figure under its function's name."""
    FIGURES[measure.__name__] = measure
    return measure


def never_same() -> Iterator[str]:
    """Give another instant each time, long before all data: a filter that changes no answer, and no answer again."""
    return (format_instant(number) for number in count())


def asked(paths: Iterable[str], headers: dict[str, str]) -> Iterator[bytes]:
    """Give the requests for some paths."""
    return (request_bytes(path, headers) for path in paths)


def compare(
    name: str,
    ours: tuple[Server, Iterator[bytes]],
    bare: tuple[Server, Iterator[bytes]],
    connections: int,
    effort: Effort,
    aim: float | None = None,
) -> Row:
    """Measure both servers in turns and give the row: medians of all rounds, and the ratio of the rates.

    On sixteen connections, the slowest of a hundred answers may take three times as long as the bare application's.
    """

    def measure(side: tuple[Server, Iterator[bytes]]) -> Load:
        server, requests = side
        return load(server.port, requests, connections, effort.seconds)

    rounds = [(measure(ours), measure(bare)) for _ in range(effort.rounds)]
    rates = [statistics.median(each.rate for each in side) for side in zip(*rounds, strict=True)]
    slow = [statistics.median(each.percentile(0.99) for each in side) for side in zip(*rounds, strict=True)]
    ratio = rates[0] / rates[1]
    is_fast = connections == 1 or slow[0] <= 3 * slow[1]
    return Row(
        f"{name}, {connections} connection{'s' if connections > 1 else ''}",
        f"{rates[0]:,.0f}/s  p99 {slow[0] * 1000:.2f} ms",
        f"{rates[1]:,.0f}/s  p99 {slow[1] * 1000:.2f} ms",
        f"{ratio:.2f}",
        "" if aim is None else f"≥ {aim}" + (", p99 ≤ 3 ×" if connections > 1 else ""),
        None if aim is None else ratio >= aim and is_fast,
    )
