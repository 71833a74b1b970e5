"""Actions: what a button does is one call of the control API or the imitated one, shown beside it, ready to copy."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import Any

import orjson

from mockserver.api.request import Answer
from mockserver.console.visit import BASE, Refused, Visit

CONTROL, API = "/_mock", "/v1"
# Names of form fields that are members of the body, at their place in it.
MEMBER = "in:"
_LONGEST_SHOWN = 1_200


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
    """A button; `path` begins with /_mock or /v1."""

    label: str
    method: str
    path: str
    body: Any = None
    inputs: tuple[Input, ...] = ()
    help: str = ""
    integration_id: str | None = None

    @property
    def body_text(self) -> str:
        """The body as a form carries it."""
        return "" if self.body is None else orjson.dumps(self.body).decode()

    def curl(self, visit: Visit) -> str:
        """Give the call as a line for a shell, with the values that stand in the inputs."""
        body = self.body
        for each in self.inputs:
            if each.value or each.required:
                value: Any = int(each.value) if each.kind == "number" and each.value else each.value or "…"
                body = placed(body, each.place, value)
        return curl(visit, self.method, self.path, self.integration_id, body)


def curl(visit: Visit, method: str, path: str, integration_id: str | None, body: Any) -> str:
    """Give a call as a line for a shell."""
    parts = ["curl", *(() if method == "GET" else ("-X", method)), f"{visit.url}{path}"]
    # Double quotes, so that a name of a variable is filled in.
    words = (
        [shlex.join(parts), f'-H "Authorization: Bearer {visit.shown_key}"']
        if visit.shown_key[0] == "$"
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


async def act(visit: Visit) -> tuple[str, dict[str, Any]]:
    """Do what a form asks for; give the page to go back to, and what there is to tell about it."""
    form = visit.form
    method, path, integration_id = form.get("method", ""), form.get("path", ""), form.get("integration") or None
    try:
        body = orjson.loads(form["body"]) if form.get("body") else None
        for name, text in form.items():
            if name.startswith(MEMBER) and text.strip():
                place, _, kind = name.removeprefix(MEMBER).partition(":")
                body = placed(body, place, int(text) if kind == "number" else text.strip())
    except (ValueError, IndexError, AttributeError):
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
        "label": form.get("label", "")[:100],
        "status": answer.status,
        "call": call if len(call) <= _LONGEST_SHOWN else f"{call[:_LONGEST_SHOWN]}…",
        "told": _told(answer),
    }
    return (back if back == BASE or back.startswith((f"{BASE}/", f"{BASE}?")) else BASE), notice


def _told(answer: Answer) -> str:
    """Give the gist of an answer in one line."""
    try:
        document = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return ""
    if not isinstance(document, dict):
        return ""
    if answer.status >= 400:
        error = document.get("error") or {}
        return f"{error.get('code') or 'no code'}: {error.get('message')}"[:600]
    said = [str(each["message"]) for each in document.get("warnings") or ()]
    changed = document.get("changed")
    if isinstance(changed, list):
        counted: dict[str, int] = {}
        for each in changed:
            what = f"{each['model']} {each['what']}"
            counted[what] = counted.get(what, 0) + 1
        said += [f"{what} × {number}" for what, number in counted.items()]
    return "; ".join(said)[:600]
