"""Metrics in the text format of Prometheus: what was answered, what went wrong on purpose, and how much is held.

Written by hand because the client library takes 90 ms to load and several microseconds per request to count; the format
is a page. Everything is of this process since its start, over all environments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from mockserver.api.observing import BOUNDS, Timings
from mockserver.api.request import Answer
from mockserver.control.call import ControlCall, controls

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
_SECOND = 1e9
_MEMORY = Path("/proc/self/statm")
_PAGE_BYTES = 4096

Sample = tuple[Mapping[str, str | int], float]


@controls("GetMetrics")
def metrics(call: ControlCall) -> Answer:
    """Give all figures."""
    lines = [line for metric in (*_answered(call), *_happened(call), *_held(call)) for line in metric]
    return Answer(200, ("\n".join(lines) + "\n").encode(), content_type=CONTENT_TYPE)


def _answered(call: ControlCall) -> Iterator[Iterator[str]]:
    timings = call.pipeline.observer.timings.copy()
    requests: list[Sample] = [
        ({"api": api, "operation": operation, "status": status}, found.count)
        for (api, operation, status), found in sorted(timings.items())
    ]
    yield _metric("requests_total", "counter", "Requests by API, operation and status.", requests)
    yield _histogram("request_seconds", "Time to make an answer, delays that were asked for included.", timings)


def _happened(call: ControlCall) -> Iterator[Iterator[str]]:
    faults = [({"effect": effect}, number) for effect, number in sorted(call.pipeline.observer.faults.items())]
    yield _metric("faults_total", "counter", "Effects of faults on requests.", faults)
    webhooks = [({"outcome": outcome}, number) for outcome, number in sorted(call.courier.outcomes.items())]
    yield _metric("webhook_attempts_total", "counter", "Attempts to deliver a webhook, by what became of it.", webhooks)
    call.pipeline.recorder.settle()  # has everything written down first
    dropped = call.pipeline.journals.dropped
    yield _metric("journal_dropped_total", "counter", "Entries of journals that had to make room.", [({}, dropped)])


def _held(call: ControlCall) -> Iterator[Iterator[str]]:
    store = call.store
    ((worlds,),) = store.database.query("SELECT COUNT(*) FROM worlds")
    figures = {
        "environments": ("Environments that exist.", store.environment_count()),
        "worlds": ("Sets of records of one integration, shared or of one environment.", worlds),
        "stored_bytes": ("Size of the database.", store.database.size()),
        "memory_bytes": ("Resident memory of the process.", _memory()),
    }
    for name, (text, value) in figures.items():
        yield _metric(name, "gauge", text, [({}, value)])


def _metric(name: str, kind: str, text: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP mockserver_{name} {text}"
    yield f"# TYPE mockserver_{name} {kind}"
    for labels, value in samples:
        yield _sample(name, labels, value)


def _histogram(name: str, text: str, timings: Mapping[tuple[str, str, int], Timings]) -> Iterator[str]:
    """Add up the timings of an operation over its statuses."""
    sums: dict[tuple[str, str], list[float]] = {}
    for (api, operation, _), found in sorted(timings.items()):
        total = sums.setdefault((api, operation), [0.0] * (len(BOUNDS) + 2))
        for place, number in enumerate((*found.buckets, found.nanoseconds / _SECOND)):
            total[place] += number
    yield f"# HELP mockserver_{name} {text}"
    yield f"# TYPE mockserver_{name} histogram"
    for (api, operation), (*buckets, seconds) in sums.items():
        labels, below = {"api": api, "operation": operation}, 0.0
        for bound, number in zip((*(f"{bound / _SECOND:g}" for bound in BOUNDS), "+Inf"), buckets, strict=True):
            below += number
            yield _sample(f"{name}_bucket", labels | {"le": bound}, below)
        yield _sample(f"{name}_sum", labels, round(seconds, 9))
        yield _sample(f"{name}_count", labels, below)


def _sample(name: str, labels: Mapping[str, str | int], value: float) -> str:
    # No label needs escaping: operations, statuses, effects and outcomes are words of ours.
    shown = ",".join(f'{label}="{text}"' for label, text in labels.items())
    return f"mockserver_{name}{{{shown}}} {value:.16g}" if shown else f"mockserver_{name} {value:.16g}"


def _memory() -> int:
    try:
        return int(_MEMORY.read_text(encoding="ascii").split()[1]) * _PAGE_BYTES
    except OSError:
        return 0
