"""Signed tokens of an environment: JSON Web Tokens, as the vendor's links carry them.

A token says which environment made it, what it is for and when it ends, all by that environment's clock. It is signed
with the environment's secret, so nobody makes one up, and the token of one key is worth nothing with another.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any, Literal

import orjson

from mockserver.ids import base58
from mockserver.instants import SECOND
from mockserver.state.environments import Environment
from mockserver.state.store import Store

Purpose = Literal["connect", "relink", "setup", "activation"]

_HEADER = {"alg": "HS256", "typ": "JWT"}
_LONGEST = 65_536


class TokenRefusedError(ValueError):
    """The token is not one of this environment, not for this purpose, or was a good one and has `ended`."""

    def __init__(self, message: str, *, ended: dict[str, Any] | None = None) -> None:
        super().__init__(message)
        self.ended = ended


def issue(store: Store, environment: Environment, purpose: Purpose, ends_at: int, claims: dict[str, Any]) -> str:
    """Give a new token that holds the claims and ends in the second of `ends_at`; call it within `Store.change`."""
    payload = {
        "env": environment.id,
        "use": purpose,
        "jti": base58(f"{environment.id}/tokens/{environment.count('tokens')}"),
        "iat": store.now(environment) // SECOND,
        "exp": ends_at // SECOND,
        **claims,
    }
    signed = f"{_encode(orjson.dumps(_HEADER))}.{_encode(orjson.dumps(payload))}"
    return f"{signed}.{_signature(environment, signed)}"


def read(store: Store, environment: Environment, token: str, *purposes: Purpose) -> dict[str, Any]:
    """Give the claims of a token that this environment issued for one of the purposes; else TokenRefusedError."""
    claims = _claims(token)
    if claims.get("env") != environment.id:
        raise TokenRefusedError("the token belongs to another environment, that is: to another API key")
    signed, _, signature = token.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(environment, signed).encode()):
        raise TokenRefusedError("the signature of the token is wrong")
    if claims["use"] not in purposes:
        raise TokenRefusedError(f"it is a token of the kind {claims['use']!r}, expected {' or '.join(purposes)}")
    if store.now(environment) >= claims["exp"] * SECOND:
        raise TokenRefusedError("the token has expired", ended=claims)
    return claims


def environment_of(store: Store, token: str) -> Environment:
    """Give the environment that a token names, before anything is checked; TokenRefusedError if there is none."""
    id = _claims(token).get("env")
    environment = store.environment_by_id(id) if isinstance(id, str) else None
    if environment is None:
        raise TokenRefusedError("the token names an environment that this server does not know")
    return environment


def _claims(token: str) -> dict[str, Any]:
    try:
        _, payload, _ = token[:_LONGEST].split(".")
        claims = orjson.loads(urlsafe_b64decode(payload.encode() + b"=" * (-len(payload) % 4)))
    except ValueError:
        raise TokenRefusedError("it is not a token of this server") from None
    if not isinstance(claims, dict):
        raise TokenRefusedError("it is not a token of this server")
    return claims


def _signature(environment: Environment, signed: str) -> str:
    return _encode(hmac.digest(environment.secret.encode(), signed.encode(), "sha256"))


def _encode(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
