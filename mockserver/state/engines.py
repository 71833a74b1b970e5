"""From an address to an engine."""

from __future__ import annotations

from pathlib import Path

from mockserver.errors import ConfigurationError
from mockserver.state.database import Database

# psycopg takes longer to load than a request: each engine is loaded where it is opened.


def open_database(url: str | None, *, limit: int | None = None) -> Database:
    """Open the database of an address; without one it is in memory.

    Addresses are `sqlite:///relative.db`, `sqlite:////absolute.db` and `postgresql+psycopg://user@host/name`. `limit`
    is how many bytes SQLite may take; a server of databases has limits of its own. ConfigurationError says why one
    cannot be used.
    """
    from mockserver.state.sqlite import SQLite

    if url is None or url in ("", "sqlite://", "sqlite:///:memory:"):
        return SQLite(limit=limit)
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        if not path.parent.is_dir():
            raise ConfigurationError(f"cannot use the database {url}: there is no directory {path.parent}")
        return SQLite(path, limit=limit)
    if url.startswith("postgresql+psycopg://"):
        from mockserver.state.postgres import Postgres

        return Postgres(url)
    raise ConfigurationError(
        f"cannot use the database {url!r}: expected sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
    )
