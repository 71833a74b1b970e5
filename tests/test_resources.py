from pathlib import Path

import pytest

from mockserver import resources
from mockserver.errors import ConfigurationError


def test_checkout_has_both_directories() -> None:
    assert (resources.fixtures_directory() / "models.yaml").is_file()
    assert resources.openapi_directory().is_dir()


def test_data_inside_the_package_comes_first(tmp_path: Path) -> None:
    package = tmp_path / "mockserver"
    (tmp_path / "openapi").mkdir()
    assert resources._data_directory("openapi", package) == tmp_path / "openapi"
    (package / "_data" / "openapi").mkdir(parents=True)
    assert resources._data_directory("openapi", package) == package / "_data" / "openapi"


def test_missing_data_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="'openapi' is neither in"):
        resources._data_directory("openapi", tmp_path / "mockserver")
