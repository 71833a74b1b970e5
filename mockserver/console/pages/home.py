"""Home: the environment and its key, the integrations, and lines to paste for the chosen one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from mockserver.api.request import Answer
from mockserver.console.actions import curl
from mockserver.console.moments import moments_of
from mockserver.console.pages.sandbox import looks
from mockserver.console.reading import lists_of, view_of
from mockserver.console.rendering import render
from mockserver.console.visit import Visit, page
from mockserver.description import compiled
from mockserver.ids import integration_id
from mockserver.resources import fixtures_directory
from mockserver.state.store import SCENARIO

# Counting takes as long as there are records; of more people than these nobody waits for it.
_MOST_COUNTED = 5_000
CATEGORIES = ("ATS", "HRIS", "ASSESSMENT")


@page("/")
async def home(visit: Visit) -> Answer:
    """Show the integrations, those that are worth a demo first."""
    text, category = visit.query.get("text", "").strip().lower(), visit.query.get("category", "")
    every = (await visit.control("GET", "/integrations"))["integrations"]
    for each in every:
        each["label"] = visit.server.catalog.connector(each["tool"]).label
    chosen = _chosen(visit, every)
    searching = bool(text or category or visit.query.get("all"))
    shown = [
        each
        for each in every
        if category in ("", each["category"]) and (text in each["label"].lower() or text in each["tool"])
    ]
    if not searching:
        shown = main_of(visit, every)
    return render(
        visit,
        "home.html",
        integrations=shown,
        number=len(every),
        searching=searching,
        categories=CATEGORIES,
        chosen=chosen,
        counts=_counts(visit, chosen["id"]) if chosen else [],
        snippets=_snippets(visit, chosen) if chosen else [],
        clock=await visit.control("GET", "/clock"),
        story=await _story(visit),
        looks=await looks(visit),
    )


async def _story(visit: Visit) -> dict[str, Any] | None:
    """Give the story pack that the environment began with and its moments, if it began with one."""
    found: dict[str, Any] = await visit.control("GET", "/scenario")
    return {**found, "moments": moments_of(visit, found)} if found["name"] else None


def _chosen(visit: Visit, every: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Give the integration that the page is asked for, or the one that was looked at last, or the first main one."""
    by_id = {each["id"]: each for each in every}
    for id in (visit.query.get("integration"), visit.integration_id):
        if id is not None and id in by_id:
            visit.integration(id)
            return by_id[id]
    first = main_of(visit, every) or every
    return first[0] if first else None


def main_of(visit: Visit, every: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the integrations of the story pack, those that were added, and those that the start screen names."""
    source = fixtures_directory() / "start_screen.yaml"
    named = compiled.load("start-screen", [source], lambda: _parse(source))
    worth = [(entry["tool"], entry["category"]) for entry in named]
    seed = visit.server.settings.seed
    named_ids = [integration_id(seed, *pair) for pair in worth]
    first = {each["id"]: each for each in every}
    named_by_story = visit.environment.settings.get(SCENARIO, {}).get("integrations", {})
    story = [first[id] for id in named_by_story.values() if id in first]
    added = [each for each in every if each["id"] != integration_id(seed, each["tool"], each["category"])]
    # The last ones named are the tools of the vendor's own, which cover the most; recruiting is what people know best.
    main = [first[id] for id in reversed(named_ids) if id in first]
    usual = sorted(main, key=lambda each: CATEGORIES.index(each["category"]))
    # An integration can be there for more than one of these reasons.
    return list({each["id"]: each for each in (*story, *reversed(added), *usual)}.values())


def _parse(source: Path) -> Any:
    import yaml

    return yaml.safe_load(source.read_text(encoding="utf-8"))


def _counts(visit: Visit, id: str) -> list[tuple[str, str, int | None]]:
    """Give label, id and number of live records of each model that the integration shows; None where there are many."""
    integration, store = visit.integration(id), visit.server.store
    records, view = store.records(visit.environment, integration), view_of(visit, integration)
    return [
        (store.catalog.models[model].label, model, records.count(model) if integration.size <= _MOST_COUNTED else None)
        for model in lists_of(store.description, integration.category)
        if view.has_model(model)
    ]


def _snippets(visit: Visit, chosen: dict[str, Any]) -> list[tuple[str, str]]:
    """Give lines to paste: the first list of the category in several languages."""
    id, category, key, url = chosen["id"], chosen["category"], visit.shown_key, f"{visit.url}/v1"
    path, python, script = {
        "ATS": ("/ats/jobs", "ats.get_jobs()", "ats.getJobs()"),
        "HRIS": ("/hris/employees", "hris.get_employees()", "hris.getEmployees()"),
        "ASSESSMENT": ("/assessment/orders", "assessment.get_assessment_orders()", "assessment.getAssessmentOrders()"),
    }[category]
    from_shell = bool(visit.server.settings.api_keys)
    in_python = f'os.environ["{key[1:]}"]' if from_shell else _quoted(key)
    in_script = f"process.env.{key[1:]}" if from_shell else _quoted(key)
    client = f'api_key={in_python}, server_url="{url}", integration_id="{id}"'
    options = f'api_key: {in_script}, server_url: "{url}", integration_id: "{id}"'
    lines = {
        "curl": [curl(visit, "GET", f"/v1{path}", id, None)],
        "Python SDK": [
            *(["import os", ""] if from_shell else []),
            "from kombo import Kombo",
            "",
            f"kombo = Kombo({client})",
            f"page = kombo.{python}",
            "print(page.result.data.results[:3])",
        ],
        "TypeScript SDK": [
            'import { Kombo } from "@kombo-api/sdk";',
            "",
            f"const kombo = new Kombo({{ {options} }});",
            f"const page = await kombo.{script};",
            "console.log(page.result.data.results.slice(0, 3));",
        ],
        "pytest": [
            "def test_it_reads(kombo_mock):",
            f'    kombo = kombo_mock.sdk("{chosen["tool"]}", "{category}")',
            f"    page = kombo.{python}",
            "    assert page.result.data is not None",
        ],
    }
    return [(name, "\n".join(text)) for name, text in lines.items()]


def _quoted(text: str) -> str:
    """Give a text as it stands in Python and in JavaScript."""
    return orjson.dumps(text).decode()
