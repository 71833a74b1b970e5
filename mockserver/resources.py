"""Where our data files are: inside the package when installed, at the top of the repository in a checkout."""

from __future__ import annotations

from pathlib import Path

from mockserver.errors import ConfigurationError

PACKAGE = Path(__file__).resolve().parent


def openapi_directory() -> Path:
    """Give the directory of the API's description; ConfigurationError if the installation is damaged."""
    return _data_directory("openapi")


def fixtures_directory() -> Path:
    """Give the directory of models, connectors and vocabularies; ConfigurationError if the installation is damaged."""
    return _data_directory("fixtures")


def _data_directory(name: str, package: Path = PACKAGE) -> Path:
    for place in (package / "_data" / name, package.parent / name):
        if place.is_dir():
            return place
    raise ConfigurationError(f"the data directory {name!r} is neither in {package / '_data'} nor beside {package}")
