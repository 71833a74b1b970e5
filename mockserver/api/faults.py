"""Faults on their way through the API: what strikes a request, what it gets instead, what becomes of its answer.

Armed rules and the header X-Mock-Fault strike before anything is checked but the key; a magic value in the body strikes
where a request would be acted on, so a body that is refused anyway is refused for its own reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from itertools import pairwise
from typing import Any

import orjson

from mockserver.api.damage import damaged, explained
from mockserver.api.presets import Effect, Presets
from mockserver.api.request import Answer, Delivery, Request, ascii_safe
from mockserver.description import Operation
from mockserver.errors import ApiError, TaskTimedOut, UnknownError, error_classes
from mockserver.instants import SECOND
from mockserver.state import faults
from mockserver.state.environments import Environment
from mockserver.state.faults import Asked, Strike
from mockserver.state.store import Store

HEADER = b"x-mock-fault"
PRESETS = Presets()

# What a request gets instead of being acted on.
_INSTEAD = ("error", "html", "reset", "hang")
_HTML = """<html>
<head><title>{title}</title></head>
<body>
<center><h1>{title}</h1></center>
<hr><center>load balancer</center>
</body>
</html>
"""


def meet(
    store: Store, environment: Environment, operation: Operation, request: Request, integration_id: str | None
) -> Strike | None:
    """Give what strikes a request before it is looked at closely: the header's fault, then the armed ones.

    InputInvalid if the header names no fault.
    """
    struck = None
    if (word := request.header("x-mock-fault")) is not None:
        struck = Strike()
        struck.add("the header X-Mock-Fault", PRESETS.effect_of_word(word.strip(), "X-Mock-Fault"))
    if faults.SETTING in environment.settings:
        asked = _asked(store, environment, operation, request, integration_id)
        struck = faults.strike(store, environment, asked, struck)
    return struck


def meet_in_body(body: Any, raw: bytes, struck: Strike | None) -> Strike | None:
    """Give what a magic value in a body adds to what strikes a request; InputInvalid if it names no fault."""
    if PRESETS.magic_domain not in raw or (word := PRESETS.magic_word(body)) is None:
        return struck
    struck = struck or Strike()
    address = f"{word}{PRESETS.magic_domain.decode()}"
    struck.add(f"the value {address}", PRESETS.effect_of_word(word, address))
    return struck


def refuse(struck: Strike | None, now: int) -> None:
    """Raise what a request gets instead of being acted on, if the faults say so."""
    if struck is None or (what := next((name for name in _INSTEAD if name in struck.effect), None)) is None:
        return
    effect = struck.effect
    # What is no answer of the API is made in `altered`.
    problem = error(effect, now) if what == "error" else UnknownError("The request was not acted on.")
    problem.explanation = _why(struck, what)
    raise problem


def fail_after(struck: Strike) -> None:
    """Raise what a request gets after it was acted on, if the faults say so."""
    if struck.effect.get("act_then") == "time_out":
        raise TaskTimedOut(
            "The request took too long; it may have been carried out all the same.",
            explanation=f"{_why(struck, 'act_then')}; the request was carried out",
        )


def altered(struck: Strike, answer: Answer, now: int) -> Answer:
    """Give what becomes of an answer; of a refusal only its delivery changes."""
    effect = struck.effect
    if "html" in effect:
        answer = html(effect, now)
    elif answer.status < 400:
        answer = damaged(answer, effect)
    if "malformed" in effect:
        # Half of an object is never valid JSON.
        answer = replace(answer, body=answer.body[: len(answer.body) // 2])
    if "error" not in effect and effect.get("act_then") != "time_out":
        answer = replace(answer, headers=explained(answer.headers, _why(struck)))
    answer.delivery = _delivery(struck, answer)
    return answer


def error(effect: Effect, now: int) -> ApiError:
    """Give the error that an effect describes."""
    code = effect["error"]
    kind = ApiError if code is None else error_classes()[code]
    message = effect.get("message") or ("Something went wrong." if code is None else str(kind.__doc__).splitlines()[0])
    problem = kind(message, headers=headers(effect, now))
    problem.code = code
    problem.status = effect.get("status", kind.status)
    problem.title = effect.get("title", None if code is None else kind.title)
    return problem


def html(effect: Effect, now: int) -> Answer:
    """Give the page of a load balancer."""
    status = effect["html"]
    page = _HTML.format(title=f"{status} {HTTPStatus(status).phrase}")
    shown = [(name.lower().encode(), ascii_safe(value)) for name, value in headers(effect, now).items()]
    return Answer(status, page.encode(), shown, content_type=b"text/html")


def headers(effect: Effect, now: int) -> dict[str, str]:
    """Give the headers that an effect asks for."""
    found: dict[str, str] = {**effect.get("headers", {})}
    if "retry_after" in effect:
        seconds = effect["retry_after"]
        as_date = effect.get("retry_after_as") == "date"
        found["Retry-After"] = formatdate(now / SECOND + seconds, usegmt=True) if as_date else str(seconds)
    return found


def latency(wanted: int | Mapping[str, int], draw: float) -> int:
    """Give the milliseconds of a latency; between its percentiles the time grows evenly with the draw."""
    if isinstance(wanted, int):
        return wanted
    p50 = wanted["p50"]
    p95 = wanted.get("p95", p50)
    points = [(0.0, p50 / 2), (0.5, p50), (0.95, p95), (0.99, wanted.get("p99", p95)), (1.0, wanted.get("p99", p95))]
    for (start, low), (end, high) in pairwise(points):
        if draw <= end:
            return round(low + (high - low) * (draw - start) / (end - start))
    return round(points[-1][1])


def _delivery(struck: Strike, answer: Answer) -> Delivery:
    effect = struck.effect
    delivery = Delivery(drip_ms=effect.get("drip_ms", 0))
    if "latency_ms" in effect:
        delivery.delay_ms = latency(effect["latency_ms"], struck.draw)
    if "truncate" in effect:
        delivery.ending = "cut"
        delivery.sent_bytes = len(answer.body) // 2 if effect["truncate"] is True else effect["truncate"]
    elif "reset" in effect or "hang" in effect:
        delivery.ending = "reset" if "reset" in effect else "hang"
    elif answer.status < 400 and effect.get("act_then") in ("reset", "hang"):
        delivery.ending = effect["act_then"]
    return delivery


def _why(struck: Strike, what: str = "") -> str:
    names = " and ".join(struck.names)
    return f"{what} by {names}" if what else f"struck by {names}"


def _asked(
    store: Store, environment: Environment, operation: Operation, request: Request, integration_id: str | None
) -> Asked:
    integration = store.integration(environment, integration_id) if integration_id else None
    try:
        body = orjson.loads(request.body) if request.body else None
    except orjson.JSONDecodeError:
        body = None
    return Asked(
        operation=operation.id,
        method=request.method,
        path=request.path,
        tool=integration.tool if integration else None,
        category=integration.category if integration else operation.category,
        integration_id=integration_id,
        body=body,
    )
