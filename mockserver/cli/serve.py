"""`mockserver serve`: settings, socket, application, start screen, and a graceful end."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from mockserver.errors import ConfigurationError
from mockserver.settings import Settings


def serve(flags: Mapping[str, Any]) -> None:
    """Serve until SIGTERM or SIGINT; ConfigurationError if that cannot begin."""
    settings = Settings.load(flags, os.environ)
    if settings.workers > 1:
        raise ConfigurationError("--workers: only 1 process can serve so far")
    from mockserver.server.sockets import address_of, listen

    # First of all, so that a taken port is told at once.
    listener = listen(settings.host, settings.port)
    from mockserver import logs
    from mockserver.server.running import Runner, stopped_by_signals
    from mockserver.server.thread import default_application

    handler = logs.configure(settings)
    url = address_of(listener)
    try:
        runner = Runner(default_application(settings), listener, lambda: _announce(settings, url))
        with stopped_by_signals(runner):
            runner.start()
    finally:
        listener.close()
        handler.close()


def _announce(settings: Settings, url: str) -> None:
    from mockserver.cli.screen import start_screen

    if settings.log_format == "json":
        import logging

        logging.getLogger("mockserver").info("listening on %s", url)
        return
    try:
        print(start_screen(settings, url), flush=True)
    except OSError:
        # Whoever started us closed the output; serving goes on.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - until the process ends
