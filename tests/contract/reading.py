"""Reading the facts, and the parts of an operation that are compared with them."""

import json
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent


def read_facts(name: str) -> Any:
    return json.loads((HERE / "facts" / f"{name}.json").read_text(encoding="utf-8"))


def read_yaml(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def answer_of(operation: dict[str, Any]) -> dict[str, Any]:
    """The whole 200 answer, envelope included."""
    schema: dict[str, Any] = operation["responses"]["200"]["content"]["application/json"]["schema"]
    return schema


def body_of(operation: dict[str, Any]) -> dict[str, Any] | None:
    body = operation.get("requestBody")
    return None if body is None else body["content"]["application/json"]["schema"]
