"""Logs: one line per request and what goes wrong, for people or for machines.

As a library we only write to Python's logging, so an embedding program or a test decides what is shown; `configure` is
for processes that are ours. Keys never get here: lines hold what a caller passes to `log_request`, never headers.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import threading
from collections.abc import Mapping
from typing import Any, TextIO

from mockserver.instants import format_instant
from mockserver.settings import Settings

requests = logging.getLogger("mockserver.requests")

_FLUSH_SECONDS = 0.05
_LEVEL_OF_UVICORN = "WARNING"


def shows(status: int) -> bool:
    """Say whether the line of a request with this status would be written."""
    return requests.isEnabledFor(_level(status))


def _level(status: int) -> int:
    return logging.INFO if status < 400 else logging.WARNING if status < 500 else logging.ERROR


def log_request(
    method: str,
    target: str,
    status: int,
    milliseconds: float,
    *,
    request_id: str,
    details: Mapping[str, str] | None = None,
    explanation: str | None = None,
) -> None:
    """Write the line of an answered request; a refused one is a warning, a fault of ours an error.

    `details` are further words such as the tool; `explanation` is why the mock refused, in full.
    """
    level = _level(status)
    if not requests.isEnabledFor(level):
        return
    event = {"status": status, "method": method, "target": target, "milliseconds": round(milliseconds, 2)}
    event |= details or {}
    event["request_id"] = request_id
    # Made here because Logger.log would look for the calling line, which costs more than all the rest.
    record = logging.LogRecord(requests.name, level, __file__, 0, "%s", (_Line(event, explanation),), None)
    requests.handle(record)


class _Line:
    """The text of a request, put together only when a handler wants text."""

    __slots__ = ("event", "explanation")

    def __init__(self, event: dict[str, Any], explanation: str | None) -> None:
        self.event = event
        self.explanation = explanation

    def __str__(self) -> str:
        status, method, target, milliseconds, *details = self.event.values()
        words = f"{status} {method} {target} {milliseconds} ms {' '.join(map(str, details))}"
        return words if self.explanation is None else f"{words}: {self.explanation}"


def printable(text: str) -> str:
    r"""Give text on one line: what could end it or steer a terminal is written as `\n`, `\x1b`."""
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


class TextFormatter(logging.Formatter):
    """Lines for people: time, message, and a traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the text of a record."""
        time = format_instant(int(record.created * 1000))[11:23]
        text = f"{time} {printable(record.getMessage())}"
        return f"{text}\n{self.formatException(record.exc_info)}" if record.exc_info else text


class JsonFormatter(logging.Formatter):
    """Lines for machines: one JSON object each."""

    def format(self, record: logging.LogRecord) -> str:
        """Give the JSON text of a record."""
        import orjson

        entry: dict[str, Any] = {"time": format_instant(int(record.created * 1000)), "level": record.levelname.lower()}
        line = record.args[0] if isinstance(record.args, tuple) and record.args else None
        if isinstance(line, _Line):
            entry |= {"event": "request", **line.event, "explanation": line.explanation}
        else:
            entry |= {"event": record.name, "message": record.getMessage()}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(entry, default=str).decode()


class BatchingHandler(logging.Handler):
    """Writes lines together, at most 50 ms late: a write per request would cost as much as answering it."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream
        self._lines: list[str] = []
        self._pending = threading.Event()
        self._ended = threading.Event()
        self._writer = threading.Thread(target=self._write_for_ever, name="mockserver log", daemon=True)
        self._writer.start()

    def emit(self, record: logging.LogRecord) -> None:
        """Take a record; it is written shortly after."""
        try:
            self._lines.append(self.format(record))
        except Exception:  # noqa: BLE001 - logging's own rule: a line that cannot be written never stops the work
            self.handleError(record)
        if not self._pending.is_set():
            self._pending.set()

    def flush(self) -> None:
        """Write what is waiting."""
        with self.lock:  # type: ignore[union-attr] # made by Handler.__init__
            lines, self._lines = self._lines, []
            if lines:
                try:
                    self._stream.write("\n".join(lines) + "\n")
                    self._stream.flush()
                except (OSError, ValueError):
                    # Nobody reads any more.
                    self._lines.clear()

    def close(self) -> None:
        """Write what is waiting and stop."""
        self._ended.set()
        self._pending.set()
        self._writer.join(1)
        self.flush()
        super().close()

    def _write_for_ever(self) -> None:
        while not self._ended.is_set():
            self._pending.wait()
            self._ended.wait(_FLUSH_SECONDS)
            self._pending.clear()
            self.flush()


def configure(settings: Settings, stream: TextIO | None = None) -> logging.Handler:
    """Send our logs, and what the web server complains about, to a stream (standard error) as the settings say."""
    # Nobody prints these, and finding them out is a third of the cost of a line.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = BatchingHandler(stream or sys.stderr)
    handler.setFormatter(JsonFormatter() if settings.log_format == "json" else TextFormatter())
    handler.addFilter(_is_news)
    for name, level in (("mockserver", settings.log_level.upper()), ("uvicorn", _LEVEL_OF_UVICORN)):
        logger = logging.getLogger(name)
        logger.setLevel(level)
        logger.addHandler(handler)
        logger.propagate = False
    return handler


def _is_news(record: logging.LogRecord) -> bool:
    """Drop the tracebacks of requests that a shutdown cut off; the line that says so stays."""
    return not (record.exc_info and isinstance(record.exc_info[1], asyncio.CancelledError))
