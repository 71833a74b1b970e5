"""Job advertisements as HTML, in the language of the company."""

from __future__ import annotations

from html import escape
from random import Random
from typing import Any

from mockserver.world.company import Company


def advertisement(
    company: Company, department: dict[str, Any], title: str, city: str, contact: str, rng: Random
) -> str:
    """Write the advertisement of a job: introduction, tasks, profile, benefits and how to apply."""
    ad = company.texts["ad"]
    words = {
        "company": escape(company.name, quote=False),
        "title": escape(title, quote=False),
        "city": escape(city, quote=False),
        "department": escape(department["name"], quote=False),
        "name": escape(contact, quote=False),
        "hours": f"{company.words.weekly_hours:g}",
    }
    return "".join(
        [
            f"<p>{_one(ad['intro'], rng).format(**words)}</p>",
            _section(ad["tasks"], _some(department["tasks"], 3, rng)),
            _section(ad["profile"], _some(department["profile"], 3, rng)),
            _section(ad["benefits"], _some(company.texts["benefits"], 5, rng)),
            f"<p>{_one(ad['closing'], rng).format(**words)}</p>",
        ]
    )


def endless(html: str) -> str:
    """Make an advertisement long and unsafe, as copied ones sometimes are: clients must cut it and clean it."""
    unsafe = '<script>window.tracked = true;</script><p onclick="void 0">&nbsp;&lt;3 &amp; \U0001f680 \u200b</p>'
    return html * 16 + unsafe


def _section(heading: str, points: list[str]) -> str:
    items = "".join(f"<li>{escape(point, quote=False)}</li>" for point in points)
    return f"<h3>{escape(heading, quote=False)}</h3><ul>{items}</ul>"


def _one(choices: list[str], rng: Random) -> str:
    return choices[int(rng.random() * len(choices))]


def _some(choices: list[str], wanted: int, rng: Random) -> list[str]:
    """Choose so many different ones, in their written order."""
    left = list(range(len(choices)))
    while len(left) > wanted:
        del left[int(rng.random() * len(left))]
    return [choices[place] for place in left]
