"""Write docs/connectors.md from the fixtures; with --check only say whether it is up to date.

python -m scripts.make_connectors_page [--check]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

from mockserver.connectors import ActionCoverage, Catalog, CategoryCoverage, Connector, ModelCoverage, load_catalog
from mockserver.resources import fixtures_directory

PAGE = Path(__file__).resolve().parents[1] / "docs" / "connectors.md"

INTRO = Template("""\
# Connectors

<!-- Made from fixtures/ by `python -m scripts.make_connectors_page`; a test compares. -->

A connector is one file, `fixtures/connectors/<tool>.yaml`: what a tool covers, per category, and what it does
differently. There are $connectors of them with $coverages coverages, one per tool and category, and the profile
`minimal`, which is no real tool. $ordered coverages follow a document that the project was ordered with, $pages a
vendor page whose models were read whole, $partial a page of which only parts are known; the others follow the endpoint
catalogue alone.

- A field that a connector does not cover is `null` in every answer, or `[]` where it is a list of objects or roles.
- A model or action that is not named cannot be used: `INTEGRATION.MODEL_NOT_AVAILABLE`,
  `INTEGRATION.ACTION_NOT_AVAILABLE`.
- An input that is not covered is accepted, not stored, and named in `warnings`.
- What nothing documents counts as covered and is published as `UNKNOWN`.

## Your own connectors

`mockserver serve --connectors DIR` reads every `*.yaml` in `DIR` after the bundled files: a new `tool` adds a
connector, a known one replaces it whole. Start from the bundled file that comes closest. A mistake stops the start and
is told with file, line and the nearest valid word.

```yaml
# my-connectors/acmehire.yaml
tool: acmehire                     # the slug, first part of integration ids
label: Acme Hire
categories:
  ATS:
    status: generally_available
    locales: [en_GB]               # markets: names, cities, phone numbers, texts
    models:                        # by the labels of the vendor's pages
      Jobs: [id, remote_id, changed_at, remote_deleted_at, name, status]
      Candidates: all              # every field
      Applications: unknown        # every field, published as UNKNOWN
      Application Stages: {fields: [id, name], others: unknown, without: [status]}
    actions:
      Create application: [candidate.first_name, candidate.last_name, candidate.email_address]
      Add note to application: all
    rules:
      required_answers: enforced
```

The labels stand in `fixtures/models.yaml` and `fixtures/actions.yaml`, the whole format in
`fixtures/connector.schema.json`; an editor that knows JSON Schema completes both. Names of fields are those of
`openapi/`, names of inputs those of the request body, dotted and without indices.

""")

LEGEND = """\
A number counts the covered fields that a source names; `+` adds all others, `?` is all fields with none of them named,
`all` is every field there is. An empty cell cannot be read.

"""

ACTION_LEGEND = """\
`●` inputs as a source lists them, `◐` those and all others, `?` inputs that no source names, `all` every input, by
decision. An empty cell is refused. Every connector also takes syncs and passthrough requests.

"""


def make_page(catalog: Catalog, schema: dict[str, Any]) -> str:
    """Give the whole page."""
    return "".join(_sections(catalog, schema["$defs"]["rules"]["properties"]))


def _sections(catalog: Catalog, kinds: dict[str, Any]) -> Iterator[str]:
    coverages = [coverage for connector in catalog.connectors.values() for coverage in connector.categories.values()]
    sources = [coverage.sources for coverage in coverages]
    yield INTRO.substitute(
        connectors=len(catalog.connectors),
        coverages=len(coverages),
        ordered=sum("ordered document" in source for source in sources),
        pages=sum("coverage page" in source for source in sources),
        partial=sum("partial coverage page" in source for source in sources),
    )
    yield from _rules(coverages, kinds)
    for category in ("ATS", "HRIS", "ASSESSMENT"):
        yield from _tables(catalog, category)
    yield "## One by one\n\n"
    for connector in (*catalog.connectors.values(), *catalog.profiles.values()):
        yield from _connector(connector)


def _rules(coverages: list[CategoryCoverage], kinds: dict[str, Any]) -> Iterator[str]:
    yield "## Kinds of rules\n\n| rule | what it does | default | used by |\n|---|---|---|---|\n"
    for kind, schema in kinds.items():
        users = sorted({coverage.tool for coverage in coverages if kind in coverage.rules_document})
        text = schema["description"].replace("|", "\\|")
        default = json.dumps(schema["default"])
        yield f"| `{kind}` | {text} | `{default}` | {', '.join(users) or '–'} |\n"
    yield "\n"


def _tables(catalog: Catalog, category: str) -> Iterator[str]:
    coverages = [
        connector.categories[category] for connector in catalog.connectors.values() if category in connector.categories
    ]
    models = {model.id: model.label for model in catalog.models.values() if model.category == category}
    read = [id for id in models if any(id in coverage.models for coverage in coverages)]
    yield f"## {category}: what can be read\n\n{LEGEND}"
    yield from _table([models[id] for id in read], [(c.tool, [_model(c, id) for id in read]) for c in coverages])
    actions = {action.id: action.label for action in catalog.actions.values() if action.category == category}
    done = [id for id in actions if any(id in coverage.actions for coverage in coverages)]
    yield f"## {category}: what can be done\n\n{ACTION_LEGEND}"
    yield from _table([actions[id] for id in done], [(c.tool, [_action(c, id) for id in done]) for c in coverages])


def _table(columns: list[str], rows: list[tuple[str, list[str]]]) -> Iterator[str]:
    yield f"| tool | {' | '.join(columns)} |\n|---|{':-:|' * len(columns)}\n"
    for name, cells in rows:
        yield f"| {name} | {' | '.join(cells)} |\n"
    yield "\n"


def _model(coverage: CategoryCoverage, id: str) -> str:
    found: ModelCoverage | None = coverage.models.get(id)
    if found is None:
        return ""
    if not found.documented:
        return "?"
    if not found.unknown and found.fields == frozenset(coverage.catalog.models[id].fields):
        return "all"
    return f"{len(found.fields - found.unknown)}{'+' if found.unknown else ''}"


def _action(coverage: CategoryCoverage, id: str) -> str:
    found: ActionCoverage | None = coverage.actions.get(id)
    if found is None:
        return ""
    if not found.documented:
        return "?"
    if found.fields is None:
        return "all"
    return "◐" if found.unknown else "●"


def _connector(connector: Connector) -> Iterator[str]:
    yield f"### {connector.label} (`{connector.tool}`)\n\n"
    for category, coverage in connector.categories.items():
        status = coverage.status.replace("_", " ")
        sources = ", ".join(coverage.sources)
        yield f"- **{category}**: {status}; from {sources}; {', '.join(coverage.locales)}\n"
        for kind, value in coverage.rules_document.items():
            yield f"  - rule `{kind}`: {_rule(coverage.catalog, kind, value)}\n"
        covered: dict[str, ModelCoverage | ActionCoverage] = {**coverage.models, **coverage.actions}
        for id, entry in covered.items():
            if entry.note:
                yield f"  - {_label(coverage.catalog, id)}: {entry.note}\n"
        for note in coverage.notes:
            yield f"  - {note}\n"
    yield "\n"


def _rule(catalog: Catalog, kind: str, value: Any) -> str:
    """Give the value of a rule; restrictions of files in short, since they repeat themselves."""
    if kind != "attachment_restrictions":
        return f"`{json.dumps(value, ensure_ascii=False)}`"
    texts = {
        id: ", ".join(f"{name} {_limits(limits)}" for name, limits in found["types"].items())
        for id, found in value.items()
    }
    same = dict.fromkeys(texts.values(), "")
    return "; ".join(
        f"{' and '.join(_label(catalog, id) for id in texts if texts[id] == text)}: {text}" for text in same
    )


def _limits(limits: dict[str, Any]) -> str:
    if not limits["is_supported"]:
        return "never"
    most = limits.get("max_amount")
    return f"{limits.get('min_amount') or 0} to {'any number' if most is None else most}"


def _label(catalog: Catalog, id: str) -> str:
    return catalog.models[id].label if id in catalog.models else catalog.actions[id].label


def main(arguments: list[str]) -> int:
    """Write the page, or with --check compare it; 1 if it is out of date."""
    schema = json.loads((fixtures_directory() / "connector.schema.json").read_text(encoding="utf-8"))
    page = make_page(load_catalog(), schema)
    if "--check" in arguments:
        fresh = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == page
        print("docs/connectors.md is", "up to date" if fresh else "out of date")
        return 0 if fresh else 1
    PAGE.write_text(page, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
