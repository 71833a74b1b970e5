"""Export: what an environment holds, line by line."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import orjson

from mockserver.instants import format_instant
from mockserver.state.environments import Environment, Integration
from mockserver.state.making import OWN_RECORDS
from mockserver.state.records import Records
from mockserver.state.store import Store
from mockserver.transfer.lines import environment_line, installed_version, integration_line

_CHUNK = 500


def export(store: Store, environment: Environment) -> Iterator[bytes]:
    """Give the lines of an environment, as they are at one moment; take them all before anything else is done.

    An integration that was used comes with all its records; what nobody has looked at follows from the seed.
    """
    count = 0
    # Nothing is written; but what is read must belong together.
    with store.database.lock, store.database.transaction():
        for line in _lines(store, environment):
            count += 1
            yield line
    yield _text({"end": {"lines": count + 1}})


def _lines(store: Store, environment: Environment) -> Iterator[bytes]:
    yield _text(environment_line(environment, installed_version(), store.settings.profile))
    for _, integration in sorted(environment.integrations.items()):
        if OWN_RECORDS in integration.settings:
            store.records(environment, integration)
        if not _is_as_always(store, environment, integration):
            yield _text(integration_line(integration))
            yield from _records(store, integration)
    blobs = "SELECT digest, content FROM blobs WHERE environment = ? ORDER BY digest"
    for digest, content in store.database.query(blobs, (environment.id,)):
        yield _text({"file": digest, "base64": b64encode(content).decode()})


def _is_as_always(store: Store, environment: Environment, integration: Integration) -> bool:
    if integration.world is not None:
        return False
    usual = store.connections.first(environment, integration.tool, integration.category)
    return usual == integration


def _records(store: Store, integration: Integration) -> Iterator[bytes]:
    if integration.world is None:
        return
    for world, mark in ((integration.world, b""), (integration.remote_world, b'"remote":true,')):
        if world is None:
            continue
        records = store.worlds.records(world)
        rows = Rows(records.database, records.layout, records.world, records.base)
        for model in store.catalog.models:
            for touched_at, document in rows.of(model):
                head = b'{"model":"%b","touched_at":"%b",%b"record":'
                yield head % (model.encode(), format_instant(touched_at).encode(), mark) + document + b"}\n"


class Rows(Records):
    """The records of a world as they are stored."""

    def of(self, model: str) -> Iterator[tuple[int, bytes]]:
        """Give when each record of a model was touched, and its text, in the order of lists."""
        after, code = 0, self.layout.number(model)
        while True:
            rows = self._rows(
                "r.seq AS seq, r.touched_at, r.document",
                model,
                (),
                " AND r.seq > ?",
                f" ORDER BY seq LIMIT {_CHUNK}",
                [after],
            )
            if not rows:
                return
            for _, touched_at, document in rows:
                yield touched_at, self.layout.packs.text(self.layers[-1], code, document)
            after = rows[-1][0]


def _text(line: dict[str, Any]) -> bytes:
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
