"""Scope configuration: what the owner of an integration, or its customer, keeps from being read or written.

A setting is ENABLED, DISABLED, or OPTIONAL, which leaves it to the customer; what the customer declined stands under
`opted_out`. Models and actions go by their id, fields by `model.field`.
"""

from __future__ import annotations

from typing import Any, Literal

Kind = Literal["models", "fields", "actions"]
Scopes = dict[str, Any]

ENABLED, DISABLED, OPTIONAL = "ENABLED", "DISABLED", "OPTIONAL"


def setting(scopes: Scopes, kind: Kind, name: str) -> str:
    """Give the setting of a model, field or action; a field without one has that of its model."""
    otherwise = setting(scopes, "models", name.partition(".")[0]) if kind == "fields" else ENABLED
    found: str = scopes.get(kind, {}).get(name, otherwise)
    return found


def opted_out(scopes: Scopes, kind: Kind, name: str) -> bool:
    """Tell whether the customer declined it; who declines a model declines its fields."""
    declined = scopes.get("opted_out", {})
    return name in declined.get(kind, ()) or (kind == "fields" and opted_out(scopes, "models", name.partition(".")[0]))


def switched_off(scopes: Scopes, kind: Kind) -> frozenset[str]:
    """Give the names that are not shown or done, by either's will."""
    disabled = {name for name, found in scopes.get(kind, {}).items() if found == DISABLED}
    return frozenset(disabled.union(scopes.get("opted_out", {}).get(kind, ())))
