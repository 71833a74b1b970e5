"""Clients of the imitated API: httpx and the official SDK, with the key and the integration filled in."""

from __future__ import annotations

import warnings
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx
    from kombo import Kombo

_EXTRA = "pip install 'mockserver[testing]'"


def needed(module: str, what: str) -> Any:
    """Give a module of the extra; ModuleNotFoundError says how to get it."""
    try:
        return _quietly(module)
    except ModuleNotFoundError as problem:
        if problem.name != module:
            raise
        raise ModuleNotFoundError(f"{what} needs the package {module}: {_EXTRA}", name=module) from None


def headers(key: str, integration_id: str | None) -> dict[str, str]:
    """Give the headers that say who asks, and about which integration."""
    found = {"Authorization": f"Bearer {key}"}
    return found if integration_id is None else {**found, "X-Integration-Id": integration_id}


def http_client(url: str, key: str, integration_id: str | None, options: dict[str, Any]) -> httpx.Client:
    """Give a client whose paths are relative to /v1. A proxy of the environment is not meant for it."""
    module = needed("httpx", "kombo_mock.client")
    client: httpx.Client = module.Client(**_arguments(url, key, integration_id, options))
    return client


def async_client(url: str, key: str, integration_id: str | None, options: dict[str, Any]) -> httpx.AsyncClient:
    """Give the same for async code. It keeps no connection open, so nobody has to close it before a loop ends."""
    module = needed("httpx", "kombo_mock.async_client")
    options = {"limits": module.Limits(max_keepalive_connections=0)} | options
    client: httpx.AsyncClient = module.AsyncClient(**_arguments(url, key, integration_id, options))
    return client


def sdk_client(url: str, key: str, integration_id: str | None, options: dict[str, Any]) -> Kombo:
    """Give the official SDK on such clients, the first of which is the caller's to close.

    Left to itself, the SDK closes clients when it is collected as garbage, in an event loop of its own.
    """
    module = needed("kombo", "kombo_mock.sdk")
    http = needed("httpx", "kombo_mock.sdk")
    # The SDK loads this with the first list. On Python 3.12 and 3.13 it warns of what 3.14 removes, which would be a
    # failure of whatever test comes first where warnings are errors.
    with suppress(ModuleNotFoundError):
        _quietly("jsonpath")
    common = {"follow_redirects": True, "trust_env": False, "verify": _verify(url)}
    arguments = {
        "api_key": key,
        "server_url": f"{url}/v1",
        "integration_id": integration_id,
        "client": http.Client(**common),
        "async_client": http.AsyncClient(**common, limits=http.Limits(max_keepalive_connections=0)),
        **options,
    }
    sdk: Kombo = module.Kombo(**arguments)
    return sdk


def _quietly(module: str) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module(module)


def _arguments(url: str, key: str, integration_id: str | None, options: dict[str, Any]) -> dict[str, Any]:
    sent = headers(key, integration_id) | dict(options.get("headers") or {})
    return {"base_url": f"{url}/v1", "trust_env": False, "verify": _verify(url), **options, "headers": sent}


def _verify(url: str) -> bool:
    """Tell whether there are certificates to be checked; reading those that are trusted takes 20 ms for each client."""
    return url.startswith("https:")
