"""Control of sandboxes: how a demonstration looks; in demo mode a visitor's key, its lifetime and its share links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.control.call import ControlCall, controls
from mockserver.control.scenarios import begin_anew, selection
from mockserver.errors import InputInvalid, NotFound
from mockserver.instants import MINUTE, SECOND, format_duration, format_instant, parse_duration
from mockserver.state import sandboxes
from mockserver.state.connections import COMPANY
from mockserver.state.environments import Environment


@controls("OpenSandbox")
def open_sandbox(call: ControlCall) -> Any:
    """Give a visitor a key: of a sandbox that nobody has had before, or of the one that a link leads into."""
    _demo_only(call)
    body = call.body or {}
    if "link" in body:
        if len(body) > 1:
            raise InputInvalid("$: a link decides everything else.")
        found, link = sandboxes.followed(call.store, body["link"])
        if link["kind"] == "same":
            return _document(call, found)
        return _opened(call, {"colour": found.sandbox.get("colour")}, selection(call, found))
    return _opened(call, body)


@controls("FollowLink")
def follow_link(call: ControlCall) -> Any:
    """Tell what a share link leads to."""
    _demo_only(call)
    found, link = sandboxes.followed(call.store, call.path["link"])
    return {
        "name": link["name"],
        "kind": link["kind"],
        "company": found.settings.get(COMPANY, {}).get("name"),
        "colour": found.sandbox.get("colour"),
        "expires_at": format_instant(found.sandbox["expires_at"]) if link["kind"] == "same" else None,
    }


@controls("GetSandbox")
def get_sandbox(call: ControlCall) -> Any:
    """Tell how the environment looks, and until when it is there."""
    return _document(call, call.environment)


@controls("ChangeSandbox")
def change_sandbox(call: ControlCall) -> Any:
    """Change how the environment looks; another customer or scenario begins it anew."""
    _change(call, call.body)
    return _document(call, call.environment)


@controls("CloseSandbox")
def close_sandbox(call: ControlCall) -> Any:
    """Forget the sandbox, its key and everything in it."""
    _demo_only(call)
    sandboxes.close(call.store, call.environment)
    call.pipeline.recorder.clear(call.environment)
    sandboxes.sweep(call.store)
    return {}


@controls("AddLink")
def add_link(call: ControlCall) -> Any:
    """Add a share link and give it."""
    _demo_only(call)
    if len(sandboxes.links(call.environment)) >= sandboxes.MOST_LINKS:
        raise InputInvalid(f"$: a sandbox has at most {sandboxes.MOST_LINKS} links; remove one first.")
    with call.store.change(call.environment):
        link = sandboxes.add_link(call.environment, call.body["name"].strip(), call.body.get("kind", "same"))
    return _link(call.environment, link)


@controls("RemoveLink")
def remove_link(call: ControlCall) -> Any:
    """Make a share link lead nowhere."""
    _demo_only(call)
    with call.store.change(call.environment):
        if not sandboxes.remove_link(call.environment, call.path["link_id"]):
            raise NotFound(f"link_id: no link {call.path['link_id']!r}; see GET /_mock/sandbox.")
    return {}


def _demo_only(call: ControlCall) -> None:
    if not call.store.settings.demo:
        raise NotFound(
            "Sandboxes that are opened and closed exist in demo mode only.",
            explanation="here every key has an environment; start the server with --demo to give keys to visitors",
        )


def _opened(call: ControlCall, body: Mapping[str, Any], like: Mapping[str, Any] | None = None) -> dict[str, Any]:
    environment = call.caller = sandboxes.open_sandbox(call.store, call.store.settings.demo_reset)
    try:
        if like is not None:
            begin_anew(call, like)
        _change(call, body)
    except BaseException:
        sandboxes.close(call.store, environment)
        raise
    return _document(call, environment)


def _change(call: ControlCall, body: Mapping[str, Any]) -> None:
    environment, every = call.environment, _reset_every(body)
    with call.store.change(environment):
        if "colour" in body:
            others = {name: value for name, value in environment.sandbox.items() if name != "colour"}
            environment.sandbox = {**others, "colour": body["colour"]} if body["colour"] else others
        if "reset_every" in body:
            _demo_only(call)
            sandboxes.set_resets(call.store, environment, every)
        if "scenario" in body or "company" in body:
            begin_anew(call, _chosen(selection(call, environment), body))


def _chosen(known: Mapping[str, Any], body: Mapping[str, Any]) -> dict[str, Any]:
    """Give a selection with what a body says in its place."""
    found = dict(known)
    if "scenario" in body:
        found |= {"name": body["scenario"], "document": None}
    if "company" in body:
        found["choices"] = {**known["choices"], "company": body["company"]}
    return found


def _reset_every(body: Mapping[str, Any]) -> int | None:
    text = body.get("reset_every")
    if text is None:
        return None
    try:
        found = parse_duration(text)
    except ValueError as problem:
        raise InputInvalid(f"$.reset_every: {problem}") from None
    if found < MINUTE:
        raise InputInvalid("$.reset_every: at least a minute, PT1M.")
    return found // SECOND * SECOND


def _document(call: ControlCall, environment: Environment) -> dict[str, Any]:
    sandbox, every = environment.sandbox, environment.sandbox.get("reset_every")
    instants = {
        name: None if sandbox.get(name) is None else format_instant(sandbox[name])
        for name in ("expires_at", "reset_at")
    }
    return {
        "key": sandbox.get("key"),
        "company": environment.settings.get(COMPANY, {}).get("name"),
        "scenario": selection(call, environment)["name"],
        "colour": sandbox.get("colour"),
        **instants,
        "reset_every": None if every is None else format_duration(every),
        "links": [_link(environment, link) for link in sandboxes.links(environment)],
    }


def _link(environment: Environment, link: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": link["id"],
        "name": link["name"],
        "kind": link["kind"],
        "link": sandboxes.token_of(environment, link),
    }
