"""Requests to a tool's own API. Nothing leaves this server: the answers come from stubs and from the world."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode
from zlib import crc32

import orjson

from mockserver.api.call import Call, handles
from mockserver.api.remote import RemoteRequest, RemoteResponse, respond
from mockserver.connectors.remote_apis import load_remote_apis
from mockserver.errors import InputInvalid
from mockserver.state.stubs import stubs
from mockserver.suggest import did_you_mean

# As long as most servers take.
LONGEST_PATH = 8_000
_SAFE = "/:@!$&'()*+,;=~%-._"


@handles("PostPassthroughToolApi")
def passthrough(call: Call) -> Any:
    """Give what the tool answers, its errors included; the answer of this operation is a success either way."""
    request = _request(call)
    response = respond(call, request)
    data = response.data if response.raw is None else response.raw.decode("utf-8", "replace")
    if call.body.get("response_as_base64"):
        data = b64encode(_content(response)).decode()
    return {
        "url": _url(call, request),
        "status": response.status,
        "headers": response.headers,
        "data": data,
    }


def _request(call: Call) -> RemoteRequest:
    tool, api, body = call.path["tool"], call.path["api"], call.body
    if tool != call.integration.tool:
        raise InputInvalid(f"tool: this integration is one of {call.integration.tool!r}, not of {tool[:100]!r}.")
    # The vendor lists no API for some tools, and knows none that users add: there a stub says that there is one.
    known = load_remote_apis().names(tool) or tuple(
        stub["api"] for stub in stubs(call.environment) if stub["tool"] == tool
    )
    if api not in known:
        hint = did_you_mean(api, known) or ", there is none for this tool" * (not known)
        raise InputInvalid(f"api: {api[:100]!r} is no API of {tool}{hint or '.'}")
    path, _, query = body["path"].partition("?")
    if len(body["path"]) > LONGEST_PATH:
        raise InputInvalid(f"$.path must not be longer than {LONGEST_PATH} characters.")
    params = {**dict(parse_qsl(query, keep_blank_values=True)), **(body.get("params") or {})}
    return RemoteRequest(tool, api, body["method"], path, params)


def _url(call: Call, request: RemoteRequest) -> str:
    """Give the address that would have been called."""
    organization = str(call.integration.end_user["organization_name"]).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", organization)[:40].strip("-") or "company"
    number = str(crc32(call.integration.id.encode()))
    base = load_remote_apis().base_url(request.tool, request.api, slug, number)
    query = f"?{urlencode(request.params, errors='replace')}" if request.params else ""
    return f"{base}/{quote(request.path.lstrip('/'), safe=_SAFE, errors='replace')}{query}"


def _content(response: RemoteResponse) -> bytes:
    """Give the bytes that the tool sends: text as it is, everything else as JSON."""
    if response.raw is not None:
        return response.raw
    if response.data is None:
        return b""
    return response.data.encode() if isinstance(response.data, str) else orjson.dumps(response.data)
