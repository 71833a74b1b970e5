"""The catalog of the bundled fixtures, and the one with the connectors that only tests know."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.connectors import Catalog, load_catalog

EXTRA = Path(__file__).parent / "extra"


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """What is bundled."""
    return load_catalog()


@pytest.fixture(scope="session")
def wide_catalog() -> Catalog:
    """What is bundled, and connectors with the kinds of rules that none of the bundled ones has."""
    return load_catalog(extra=EXTRA)
