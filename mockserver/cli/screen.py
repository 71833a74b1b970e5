"""The start screen: where the server is, and lines to paste that get a first answer from it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mockserver import ids
from mockserver.description import compiled
from mockserver.resources import fixtures_directory
from mockserver.settings import Settings


def start_screen(settings: Settings, url: str) -> str:
    """Give the text: address, a curl, five lines for the SDK, the ids of the main integrations."""
    rows = [
        (entry["tool"], entry["category"], ids.integration_id(settings.seed, entry["tool"], entry["category"]))
        for entry in main_integrations()
    ]
    # A configured key is a secret, and the screen may end up in a log.
    key = "YOUR_KEY" if settings.api_keys else "demo"
    first = rows[0][2]
    data = settings.database or "in memory"
    integrations = "\n".join(f"{tool:<12} {category:<11} {name}" for tool, category, name in rows)
    # Nothing is indented: it is there to be pasted, into a Python prompt too.
    return f"""\
mockserver listens on {url} (seed {settings.seed}, {data}; stop with Ctrl-C)

curl -H "Authorization: Bearer {key}" -H "X-Integration-Id: {first}" "{url}/v1/ats/jobs?page_size=1"

from kombo import Kombo
kombo = Kombo(api_key="{key}", server_url="{url}/v1", integration_id="{first}")
jobs = kombo.ats.get_jobs().result.data.results
names = ", ".join(str(job.name) for job in jobs)
print(f"{{len(jobs)}} jobs: {{names}}")

{integrations}
"""


def main_integrations() -> list[dict[str, Any]]:
    """Give tool and category of the integrations that are worth a line; the fixtures say which."""
    source = fixtures_directory() / "start_screen.yaml"
    found: list[dict[str, Any]] = compiled.load("start-screen", [source], lambda: _parse(source))
    return found


def _parse(source: Path) -> Any:
    import yaml

    return yaml.safe_load(source.read_text(encoding="utf-8"))
