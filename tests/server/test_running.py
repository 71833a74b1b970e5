"""The runner ends on SIGTERM and SIGINT, and puts the handlers back."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

from mockserver.server.running import Runner, stopped_by_signals
from mockserver.server.sockets import listen
from mockserver.server.thread import Factory
from mockserver.settings import Settings


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_gracefully(factory: Factory, events: list[str], number: signal.Signals) -> None:
    before = signal.getsignal(number)
    ready = threading.Event()
    runner = Runner(factory(Settings()), listen("127.0.0.1", 0), ready.set)

    def interrupt() -> None:
        ready.wait(5)
        os.kill(os.getpid(), number)

    killer = threading.Thread(target=interrupt)
    killer.start()
    begin = time.monotonic()
    with stopped_by_signals(runner):
        runner.start()
    assert time.monotonic() - begin < 2
    killer.join()
    assert events == ["started", "stopped"]
    assert signal.getsignal(number) is before


def test_a_runner_stopped_before_its_start_ends_at_once(factory: Factory, events: list[str]) -> None:
    runner = Runner(factory(Settings()), listen("127.0.0.1", 0), lambda: None)
    runner.stop()
    runner.start()
    assert events == ["started", "stopped"]
    runner.stop()


def test_signals_are_for_the_main_thread(factory: Factory) -> None:
    listener = listen("127.0.0.1", 0)
    runner = Runner(factory(Settings()), listener, lambda: None)
    problems: list[Exception] = []

    def enter() -> None:
        try:
            with stopped_by_signals(runner):
                pass
        except RuntimeError as problem:
            problems.append(problem)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    listener.close()
    assert "main thread" in str(problems[0])
