"""Actions: what a button does is one call of the control API or the imitated one, shown beside it, ready to copy."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

import orjson

from mockserver.api.request import Answer
from mockserver.console.cv import cv
from mockserver.console.visit import BASE, Refused, Visit, link

CONTROL, API = "/_mock", "/v1"
# Names of form fields that are members of the body, at their place in it.
MEMBER = "in:"
# What was done is told by the next page, to which a cookie takes it; in bytes, as browsers drop cookies above 4,096.
_LONGEST_CALL, _LONGEST_TOLD, _LONGEST_LABEL = 1_700, 600, 120


@dataclass(frozen=True, slots=True)
class Input:
    """A value that the person gives; `place` is where it stands in the body, nothing is sent for an empty one."""

    place: str
    label: str
    kind: str = "text"
    options: tuple[tuple[str, str], ...] = ()
    value: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A button; `path` begins with /_mock or /v1, `makes` is the model of what the call makes."""

    label: str
    method: str
    path: str
    body: Any = None
    inputs: tuple[Input, ...] = ()
    help: str = ""
    integration_id: str | None = None
    makes: str = ""

    @property
    def body_text(self) -> str:
        """The body as a form carries it."""
        return "" if self.body is None else orjson.dumps(self.body).decode()

    def curl(self, visit: Visit) -> str:
        """Give the call as a line for a shell, with the values that stand in the inputs."""
        body = self.body
        for each in self.inputs:
            if each.value:
                body = _filled(body, each.place, each.kind, each.value)
            elif each.required:
                body = placed(body, each.place, each.options[0][0] if each.options else "…")
        return curl(visit, self.method, self.path, self.integration_id, body)


def curl(visit: Visit, method: str, path: str, integration_id: str | None, body: Any) -> str:
    """Give a call as a line for a shell."""
    parts = ["curl", *(() if method == "GET" else ("-X", method)), f"{visit.url}{path}"]
    # Double quotes, so that a name of a variable is filled in.
    words = (
        [shlex.join(parts), f'-H "Authorization: Bearer {visit.shown_key}"']
        if visit.server.settings.api_keys
        else [shlex.join([*parts, "-H", f"Authorization: Bearer {visit.shown_key}"])]
    )
    if integration_id is not None:
        words.append(shlex.join(["-H", f"X-Integration-Id: {integration_id}"]))
    if path.startswith(CONTROL) and visit.control_token is not None:
        words.append('-H "X-Mock-Control-Token: $MOCKSERVER_CONTROL_TOKEN"')
    if body is not None:
        text = body if isinstance(body, str) else orjson.dumps(body).decode()
        words.append(shlex.join(["-H", "Content-Type: application/json", "-d", text]))
    return " ".join(words)


def placed(body: Any, place: str, value: Any) -> Any:
    """Give a body in which a value stands at a place such as `match.tool` or `endpoints.0.url`."""
    head, _, rest = place.partition(".")
    if isinstance(body, list):
        index = int(head)
        inner = body[index] if index < len(body) else {}
        return [*body[:index], placed(inner, rest, value) if rest else value, *body[index + 1 :]]
    members = dict(body or {})
    members[head] = placed(members.get(head), rest, value) if rest else value
    return members


def _filled(body: Any, place: str, kind: str, text: str) -> Any:
    """Give a body in which what was typed stands at its place."""
    if kind == "cv":
        return placed(body, place, [cv((body or {}).get("candidate") or {}, text)])
    return placed(body, place, int(text) if kind == "number" else text)


async def act(visit: Visit) -> tuple[str, dict[str, Any]]:
    """Do what a form asks for; give the page to go back to, and what there is to tell about it."""
    form = visit.form
    method, path, integration_id = form.get("method", ""), form.get("path", ""), form.get("integration") or None
    try:
        body = orjson.loads(form["body"]) if form.get("body") else None
        for name, text in form.items():
            if name.startswith(MEMBER) and text.strip():
                place, _, kind = name.removeprefix(MEMBER).partition(":")
                body = _filled(body, place, kind, text.strip())
        orjson.dumps(body)  # which numbers and depths beyond JSON cannot be
    except (ValueError, TypeError, IndexError, AttributeError, RecursionError):
        raise Refused(400, {"code": "CONSOLE", "message": "The form does not hold what it should."}) from None
    if path.startswith(f"{CONTROL}/"):
        answer = await visit.control_answer(method, path.removeprefix(CONTROL), body)
    elif path.startswith(f"{API}/"):
        answer = visit.api_answer(method, path.removeprefix(API), integration_id, body)
    else:
        raise Refused(400, {"code": "CONSOLE", "message": "A form can only call the APIs of this server."})
    back = form.get("back", BASE)
    call = curl(visit, method, path, integration_id, body)
    notice = {
        "label": _clipped(form.get("label", ""), _LONGEST_LABEL),
        "status": answer.status,
        "call": _clipped(call, _LONGEST_CALL),
        "told": _clipped(_told(answer), _LONGEST_TOLD),
        "made": _made(answer, integration_id, form.get("makes", "")),
    }
    return (back if back == BASE or back.startswith((f"{BASE}/", f"{BASE}?")) else BASE), notice


def _clipped(text: str, most: int) -> str:
    encoded = text.encode()
    return text if len(encoded) <= most else f"{encoded[:most].decode('utf-8', 'ignore')}…"


def _made(answer: Answer, integration_id: str | None, model: str) -> str:
    """Give the address of the page of what a call made, if it made something."""
    data = _document(answer).get("data")
    id = data.get("id") if isinstance(data, dict) else None
    return link("data", integration_id, model, id) if model and integration_id and isinstance(id, str) else ""


def _told(answer: Answer) -> str:
    """Give the gist of an answer in one line."""
    document, why = _document(answer), dict(answer.headers).get(b"x-mock-explanation", b"").decode("latin-1")
    if answer.status >= 400:
        error = document.get("error") or {}
        told = f"{error.get('code') or 'no code'}: {error.get('message')}"
        return f"{told} Why: {why}" if why else told
    said = [str(each["message"]) for each in document.get("warnings") or ()]
    changed = document.get("changed")
    if isinstance(changed, list):
        counted: dict[str, int] = {}
        for each in changed:
            what = f"{each['model']} {each['what']}"
            counted[what] = counted.get(what, 0) + 1
        said += [f"{what} × {number}" for what, number in counted.items()]
    return "; ".join([*said, why] if why else said)


def _document(answer: Answer) -> dict[str, Any]:
    """Give what was answered; nothing where a fault made it unreadable."""
    try:
        document = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return {}
    return document if isinstance(document, dict) else {}
