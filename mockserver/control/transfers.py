"""Control of transfers: this environment as JSON lines, and JSON lines as this environment."""

from __future__ import annotations

from typing import Any

from mockserver.api.request import Answer
from mockserver.control.call import ControlCall, controls
from mockserver.errors import InputInvalid

CONTENT_TYPE = b"application/x-ndjson"


@controls("ExportEnvironment")
def export_environment(call: ControlCall) -> Answer:
    """Give the environment with all that is in it."""
    from mockserver.transfer.exporting import export

    return Answer(200, b"".join(export(call.store, call.environment)), content_type=CONTENT_TYPE)


@controls("ImportEnvironment")
def import_environment(call: ControlCall) -> Any:
    """Make the environment what the body says, and tell what came."""
    from mockserver.transfer.importing import import_lines
    from mockserver.transfer.lines import TransferError

    body = call.request.body
    try:
        tally = import_lines(call.store, call.environment, body.splitlines)
    except TransferError as problem:
        raise InputInvalid(f"{problem}.") from None
    call.pipeline.recorder.clear(call.environment)
    return {
        "status": "imported",
        "environment_id": call.environment.id,
        "integrations": len(tally.integrations),
        "records": tally.records,
        "files": len(tally.files),
    }
