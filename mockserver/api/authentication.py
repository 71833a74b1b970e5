"""Authentication: the bearer key, which names an environment."""

from __future__ import annotations

from mockserver.api.request import Request
from mockserver.errors import AuthenticationInvalid

# Longer keys are nobody's; the limit keeps one client from filling memory with names of environments.
LONGEST_KEY = 512


def read_key(request: Request, allowed: frozenset[str]) -> str:
    """Give the key of a request; an empty `allowed` accepts every key."""
    header = request.headers.get(b"authorization")
    if header is None:
        raise AuthenticationInvalid("Missing authorization header!")
    scheme, _, key = header.decode("latin-1").strip().partition(" ")
    key = key.strip()
    if scheme.lower() != "bearer" or not key or len(key) > LONGEST_KEY:
        raise AuthenticationInvalid(
            "Invalid authorization header!",
            explanation=f"expected 'Authorization: Bearer KEY' with a key of 1 to {LONGEST_KEY} characters",
        )
    if allowed and key not in allowed:
        raise AuthenticationInvalid(
            "The provided API key is invalid or expired.", explanation="the key is not one of --api-keys"
        )
    return key
