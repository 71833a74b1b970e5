"""What cannot be used stops the start with a message that names it and the nearest valid word."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.errors import ConfigurationError
from mockserver.settings import Settings


def config(tmp_path: Path, text: str) -> dict[str, str]:
    file = tmp_path / "mock.yaml"
    file.write_text(text, encoding="utf-8")
    return {"config": str(file)}


def test_unknown_variable_names_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match=r"unknown variable MOCKSERVER_PROT.*'MOCKSERVER_PORT'"):
        Settings.load({}, {"MOCKSERVER_PROT": "1"})


def test_unknown_python_option_names_the_nearest() -> None:
    with pytest.raises(ConfigurationError, match=r"unknown option sead.*'seed'"):
        Settings.load({"sead": 1})


def test_unknown_key_of_a_file_names_line_and_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"mock\.yaml:2: unknown option api-keys.*'api_keys'"):
        Settings.load(config(tmp_path, "port: 1\napi-keys: [a]\n"))


def test_a_file_cannot_name_another_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="unknown option config"):
        Settings.load(config(tmp_path, "config: other.yaml\n"))


def test_a_key_given_twice_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"mock\.yaml:2: port is given twice"):
        Settings.load(config(tmp_path, "port: 1\nport: 2\n"))


def test_a_value_that_does_not_fit_is_shown_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"mock\.yaml:1: port must be a whole number .*, not 'many'"):
        Settings.load(config(tmp_path, "port: many\n"))
    with pytest.raises(ConfigurationError, match=r"^MOCKSERVER_PORT must be .*, not 'many'"):
        Settings.load({}, {"MOCKSERVER_PORT": "many"})
    with pytest.raises(ConfigurationError, match=r"^--port must be .*, not 'many'"):
        Settings.load({"port": "many"})


def test_a_secret_that_does_not_fit_is_not_shown() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Settings.load({"control_token": 31337})
    assert "31337" not in str(caught.value)


def test_values_of_a_file_are_read_as_written(tmp_path: Path) -> None:
    """YAML would make a date of the instant, a number of the key and another of the time."""
    text = "now: 2025-06-02T09:00:00Z\napi_keys: [0123, yes]\nprofile: 'minimal'\ndatabase: null\nsize:\n"
    settings = Settings.load(config(tmp_path, text))
    assert settings.now == 1_748_854_800_000
    assert settings.api_keys == ("0123", "yes")
    assert (settings.profile, settings.database, settings.size) == ("minimal", None, "small")


def test_an_empty_file_sets_nothing(tmp_path: Path) -> None:
    assert Settings.load(config(tmp_path, "# nothing yet\n")).port == 8080


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n", "must hold lines such as"),
        ("port: {a: b}\n", r"mock\.yaml:1 must be one value or a list"),
        ("port: [\n", "is not YAML"),
        pytest.param(f"port: {'[' * 5000}\n", "is nested too deep", id="deep"),
        ("a: b: c\n", "is not YAML"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        Settings.load(config(tmp_path, text))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"cannot read .*missing\.yaml: No such file"):
        Settings.load({"config": str(tmp_path / "missing.yaml")})
    with pytest.raises(ConfigurationError, match="cannot read"):
        Settings.load({"config": str(tmp_path)})
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigurationError, match="not UTF-8"):
        Settings.load({"config": str(binary)})


def test_empty_variables_count_as_not_set() -> None:
    """Compose files pass `${MOCKSERVER_DATABASE:-}` for what nobody set."""
    assert Settings.load({}, {"MOCKSERVER_DATABASE": "", "MOCKSERVER_PORT": " "}) == Settings()


def test_variables_of_a_kubernetes_service_of_our_name_are_ignored() -> None:
    environ = {
        "MOCKSERVER_PORT": "tcp://10.0.0.7:8080",
        "MOCKSERVER_SERVICE_HOST": "10.0.0.7",
        "MOCKSERVER_SERVICE_PORT": "8080",
        "MOCKSERVER_SERVICE_PORT_HTTP": "8080",
        "MOCKSERVER_PORT_8080_TCP": "tcp://10.0.0.7:8080",
        "MOCKSERVER_PORT_8080_TCP_ADDR": "10.0.0.7",
        "MOCKSERVER_PORT_8080_TCP_PORT": "8080",
    }
    assert Settings.load({}, environ) == Settings()


def test_other_variables_are_nobodys_business() -> None:
    assert Settings.load({}, {"PATH": "/bin", "MOCKSERVERX_PORT": "1", "mockserver_port": "1"}) == Settings()
