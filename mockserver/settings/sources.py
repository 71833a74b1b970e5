"""Where values come from: flags, variables and the configuration file, each checked against the table of options."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mockserver.errors import ConfigurationError
from mockserver.settings.option import Option
from mockserver.suggest import did_you_mean

Found = dict[str, tuple[Any, str]]
Options = Mapping[str, Option]

PREFIX = "MOCKSERVER_"
# What Kubernetes puts into every container when a service is called `mockserver`, `MOCKSERVER_PORT=tcp://…` included.
_SERVICE_LINK = re.compile(r"_SERVICE_(HOST|PORT)(_|$)|_PORT_\d+_(TCP|UDP|SCTP)(_|$)")
_SERVICE_ADDRESS = re.compile(r"(tcp|udp|sctp)://")


def gather(options: Options, flags: Mapping[str, Any], environ: Mapping[str, str]) -> Found:
    """Give value and origin of every option that some source sets, the strongest source winning."""
    stronger = _from_variables(options, environ) | _from_flags(options, flags)
    if "config" not in stronger:
        return stronger
    return _from_file(options, stronger["config"][0]) | stronger


def _from_flags(options: Options, flags: Mapping[str, Any]) -> Found:
    found = {}
    for name, value in flags.items():
        if name not in options:
            raise ConfigurationError(f"unknown option {name}{did_you_mean(name, options)}")
        if value is not None:
            found[name] = _read(options[name], value, options[name].flag)
    return found


def _from_variables(options: Options, environ: Mapping[str, str]) -> Found:
    by_variable = {option.variable: option for option in options.values()}
    found = {}
    for variable, value in environ.items():
        if not variable.startswith(PREFIX) or _SERVICE_LINK.search(variable) or _SERVICE_ADDRESS.match(value):
            continue
        if variable not in by_variable:
            raise ConfigurationError(f"unknown variable {variable}{did_you_mean(variable, by_variable)}")
        # Compose files pass `${NAME:-}` for what nobody set.
        if value.strip():
            option = by_variable[variable]
            found[option.name] = _read(option, value, variable)
    return found


def _from_file(options: Options, path: Path) -> Found:
    found: Found = {}
    allowed = [name for name in options if name != "config"]
    for name, value, line in _entries(path):
        origin = f"{path}:{line}"
        if name not in allowed:
            raise ConfigurationError(f"{origin}: unknown option {name}{did_you_mean(name, allowed)}")
        if name in found:
            raise ConfigurationError(f"{origin}: {name} is given twice")
        found[name] = (None, origin) if value is None else _read(options[name], value, origin, name)
    return {name: entry for name, entry in found.items() if entry[0] is not None}


def _read(option: Option, value: Any, origin: str, name: str = "") -> tuple[Any, str]:
    try:
        return option.read(value), origin
    except (TypeError, ValueError) as problem:
        shown = "" if option.secret else f", not {value!r}"
        place = f"{origin}: {name}" if name else origin
        raise ConfigurationError(f"{place} {problem}{shown}") from None


def _entries(path: Path) -> Iterator[tuple[str, str | list[str] | None, int]]:
    """Give key, text and line of every entry of a YAML mapping; text as written, so that no type is guessed."""
    import yaml

    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as problem:
        reason = getattr(problem, "strerror", None) or "not UTF-8 text"
        raise ConfigurationError(f"cannot read {path}: {reason}") from None
    except RecursionError:
        raise ConfigurationError(f"{path} is nested too deep; it must hold lines such as `port: 8080`") from None
    except yaml.YAMLError as problem:
        raise ConfigurationError(f"{path} is not YAML: {' '.join(str(problem).split())}") from None
    if root is None:
        return
    if not isinstance(root, yaml.MappingNode):
        raise ConfigurationError(f"{path} must hold lines such as `port: 8080`")
    for key, node in root.value:
        yield str(key.value), _value(node, f"{path}:{node.start_mark.line + 1}"), key.start_mark.line + 1


def _value(node: Any, place: str) -> str | list[str] | None:
    import yaml

    if isinstance(node, yaml.ScalarNode):
        return None if node.tag == "tag:yaml.org,2002:null" else str(node.value)
    if isinstance(node, yaml.SequenceNode) and all(isinstance(item, yaml.ScalarNode) for item in node.value):
        return [str(item.value) for item in node.value]
    raise ConfigurationError(f"{place} must be one value or a list of values")
