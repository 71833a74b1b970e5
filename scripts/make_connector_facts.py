"""Make the fact files that tests/connectors holds fixtures/connectors against.

    python -m scripts.make_connector_facts REFERENCE_DIRECTORY [TARGET_DIRECTORY]

Taken over are names only: which tools the catalogue lists for an endpoint, which tools exist for assessments, and what
coverage pages list. The four documents that the project was ordered with are not among them: their facts are made
from the documents themselves, for the contract tests.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

DEFAULT_TARGET = Path(__file__).resolve().parent.parent / "tests" / "connectors" / "facts"
ORDERED = {"ukgpro", "careerplug", "erecruiter", "hrworks"}
# A table whose title the source does not show could be either of two models.
UNTITLED = "Tags or Rejection reasons (title not visible)"


def availability_facts(connectors: Path) -> dict[str, Any]:
    """Give the tools of every endpoint that has a list, and those that are there for assessments."""
    lists = _load(connectors / "endpoint_availability.json")
    endpoints = {endpoint: tools for endpoint, tools in lists.items() if tools is not None}
    # The catalogue lists no tool for it, yet it is one of the ordered four.
    named = sorted({"careerplug"}.union(*endpoints.values()))
    categories = {tool: _load(connectors / "tools.json")[tool]["categories"] for tool in named}
    return {
        "endpoints": endpoints,
        "tools": named,
        "assessment": [tool for tool in named if "ASSESSMENT" in categories[tool]],
    }


def page_facts(connectors: Path, tools: list[str]) -> list[dict[str, Any]]:
    """Give what each coverage page of these tools lists; `whole` names the sections that are read to the end."""
    pages = []
    for page in _load(connectors / "coverage.json").values():
        ordered = page["slug"] in ORDERED and page["category"] == "ATS"
        if page["slug"] in tools and not ordered:
            models = {label: found["fields"] for label, found in page["models"].items() if label != UNTITLED}
            pages.append(
                {
                    "tool": page["slug"],
                    "category": page["category"].upper(),
                    "status": page["status"],
                    "whole": [section for section, state in page["complete"].items() if state == "complete"],
                    "models": models,
                    "actions": {label: found["input_fields"] for label, found in page["actions"].items()},
                    "features": page["features"],
                }
            )
    return pages


def main(arguments: list[str]) -> None:
    connectors = Path(arguments[0]) / "connectors"
    target = Path(arguments[1]) if len(arguments) > 1 else DEFAULT_TARGET
    target.mkdir(parents=True, exist_ok=True)
    availability = availability_facts(connectors)
    _write(target / "availability.json", availability)
    _write(target / "pages.json", page_facts(connectors, availability["tools"]))


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, facts: dict[str, Any] | list[dict[str, Any]]) -> None:
    """Write one fact a line, so that a change reads well."""
    if isinstance(facts, list):
        text = "[\n" + ",\n".join(json.dumps(fact) for fact in facts) + "\n]\n"
    else:
        text = "{\n" + ",\n".join(f"{json.dumps(key)}: {json.dumps(fact)}" for key, fact in facts.items()) + "\n}\n"
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
