"""The program under test talks to the mock: each test has an environment of its own, so tests run in any order."""

from __future__ import annotations

import pytest
from kombo import Kombo

from careers.applying import Applicant
from mockserver.pytest_plugin import KomboMock


@pytest.fixture
def ats(kombo_mock: KomboMock) -> Kombo:
    """The SDK, connected to a CareerPlug customer."""
    return kombo_mock.sdk("careerplug")


@pytest.fixture
def ada() -> Applicant:
    """Somebody who applies."""
    return Applicant("Ada", "Noor", "ada.noor@example.org", cv=b"%PDF-1.4 Ada")
