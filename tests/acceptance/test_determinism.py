"""One seed gives one world, byte for byte, in every process, whatever is asked first."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# Reads lists in the order of its arguments and prints a digest of each answer.
SCRIPT = """
import sys
from hashlib import sha256
from mockserver.api.request import Request
from mockserver.app import create_app
from mockserver.settings import Settings

seed, *wanted = sys.argv[1:]
pipeline = create_app(Settings(seed=int(seed), now=1748854800000)).state.pipeline
environment = pipeline.store.environment("any")
ids = {f"{item.tool}/{item.category}": item.id for item in pipeline.store.integrations(environment)}
for entry in wanted:
    target, _, path = entry.partition("@")
    headers = {b"authorization": b"Bearer any", b"x-integration-id": ids[target].encode()}
    answer = pipeline.answer(Request("GET", path, b"page_size=250", headers))
    assert answer.status == 200, answer.body
    print(entry, sha256(answer.body).hexdigest())
"""
WANTED = (
    "sandbox/ATS@/ats/jobs", "hrworks/ATS@/ats/candidates", "sandbox/HRIS@/hris/employees", "ukgpro/ATS@/ats/jobs",
    "sandbox/ATS@/ats/applications", "hrworks/HRIS@/hris/absences", "sandbox/ASSESSMENT@/assessment/orders/open",
    "erecruiter/ATS@/ats/candidates",
)  # fmt: skip


def digests(seed: int, wanted: tuple[str, ...], **environ: str) -> dict[str, str]:
    """Give the digest of each answer of a process of its own."""
    command = [sys.executable, "-c", SCRIPT, str(seed), *wanted]
    run = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **environ})
    return dict(line.split() for line in run.stdout.splitlines())


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    return digests(42, WANTED)


def test_two_processes_answer_the_same_whatever_is_asked_first(reference: dict[str, str]) -> None:
    assert digests(42, WANTED[::-1], TZ="Asia/Kolkata", PYTHONHASHSEED="7", LC_ALL="C") == reference


def test_another_seed_differs_everywhere(reference: dict[str, str]) -> None:
    other = digests(43, WANTED)
    assert all(other[name] != digest for name, digest in reference.items())


def test_a_day_of_daylight_saving_changes_nothing(reference: dict[str, str]) -> None:
    assert digests(42, WANTED[:2], TZ="America/New_York") == {name: reference[name] for name in WANTED[:2]}
