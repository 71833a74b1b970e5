"""Events are believed when their signature is right."""

from __future__ import annotations

import pytest

from careers import hooks
from mockserver.pytest_plugin import KomboMock


def test_an_event_says_what_to_read(kombo_mock: KomboMock) -> None:
    inbox = kombo_mock.webhooks.receive()
    kombo_mock.upstream("careerplug", "job_closes")
    kombo_mock.webhooks.wait_for("data-changed")
    [received] = inbox.received
    event = hooks.read(kombo_mock.webhooks.secret, received.body, received.signature)
    assert "ats_jobs" in hooks.models_to_read(event)


def test_a_forged_event_is_not_believed(kombo_mock: KomboMock) -> None:
    inbox = kombo_mock.webhooks.receive()
    kombo_mock.webhooks.fail([{"effect": {"mis_sign": True}}])
    kombo_mock.webhooks.fire("data-changed")
    kombo_mock.webhooks.wait_for("data-changed")
    [received] = inbox.received
    with pytest.raises(hooks.ForgedError):
        hooks.read(kombo_mock.webhooks.secret, received.body, received.signature)
