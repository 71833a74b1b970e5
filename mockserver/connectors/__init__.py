"""Connectors as data: what each tool covers and what it does differently, from `fixtures/`."""

from mockserver.connectors.action import Action
from mockserver.connectors.catalog import Catalog, Connector, load_catalog
from mockserver.connectors.coverage import ActionCoverage, CategoryCoverage, ModelCoverage
from mockserver.connectors.model import Model, Relation
from mockserver.connectors.published import coverage_document
from mockserver.connectors.rules import Rules

__all__ = [
    "Action",
    "ActionCoverage",
    "Catalog",
    "CategoryCoverage",
    "Connector",
    "Model",
    "ModelCoverage",
    "Relation",
    "Rules",
    "coverage_document",
    "load_catalog",
]
