"""Sandboxes: what a stranger sees in demo mode, what a share link shows, and what belongs to a sandbox."""

from __future__ import annotations

from typing import Any

from mockserver.api.request import Answer
from mockserver.console.actions import Action, Input
from mockserver.console.rendering import render
from mockserver.console.visit import Refused, Visit, link, page
from mockserver.scenarios.library import titles

_KINDS = (("same", "Into this sandbox"), ("own", "Each into a sandbox of their own that begins like this one"))
_RESETS = (("PT1H", "Every hour"), ("PT12H", "Twice a day"), ("P1D", "Every day"), ("P7D", "Every week"))
_NO_RESET = Action("Do not reset it", "PATCH", "/_mock/sandbox", {"reset_every": None})
DEFAULT_COLOUR = "#2a5bd7"


async def welcome(visit: Visit) -> Answer:
    """Show how to get a key, to somebody who has none or whose time is over."""
    return render(visit, "welcome.html", scenarios=titles().items(), default_colour=DEFAULT_COLOUR)


@page("/join/{token}")
async def join(visit: Visit, token: str) -> Answer:
    """Show what a share link leads to; only a click follows it, as programs look at links, too."""
    found = await visit.control("GET", f"/sandboxes/links/{token}")
    return render(visit, "join.html", found=found, link_text=token)


@page("/sandbox")
async def sandbox(visit: Visit) -> Answer:
    """Show until when the sandbox is there, when it is reset, and who was given a link."""
    if not visit.server.settings.demo:
        raise Refused(404, {"code": "CONSOLE", "message": "There are no sandboxes without demo mode."})
    found = visit.sandbox
    links = [
        (
            each,
            f"{visit.url}{link('join', each['link'])}",
            Action("Remove", "DELETE", f"/_mock/sandbox/links/{each['id']}"),
        )
        for each in found["links"]
    ]
    return render(
        visit,
        "sandbox.html",
        links=links,
        share=Action(
            "Make a link", "POST", "/_mock/sandbox/links", {},
            (Input("name", "For whom", required=True), Input("kind", "Leads", "select", _KINDS, "same")),
        ),
        resets=[
            Action("Reset it again and again", "PATCH", "/_mock/sandbox", {},
                   (Input("reset_every", "How often", "select", _RESETS, found["reset_every"] or "P1D"),)),
            *([] if found["reset_every"] is None else [_NO_RESET]),
        ],
        close=Action("Forget this sandbox now", "DELETE", "/_mock/sandbox"),
    )  # fmt: skip


async def looks(visit: Visit) -> list[Action]:
    """Give what makes the environment that of a customer: name, colour and story pack."""
    known, every = visit.sandbox, (await visit.control("GET", "/scenarios"))["scenarios"]
    options = (("", "As it is"), *((each["name"], each["title"]) for each in every))
    actions = [
        Action(
            "Make it theirs", "PATCH", "/_mock/sandbox", {},
            (
                Input("company", "Name of the company", value=known.get("company") or ""),
                Input("colour", "Colour of its logo", "color", value=known.get("colour") or DEFAULT_COLOUR),
                Input("scenario", "Story pack", "select", options),
            ),
            help="Another name or story begins the environment anew.",
        ),
    ]  # fmt: skip
    if known.get("company") or known.get("colour") or known.get("scenario"):
        plain: dict[str, Any] = {"company": None, "colour": None, "scenario": None}
        actions.append(Action("Back to the usual one", "PATCH", "/_mock/sandbox", plain))
    return actions
