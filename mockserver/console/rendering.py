"""Rendering: templates with everything escaped, and the few filters that they use."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from mockserver.api.request import Answer
from mockserver.console.visit import BASE, Visit, link

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

HERE = Path(__file__).resolve().parent
HTML = b"text/html; charset=utf-8"
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
_QUOTED = re.compile(r"&#34;([^&\s]{1,80})&#34;")
_HTML = re.compile(r"</?(p|ul|ol|li|h[1-6]|b|strong|em|br|div)\b", re.IGNORECASE)


def render(visit: Visit, template: str, status: int = 200, **values: Any) -> Answer:
    """Give a page made from a template."""
    text = templates().get_template(template).render(visit=visit, **values)
    return Answer(status, text.encode(), content_type=HTML)


def fragment(visit: Visit, template: str, **values: Any) -> str:
    """Give a piece of a page."""
    return templates().get_template(template).render(visit=visit, **values)


@cache
def templates() -> Environment:
    """Give the templates; loaded with the first page."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"link": link, "BASE": BASE}
    environment.filters |= {
        "words": words,
        "pretty": pretty,
        "cell": cell,
        "rich": rich,
        "is_rich": is_rich,
        "ink": ink,
    }
    return environment


def words(name: str) -> str:
    """Give a name of the code as words for people."""
    text = name.replace("_", " ").replace("-", " ").strip()
    return text[:1].upper() + text[1:]


def pretty(value: Any, links: dict[str, str] | None = None) -> Markup:
    """Give JSON over several lines, ids of other records being links to them."""
    from markupsafe import Markup, escape

    escaped = str(escape(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()))
    if links:
        escaped = _QUOTED.sub(lambda found: _linked(found, links), escaped)
    return Markup(escaped)  # noqa: S704 - escaped above


def _linked(found: re.Match[str], links: dict[str, str]) -> str:
    from markupsafe import escape

    address = links.get(found[1])
    return found[0] if address is None else f'<a href="{escape(address)}">{found[0]}</a>'


def cell(value: Any) -> Any:
    """Give a value as a table shows it: instants for the reader's locale, the rest in short."""
    from markupsafe import Markup

    if value is None or value in ("", [], {}):
        return "–"
    if isinstance(value, str) and _INSTANT.fullmatch(value):
        day = ' data-day="1"' if value.endswith("T00:00:00.000Z") else ""
        shown = value[:10] if day else value[:16].replace("T", " ")
        return Markup(f'<time datetime="{value}"{day}>{shown}</time>')  # noqa: S704 - digits only
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(str(cell(each)) for each in value[:3]) + (" …" if len(value) > 3 else "")
    if isinstance(value, dict):
        return next((str(each) for each in value.values() if isinstance(each, str)), "…")
    text = str(value)
    return text if len(text) <= 80 else f"{text[:79]}…"


def ink(colour: str) -> str:
    """Give black or white, whichever can be read better on a colour."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return "#000000" if 299 * red + 587 * green + 114 * blue > 128_000 else "#ffffff"


def is_rich(value: Any) -> bool:
    """Tell whether a text is written in HTML, as job advertisements are."""
    return isinstance(value, str) and _HTML.search(value) is not None


def rich(text: str) -> Any:
    """Give HTML of somebody else made harmless; as plain text where the sanitiser is not installed."""
    try:
        import nh3
    except ImportError:
        return text
    from markupsafe import Markup

    tags = {"p", "ul", "ol", "li", "b", "strong", "i", "em", "u", "br", "div", "span", "h3", "h4", "blockquote"}
    # Without links and pictures: nothing that is shown leads, or asks, anywhere else.
    return Markup(nh3.clean(text, tags=tags, attributes={}))  # noqa: S704 - cleaned by nh3
