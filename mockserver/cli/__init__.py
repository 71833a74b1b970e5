"""The command line. `serve` goes straight to work; every other command may take the time to load what it shows with."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mockserver.errors import ConfigurationError, DatabaseUnavailable, ServerFull

USAGE_ERROR = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and give its exit code: 0 done, 1 no, 2 something that the operator gave us cannot be used."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        return _run(words)
    except ConfigurationError as problem:
        print(f"mockserver: {problem}", file=sys.stderr)
        return USAGE_ERROR
    except (DatabaseUnavailable, ServerFull) as problem:
        # No room for what a start stores, or a database that goes away while it is filled.
        print(f"mockserver: {problem} ({problem.explanation})", file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output had enough; nothing may be written to it while Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(words: list[str]) -> int:
    # Loading Typer takes a third of the time to the first answer, so the command that answers does without.
    if words[:1] == ["serve"] and not {"--help", "-h"} & set(words):
        with _ended_by_sigterm():
            from mockserver.cli.flags import parse
            from mockserver.cli.serve import serve

            serve(parse(words[1:]))
        return 0
    from mockserver.cli.commands import run

    return run(words)


@contextmanager
def _ended_by_sigterm() -> Iterator[None]:
    """Let SIGTERM end the start, too: process 1 of a container ignores what it has no handler for."""

    def leave(_number: int, _frame: object) -> None:
        raise SystemExit(0)

    before = signal.signal(signal.SIGTERM, leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
