"""The signature of a webhook: HMAC-SHA256 over the bytes that are sent, in base64url without padding."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode

HEADER = "X-Kombo-Signature"


def signature(secret: str, body: bytes) -> str:
    """Give the signature of a body."""
    return urlsafe_b64encode(hmac.digest(secret.encode(), body, "sha256")).decode().rstrip("=")


def wrong_signature(secret: str, body: bytes) -> str:
    """Give what looks like a signature and is that of another secret."""
    return signature(f"not {secret}", body)
