"""Tables on the terminal; where the output is no terminal they are as wide as they need to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from mockserver.errors import ConfigurationError
from mockserver.settings import Settings
from mockserver.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from mockserver.connectors import Catalog, CategoryCoverage, Connector
    from mockserver.description import Description
    from mockserver.scenarios.scenario import Scenario
    from mockserver.state.environments import Environment

_WIDE = 240


def _show(table: Table) -> None:
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = _WIDE
    console.print(table)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def show_settings(settings: Settings) -> None:
    """Print every option's value and origin."""
    table = _table("option", "value", "from")
    for row in settings.rows():
        table.add_row(*row)
    _show(table)


def show_routes(description: Description) -> None:
    """Print method, path and id of every operation."""
    table = _table("method", "path", "operation")
    for operation in description.operations.values():
        note = "  (deprecated)" if operation.deprecated else ""
        table.add_row(operation.method.upper(), f"/v1{operation.path}", f"{operation.id}{note}")
    _show(table)


def show_connectors(catalog: Catalog, category: str | None) -> None:
    """Print one line per connector and category: how much it reads and writes; ConfigurationError if there is none."""
    known = {name for connector in catalog.connectors.values() for name in connector.categories}
    _check_category(category, known)
    table = _table("tool", "name", "category", "status", "models", "actions")
    for connector in catalog.connectors.values():
        for coverage in _coverages(connector, category):
            sizes = (str(len(coverage.models)), str(len(coverage.actions)))
            table.add_row(connector.tool, connector.label, coverage.category, coverage.status, *sizes)
    _show(table)


def show_connector(catalog: Catalog, tool: str, category: str | None) -> None:
    """Print what a connector covers, field by field; ConfigurationError for an unknown one, or another category."""
    if tool not in catalog.connectors:
        raise ConfigurationError(f"unknown connector {tool}{did_you_mean(tool, catalog.connectors)}")
    _check_category(category, catalog.connector(tool).categories)
    table = _table("category", "reads or does", "fields")
    for coverage in _coverages(catalog.connector(tool), category):
        for model_id, model in coverage.models.items():
            table.add_row(coverage.category, model_id, ", ".join(sorted(model.fields)))
        for action_id, action in coverage.actions.items():
            fields = "not documented" if action.fields is None else ", ".join(sorted(action.fields))
            table.add_row(coverage.category, action_id, fields)
        table.add_row(coverage.category, "features", ", ".join(coverage.features) or "none")
    _show(table)


def show_scenarios(scenarios: Iterable[Scenario]) -> None:
    """Print one line per scenario."""
    table = _table("name", "title", "company", "headcount", "integrations", "moments")
    for scenario in scenarios:
        document = scenario.document
        sizes = (str(document["headcount"] or ""), str(len(scenario.integrations)), str(len(scenario.moments)))
        table.add_row(scenario.name, scenario.title, document["company"] or "", *sizes)
    _show(table)


def show_scenario(scenario: Scenario, environment: Environment, moments: Iterable[Mapping[str, Any]]) -> None:
    """Print a scenario with the ids that it has in an environment."""
    print("\n".join(filter(None, (scenario.title, scenario.document["story"]))))
    integrations = _table("integration", "id", "category", "status", "own records")
    ids = environment.settings["scenario"]["integrations"]
    for name, entry in scenario.integrations.items():
        integration = environment.integrations[ids[name]]
        integrations.add_row(name, integration.id, integration.category, integration.status, str(len(entry["records"])))
    _show(integrations)
    told = _table("moment", "integration", "call")
    for moment in moments:
        call = moment["call"]
        told.add_row(moment["title"], call["integration"] or "", f"{call['method']} {call['path']}")
    _show(told)


def _check_category(category: str | None, known: Iterable[str]) -> None:
    if category is not None and category.upper() not in known:
        raise ConfigurationError(f"--category: there is no {category}{did_you_mean(category.upper(), known)}")


def _coverages(connector: Connector, category: str | None) -> list[CategoryCoverage]:
    wanted = None if category is None else category.upper()
    return [each for each in connector.categories.values() if wanted in (None, each.category)]
