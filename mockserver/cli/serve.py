"""`mockserver serve`: settings, socket, application, start screen, and a graceful end."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from socket import socket
from typing import TYPE_CHECKING, Any

from mockserver.errors import ConfigurationError
from mockserver.settings import Settings

if TYPE_CHECKING:
    from mockserver.state.store import Store


def serve(flags: Mapping[str, Any]) -> None:
    """Serve until SIGTERM or SIGINT; ConfigurationError if that cannot begin."""
    settings = Settings.load(flags, os.environ)
    from mockserver.server.sockets import address_of, listen

    # First of all, so that a taken port is told at once.
    listener = listen(settings.host, settings.port)
    try:
        if settings.workers > 1:
            _serve_together(settings, listener, address_of(listener))
        else:
            _serve_alone(settings, listener, lambda store: _announce(settings, address_of(listener), store))
    finally:
        listener.close()


def _serve_together(settings: Settings, listener: socket, url: str) -> None:
    from mockserver.server.workers import Workers
    from mockserver.state.engines import open_database

    # Once for all of them: whatever is wrong with it, and the tables where they are missing.
    with closing(open_database(settings.database)) as database:
        if not database.shared:
            raise ConfigurationError(
                f"--workers {settings.workers} needs a database that several processes can share: "
                "--database sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
            )

    def work(number: int) -> int:
        _serve_alone(settings, listener, lambda store: None if number else _announce(settings, url, store))
        return 0

    # Loaded before the others are split off, what does not change takes memory once.
    import mockserver.app  # noqa: F401

    code = Workers(settings.workers, work).run()
    if code:
        raise SystemExit(code)


def _serve_alone(settings: Settings, listener: socket, on_ready: Callable[[Store], None]) -> None:
    from mockserver import logs
    from mockserver.server.running import Runner, stopped_by_signals
    from mockserver.server.thread import default_application

    handler = logs.configure(settings)
    try:
        application = default_application(settings)
        runner = Runner(application, listener, lambda: on_ready(application.state.store))
        # What is there by now stays: looking through it again and again for garbage would cost a tenth of every answer.
        gc.freeze()
        with stopped_by_signals(runner):
            runner.start()
    finally:
        handler.close()


def _announce(settings: Settings, url: str, store: Store) -> None:
    from mockserver.cli.screen import named_integrations, start_screen

    if settings.log_format == "json":
        import logging

        logging.getLogger("mockserver").info("listening on %s", url)
        return
    try:
        print(start_screen(settings, url, named_integrations(store)), flush=True)
    except OSError:
        # Whoever started us closed the output; serving goes on.
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - until the process ends
