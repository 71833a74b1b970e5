"""The description as the server reads it, and the committed facts that it is held against."""

from typing import Any

import pytest

from mockserver import resources
from mockserver.description.bundle import bundle
from mockserver.description.schemas import Schemas
from tests.contract.reading import read_yaml

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="session")
def document() -> dict[str, Any]:
    """The bundled document, built from the files and not from a compiled form."""
    return bundle(resources.openapi_directory())


@pytest.fixture(scope="session")
def resolved(document: dict[str, Any]) -> dict[str, Any]:
    """The bundled document without references."""
    whole: dict[str, Any] = Schemas(document).resolve(document)
    return whole


@pytest.fixture(scope="session")
def operations(resolved: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every operation by `GET /path`, without references."""
    return {
        f"{method.upper()} {path}": item[method]
        for path, item in resolved["paths"].items()
        for method in METHODS
        if method in item
    }


@pytest.fixture(scope="session")
def schemas(resolved: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Every named schema, without references."""
    components: dict[str, dict[str, Any]] = resolved["components"]["schemas"]
    return components


@pytest.fixture(scope="session")
def models() -> dict[str, Any]:
    """What can be stored and read."""
    catalog: dict[str, Any] = read_yaml(resources.fixtures_directory() / "models.yaml")
    return catalog
