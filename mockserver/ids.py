"""Identifiers: base58 text of a hash, as the real API derives ids from the integration and the remote id."""

from __future__ import annotations

from hashlib import blake2b

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
ID_LENGTH = 24
# Two digits at a time halve the number of divisions; ids are made for every record of a world.
_PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
_PAIR_BASE = len(_PAIRS)


def base58(text: str, length: int = ID_LENGTH) -> str:
    """Give `length` (an even number) base58 characters derived from the text alone."""
    number = int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=length).digest(), "big")
    pairs = []
    for _ in range(length // 2):
        number, rest = divmod(number, _PAIR_BASE)
        pairs.append(_PAIRS[rest])
    return "".join(pairs)


def environment_id(key: str) -> str:
    """Give the id of the environment of an API key."""
    return base58(f"environment/{key}")


def record_id(integration_id: str, remote_id: str) -> str:
    """Give a record's id. The model is left out, so ids may repeat across models, as they do in the real API."""
    return base58(f"{integration_id}/{remote_id}")


def integration_id(seed: int, tool: str, category: str, number: int = 0) -> str:
    """Give `<tool>:<24 base58 characters>`; `number` counts further integrations of one tool in an environment."""
    suffix = f"/{number}" if number else ""
    return f"{tool}:{base58(f'{seed}/{tool}/{category}{suffix}')}"
