"""Scope configurations as they come in: every name is known, and nothing is declined that is not optional."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.api.scopes import DISABLED, OPTIONAL, Kind, Scopes, setting
from mockserver.connectors import Catalog
from mockserver.description import Description
from mockserver.errors import InputInvalid
from mockserver.state.environments import Integration
from mockserver.suggest import did_you_mean

_KINDS: tuple[Kind, ...] = ("models", "fields", "actions")
_ANY_CATEGORY = "any"
# Marks of identity and time, without which a record is none.
_ALWAYS_SHOWN = ("id", "changed_at", "remote_deleted_at")


def read_scopes(
    catalog: Catalog, description: Description, integration: Integration, given: Mapping[str, Any]
) -> Scopes:
    """Give a scope configuration in the form in which it is kept; InputInvalid names the nearest valid word.

    A permission stands for all actions that need it; an action's own setting is stronger.
    """
    permissions = _permissions(catalog, description, integration)
    actions: dict[str, str] = {}
    for name, word in given.get("permissions", {}).items():
        _known("$.scopes.permissions", name, permissions)
        actions |= dict.fromkeys(permissions[name], word)
    scopes: Scopes = {kind: dict(given[kind]) for kind in ("models", "fields") if kind in given}
    if actions or "actions" in given:
        scopes["actions"] = {**actions, **given.get("actions", {})}
    declined = given.get("opted_out", {})
    known = _names(catalog, integration)
    for kind in _KINDS:
        for name in scopes.get(kind, {}):
            _known(f"$.scopes.{kind}", name, known[kind])
        for name in declined.get(kind, ()):
            _known(f"$.scopes.opted_out.{kind}", name, known[kind])
            if setting(scopes, kind, name) != OPTIONAL:
                raise InputInvalid(f"$.scopes.opted_out.{kind}: {name!r} is not OPTIONAL, so nobody can decline it.")
    _check_shown(catalog, scopes, declined.get("fields", ()))
    return {**scopes, "opted_out": {kind: list(names) for kind, names in declined.items()}} if declined else scopes


def _names(catalog: Catalog, integration: Integration) -> dict[Kind, list[str]]:
    models = [
        model for model in catalog.models.values() if model.category == integration.category and not model.written
    ]
    return {
        "models": [model.id for model in models],
        "fields": [f"{model.id}.{field}" for model in models for field in model.fields],
        "actions": [
            action.id for action in catalog.actions.values() if action.category in {integration.category, _ANY_CATEGORY}
        ],
    }


def _permissions(catalog: Catalog, description: Description, integration: Integration) -> dict[str, list[str]]:
    """Give the actions of the integration's category that need each permission."""
    found: dict[str, list[str]] = {}
    for operation in description.operations.values():
        action = catalog.actions.get(operation.action or "")
        if operation.permission and action and action.category == integration.category:
            found.setdefault(operation.permission, []).append(action.id)
    return found


def _check_shown(catalog: Catalog, scopes: Scopes, declined: Iterable[str]) -> None:
    off = [name for name, word in scopes.get("fields", {}).items() if word == DISABLED]
    for name in [*off, *declined]:
        model, _, field = name.partition(".")
        if field in _ALWAYS_SHOWN or field in catalog.models[model].demanded:
            raise InputInvalid(f"$.scopes: {name!r} is part of every answer, so it cannot be kept back.")


def _known(place: str, word: str, words: Iterable[str]) -> None:
    if word not in words:
        raise InputInvalid(f"{place}: {word!r} is not known{did_you_mean(word, words) or '.'}")
