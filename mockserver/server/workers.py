"""Workers: several processes that serve one socket, and the one that started them and sees to it that they run."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

from mockserver.errors import ConfigurationError

# A worker that ends sooner never worked; starting it again would not help.
SHORTEST_SECONDS = 3.0
_STOPS = (signal.SIGTERM, signal.SIGINT)

# Serves as the worker of a number until it is told to stop, and gives an exit code.
Work = Callable[[int], int]


class Workers:
    """A number of processes that do the same work; one that ends unasked is started again.

    All of them end when this process does, however it ends.
    """

    def __init__(self, number: int, work: Work) -> None:
        if not hasattr(os, "fork"):
            raise ConfigurationError("--workers: this system cannot start several processes that share a socket")
        self._number = number
        self._work = work
        self._running: dict[int, tuple[int, float]] = {}
        self._stopping = False
        # Only this process holds the writing end: the others notice its end when the system closes it.
        self._alive, self._life = os.pipe()

    def run(self) -> int:
        """Work until SIGTERM or SIGINT and give the exit code: 0, or that of a worker that could not begin."""
        code = 0
        before = {sign: signal.signal(sign, self._stop) for sign in _STOPS}
        try:
            for number in range(self._number):
                self._start(number)
            while self._running:
                ended, status = os.wait()
                if ended in self._running:
                    code = self._ended(ended, os.waitstatus_to_exitcode(status)) or code
        finally:
            for sign, handler in before.items():
                signal.signal(sign, handler)
        return code

    def _start(self, number: int) -> None:
        sys.stdout.flush()
        sys.stderr.flush()
        # A signal that comes now waits until it is clear whose it is.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        process = os.fork()
        if process:
            self._running[process] = number, time.monotonic()
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            if self._stopping:
                os.kill(process, signal.SIGTERM)
            return
        code = 1
        try:
            # What stops all of them is the parent's; until there is something to end well, a signal ends this one.
            for sign in _STOPS:
                signal.signal(sign, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
            # Ctrl-C reaches a whole group; who started it passes it on, once.
            os.setpgid(0, 0)
            os.close(self._life)
            threading.Thread(target=self._end_with_parent, name="mockserver parent", daemon=True).start()
            code = self._work(number)
        except ConfigurationError as problem:
            print(f"mockserver: {problem}", file=sys.stderr)  # noqa: T201 - as the command line does
            code = 2
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _end_with_parent(self) -> None:
        os.read(self._alive, 1)
        os.kill(os.getpid(), signal.SIGTERM)

    def _ended(self, process: int, code: int) -> int:
        """See to what follows from the end of a worker; give the exit code if that is the end of all."""
        number, begun = self._running.pop(process)
        if self._stopping:
            return 0
        if time.monotonic() - begun < SHORTEST_SECONDS:
            self._stop(signal.SIGTERM, None)
            return code if code > 0 else 1
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        print(f"mockserver: worker {number} ended with {how} and is started again", file=sys.stderr)  # noqa: T201
        self._start(number)
        return 0

    def _stop(self, sign: int, _frame: FrameType | None) -> None:
        """Pass a signal on; a second one does not wait for requests, as in a single process."""
        self._stopping = True
        for process in tuple(self._running):
            try:
                os.kill(process, sign)
            except ProcessLookupError:  # it has just ended
                continue
