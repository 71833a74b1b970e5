"""Hooks: events that the API sends to the site."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from typing import Any


class ForgedError(Exception):
    """The event is not from where it says."""


def read(secret: str, body: bytes, signature: str | None) -> dict[str, Any]:
    """Give an event; ForgedError if its signature is not that of its bytes."""
    expected = urlsafe_b64encode(hmac.digest(secret.encode(), body, "sha256")).decode().rstrip("=")
    if signature is None or not hmac.compare_digest(signature, expected):
        raise ForgedError
    event: dict[str, Any] = json.loads(body)
    return event


def models_to_read(event: dict[str, Any]) -> set[str]:
    """Give what has to be read again after an event."""
    if event["type"] != "data-changed":
        return set()
    return {model["name"] for model in event["data"]["changed_models"]}
