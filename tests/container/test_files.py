"""Dockerfile and compose files agree with the program."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from mockserver.settings import OPTIONS, Settings
from scripts.image_smoke import VALUES, is_value

ROOT = Path(__file__).resolve().parents[2]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = ["compose.yaml", "compose.postgres.yaml"]


def compose(name: str) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / name).read_text(encoding="utf-8"))
    return document


def test_the_base_is_an_argument_of_both_stages() -> None:
    assert DOCKERFILE.count("FROM ${PYTHON_IMAGE}") == DOCKERFILE.count("\nFROM ") == 2
    assert "ARG PYTHON_IMAGE=python:3.13-slim" in DOCKERFILE


def test_all_that_is_copied_is_let_into_the_build() -> None:
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    copied = [word for line in re.findall(r"(?m)^COPY ((?!--from).*) \S+$", DOCKERFILE) for word in line.split()]
    assert copied
    for word in copied:
        assert f"!{word}" in allowed
        assert (ROOT / word).exists()


def test_it_runs_as_somebody_without_rights_and_without_a_shell_in_between() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"(?m)^USER [1-9]\d*:[1-9]\d*$", last)
    for name in ("ENTRYPOINT", "CMD"):
        [words] = re.findall(rf"{name} (\[.*\])", last)
        assert json.loads(words)[0] == "mockserver"


@pytest.mark.parametrize("name", COMPOSE)
def test_the_variables_of_compose_files_are_options(name: str) -> None:
    variables = compose(name)["services"]["mockserver"]["environment"]
    settings = Settings.load({}, variables)
    assert set(settings.origins.values()) == set(variables)


def test_the_published_port_is_for_this_machine_only() -> None:
    [port] = compose("compose.yaml")["services"]["mockserver"]["ports"]
    assert port == "127.0.0.1:8080:8080"


def test_webhooks_may_go_to_the_service_of_the_developer() -> None:
    service = compose("compose.yaml")["services"]["mockserver"]
    hosts = Settings.load({}, service["environment"]).allow_webhook_host
    [extra] = service["extra_hosts"]
    assert extra.partition(":")[0] in hosts
    assert "app" in hosts


@pytest.mark.parametrize("option", sorted(OPTIONS.keys() - {"config"}))
def test_the_image_is_tried_with_a_value_of_every_option(option: str) -> None:
    assert any(is_value(OPTIONS[option], text) for text in VALUES)
