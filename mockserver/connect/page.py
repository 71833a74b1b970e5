"""The page of the connection flow, in the language of the link. Jinja2 escapes whatever comes from outside."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import orjson

from mockserver.connect.flow import existing
from mockserver.connect.links import tools_of
from mockserver.state.environments import Environment
from mockserver.state.store import Store

_HERE = Path(__file__).resolve().parent
ASSETS = {"connect.js": b"text/javascript; charset=utf-8", "connect.css": b"text/css; charset=utf-8"}


@cache
def asset(name: str) -> bytes:
    """Give a script or style sheet of the page."""
    return (_HERE / "assets" / name).read_bytes()


@cache
def texts() -> dict[str, dict[str, str]]:
    """Give the page's texts by language."""
    found: dict[str, dict[str, str]] = orjson.loads((_HERE / "texts.json").read_bytes())
    return found


def flow_page(store: Store, environment: Environment, claims: dict[str, Any]) -> bytes:
    """Give the page of a link; NotFound when the integration that it is about is gone."""
    words, purpose = texts()[claims["language"]], claims["use"]
    if purpose == "connect":
        tool, end_user = claims["tool"], claims["end_user"]
    else:
        integration = existing(store, environment, claims)
        tool, end_user = integration.tool, integration.end_user
    named = {
        "tool": store.catalog.connectors[tool].label if tool else "",
        "organization": end_user["organization_name"],
    }
    title = words["choose_title" if tool is None else f"{purpose}_title"]
    tools = None if tool else tools_of(store, claims["category"])
    possible = tools is None or bool(tools)
    return _render(
        language=claims["language"],
        title=_filled(title, named),
        intro=_filled(words[f"{purpose}_intro"], named),
        texts=words,
        tools=tools,
        credentials=possible and purpose != "setup",
        submit=words["save" if purpose == "setup" else "connect"] if possible else None,
    )


def refused_page(language: str, *, expired: bool) -> bytes:
    """Give the page behind a link that does not work any more, or never did; all it can do is close."""
    words, kind = texts()[language], "expired" if expired else "invalid"
    title, intro = words[f"{kind}_title"], words[f"{kind}_text"]
    return _render(language=language, title=title, intro=intro, texts=words, tools=None, credentials=False, submit=None)


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        head, found, rest = text.partition(f"{{{name}}}")
        text = f"{head}{value}{rest}" if found else text
    return text


@cache
def _template() -> Any:
    from jinja2 import Environment as Templates
    from jinja2 import FileSystemLoader, StrictUndefined

    loader = FileSystemLoader(_HERE / "assets")
    return Templates(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("page.html")


def _render(**values: Any) -> bytes:
    page: str = _template().render(**values)
    return page.encode()
