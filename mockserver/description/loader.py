"""YAML files, the places in them and the references between them.

Only what is compiled comes here, so this module may import yaml; a start from the compiled form never does.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote

import yaml

from mockserver.errors import ConfigurationError
from mockserver.suggest import did_you_mean

_Parser: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Parser):  # type: ignore[misc]  # which of two classes it is depends on how yaml was built
    """YAML 1.2's core types: dates and times stay text, `no` and `on` are words, 010 is no octal number."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - yaml's own attribute


for _tag, _pattern, _first in (
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("null", r"~|null|Null|NULL|", "~nN\0"),
    ("int", r"-?(?:0|[1-9][0-9]*)", "-0123456789"),
    ("float", r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", "-0123456789"),
    ("merge", r"<<", "<"),
):
    # "\0" stands for the empty text, which yaml looks up under "".
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"^(?:{_pattern})$"), [first.strip("\0") for first in _first]
    )


def _construct_mapping(loader: Any, node: yaml.MappingNode) -> dict[str, Any]:
    """Give a mapping with its keys as they are written (`200:` is "200"), each only once."""
    seen: set[Hashable] = set()
    for key, _ in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.value in seen:
            problem = "this key stands here twice" if isinstance(key, yaml.ScalarNode) else "a key must be a word"
            raise yaml.constructor.ConstructorError(None, None, problem, key.start_mark)
        seen.add(key.value)
    loader.flatten_mapping(node)
    return {key.value: loader.construct_object(value, deep=True) for key, value in node.value}


def _construct_int(loader: Any, node: yaml.ScalarNode) -> int:
    """Give a number that JSON can hold."""
    with suppress(ValueError):  # thousands of digits; or no number, but called one by a tag
        number = int(loader.construct_scalar(node))
        if -(2**63) <= number < 2**64:
            return number
    raise yaml.constructor.ConstructorError(None, None, "this is no whole number of at most 64 bits", node.start_mark)


_Loader.add_constructor("tag:yaml.org,2002:map", _construct_mapping)
_Loader.add_constructor("tag:yaml.org,2002:int", _construct_int)


class Place(NamedTuple):
    """Where something stands: a file and the keys that lead to it."""

    file: Path
    pointer: tuple[str, ...] = ()

    def child(self, *keys: str) -> Place:
        """Give the place below this one."""
        return Place(self.file, (*self.pointer, *keys))

    def error(self, message: str) -> ConfigurationError:
        """Give an error that names file and line."""
        return ConfigurationError(f"{self.file}:{line_of(self.file, self.pointer)}: {message}")


def read_yaml(path: Path) -> Any:
    """Give what a YAML file holds; ConfigurationError with file and line if it cannot be read."""
    try:
        return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - builds plain values only
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(f"{path}:{line}: {error.problem or error.context}") from error
    except RecursionError as error:
        raise ConfigurationError(f"{path}: it is nested too deep") from error
    except (yaml.YAMLError, ValueError) as error:  # also no UTF-8
        raise ConfigurationError(f"{path}: {error}") from error
    except OSError as error:
        raise ConfigurationError(f"{path}: {error.strerror}") from error


def line_of(path: Path, pointer: tuple[str, ...]) -> int:
    """Give the line of a place, or of the nearest place above it; reads the file again, so for messages only."""
    with path.open(encoding="utf-8") as file:
        node = yaml.compose(file, Loader=_Loader)
    line = 1
    for key in pointer:
        node, line = _step(node, key, line)
    return line


def _step(node: yaml.Node | None, key: str, line: int) -> tuple[yaml.Node | None, int]:
    if isinstance(node, yaml.MappingNode):
        for name, value in node.value:
            if name.value == key:
                return value, name.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and key.isdecimal() and int(key) < len(node.value):
        item = node.value[int(key)]
        return item, item.start_mark.line + 1
    return None, line


class Sources:
    """The YAML files of a directory: parsed once, and reachable by reference."""

    def __init__(self, directory: Path) -> None:
        self.files = {path: read_yaml(path) for path in sorted(directory.glob("*.yaml"))}
        self._directory = directory

    def follow(self, reference: str, place: Place) -> tuple[Any, Place]:
        """Give what a `$ref` leads to, and where that stands; ConfigurationError if it leads nowhere."""
        name, _, fragment = reference.partition("#")
        target = self._directory / name.removeprefix("./") if name else place.file
        if target not in self.files:
            hint = did_you_mean(Path(name).name, (path.name for path in self.files))
            raise place.error(f"$ref {reference!r} leads nowhere: no such file{hint}")
        keys = tuple(unquote(key).replace("~1", "/").replace("~0", "~") for key in fragment.split("/")[1:])
        node = self.files[target]
        for key in keys:
            if isinstance(node, list) and key.isdecimal() and int(key) < len(node):
                node = node[int(key)]
            elif isinstance(node, dict) and key in node:
                node = node[key]
            else:
                hint = did_you_mean(key, node if isinstance(node, dict) else ())
                raise place.error(f"$ref {reference!r} leads nowhere: no {key!r} there{hint}")
        return node, Place(target, keys)
