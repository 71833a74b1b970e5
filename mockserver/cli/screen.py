"""The start screen: where the server is, and lines to paste that get a first answer from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mockserver import ids
from mockserver.description import compiled
from mockserver.resources import fixtures_directory
from mockserver.settings import OPTIONS, Settings

if TYPE_CHECKING:
    from mockserver.state.store import Store

# Name, category and id of an integration.
Row = tuple[str, str, str]

# By category: a path that answers, and lines for the SDK that print something.
_TRIES = {
    "ATS": (
        "ats/jobs",
        """\
jobs = kombo.ats.get_jobs().result.data.results
names = ", ".join(str(job.name) for job in jobs)
print(f"{len(jobs)} jobs: {names}")""",
    ),
    "HRIS": (
        "hris/employees",
        """\
employees = kombo.hris.get_employees().result.data.results
names = ", ".join(str(employee.display_full_name) for employee in employees)
print(f"{len(employees)} employees: {names}")""",
    ),
}


def start_screen(settings: Settings, url: str, named: Sequence[Row] = ()) -> str:
    """Give the text: addresses, a curl, five lines for the SDK, the ids of the named integrations or the main ones.

    In demo mode addresses are all: who wants a key is given one there.
    """
    # It may hold a password, and the screen may end up in a log.
    data = OPTIONS["database"].show(settings.database) or "in memory"
    first_lines = f"""\
mockserver listens on {url} (seed {settings.seed}, {data}; stop with Ctrl-C)
{url}/ is the console, {url}/docs the API to try
"""
    if settings.demo:
        return first_lines
    rows = list(named) or [
        (entry["tool"], entry["category"], ids.integration_id(settings.seed, entry["tool"], entry["category"]))
        for entry in main_integrations()
    ]
    _, category, first = next((row for row in rows if row[1] in _TRIES), rows[0])
    path, tries = _TRIES.get(category, _TRIES["ATS"])
    # A configured key is a secret, too.
    key = "YOUR_KEY" if settings.api_keys else "demo"
    integrations = "\n".join(f"{tool:<12} {category:<11} {name}" for tool, category, name in rows)
    # Nothing is indented: it is there to be pasted, into a Python prompt too.
    return f"""\
{first_lines}
curl -H "Authorization: Bearer {key}" -H "X-Integration-Id: {first}" "{url}/v1/{path}?page_size=1"

from kombo import Kombo
kombo = Kombo(api_key="{key}", server_url="{url}/v1", integration_id="{first}")
{tries}

{integrations}
"""


def named_integrations(store: Store) -> list[Row]:
    """Give the integrations of the scenario with which environments begin; nothing if there is none."""
    if store.settings.scenario is None:
        return []
    environment = store.fresh("", "")
    named: dict[str, str] = environment.settings["scenario"]["integrations"]
    return [(name, environment.integrations[id].category, id) for name, id in named.items()]


def main_integrations() -> list[dict[str, Any]]:
    """Give tool and category of the integrations that are worth a line; the fixtures say which."""
    source = fixtures_directory() / "start_screen.yaml"
    found: list[dict[str, Any]] = compiled.load("start-screen", [source], lambda: _parse(source))
    return found


def _parse(source: Path) -> Any:
    import yaml

    return yaml.safe_load(source.read_text(encoding="utf-8"))
