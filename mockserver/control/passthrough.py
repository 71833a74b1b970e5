"""Control of what the customer's own system answers to passthrough requests."""

from __future__ import annotations

import binascii
from base64 import b64decode
from typing import Any

from mockserver.connectors.path_templates import check
from mockserver.connectors.remote_apis import load_remote_apis
from mockserver.control.call import ControlCall, controls
from mockserver.errors import InputInvalid, NotFound
from mockserver.state import stubs
from mockserver.suggest import did_you_mean

_JSON = {"content-type": "application/json"}


@controls("ListStubs")
def list_stubs(call: ControlCall) -> Any:
    """Give the registered answers, oldest first, and the paths that are answered from the world without any."""
    tool = call.arguments.values.get("tool")
    return {
        "stubs": [_shown(stub) for stub in stubs.stubs(call.environment) if tool in {None, stub["tool"]}],
        "defaults": [
            {"tool": name, "api": api, "method": answer.method, "path": answer.path, "model": answer.model}
            for name, api, answer in load_remote_apis().known()
            if tool in {None, name}
        ],
    }


@controls("PutStub")
def put_stub(call: ControlCall) -> Any:
    """Register an answer and give it; one for the same method, path and parameters takes the place of the older."""
    body = call.body
    _check_target(call, body["tool"], body["api"])
    problem = check(body["path"])
    if problem is not None:
        raise InputInvalid(f"$.path: {problem}.")
    if "data" in body and "data_base64" in body:
        raise InputInvalid("$: give either data or data_base64.")
    with call.store.change(call.environment):
        stub = stubs.put(
            call.environment,
            {
                "tool": body["tool"],
                "api": body["api"],
                "method": body.get("method"),
                "path": body["path"],
                "params": body.get("params", {}),
                "status": body.get("status", 200),
                "headers": body.get("headers", _JSON),
                "data": body.get("data"),
                "blob": _blob(call, body.get("data_base64")),
            },
        )
    return _shown(stub)


@controls("RemoveStubs")
def remove_stubs(call: ControlCall) -> Any:
    """Forget one registered answer, or all; the defaults stay."""
    id = call.arguments.values.get("id")
    with call.store.change(call.environment):
        removed = stubs.remove(call.environment, id)
        if id is not None and not removed:
            raise NotFound(f"id: no stub {id!r}; see GET /_mock/passthrough.")
    return {"removed": removed}


def _check_target(call: ControlCall, tool: str, api: str) -> None:
    if tool not in call.catalog.connectors:
        raise InputInvalid(f"$.tool: {tool!r} is not known{did_you_mean(tool, call.catalog.connectors) or '.'}")
    known = load_remote_apis().names(tool)
    if known and api not in known:
        raise InputInvalid(f"$.api: {api!r} is no API of {tool}{did_you_mean(api, known) or '.'}")


def _blob(call: ControlCall, text: str | None) -> str | None:
    if text is None:
        return None
    try:
        return call.store.keep_blob(call.environment, b64decode(text, validate=True))
    except (binascii.Error, ValueError):
        raise InputInvalid("$.data_base64 must be base64.") from None


def _shown(stub: stubs.Stub) -> dict[str, Any]:
    shown = {key: value for key, value in stub.items() if key != "blob"}
    return {**shown, "binary": stub["blob"] is not None}
