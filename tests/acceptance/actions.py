"""Actions and their inputs: how a body is made of inputs, and where each is kept afterwards.

Inputs have the names that the documents and pages of connectors use. Nothing here comes from the fixtures.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.acceptance.described import Tool

Values = dict[str, Any]
CONTENT = b"Hello"
FILE = {"name": "cv.txt", "content_type": "text/x-notes", "data": b64encode(CONTENT).decode(), "type": "CV"}
FILE_ADDRESS = "https://files.example.com/cv.txt"

# Where bodies hold lists of objects.
LISTS = frozenset({
    "candidate.additional_email_addresses", "candidate.additional_phone_numbers", "candidate.social_links",
    "attachments", "screening_question_answers", "details.attributes", "packages", "provisioned_users", "social_links",
    "attributes", "hourly_payments", "fixed_payments", "custom_lodas", "compensations",
})  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where an input is kept: a path in stored records of some models, and the page's field that shows it.

    `value` turns what was sent into what is kept, `elsewhere` is where some tools keep it.
    """

    models: tuple[str, ...]
    path: str
    shown: str | None = None
    value: Callable[[Any], Any] = lambda sent: sent
    elsewhere: str | None = None

    def values(self, records: Any) -> list[Any]:
        """Give all values in the place."""
        return [value for path in (self.path, self.elsewhere) if path for value in found(records, path)]


@dataclass(frozen=True)
class Variant:
    """One of several ways to send inputs that exclude each other: some are left out, some have other values.

    It is for tools that take what it `needs`.
    """

    without: frozenset[str] = frozenset()
    instead: Values = field(default_factory=dict)
    needs: frozenset[str] = frozenset()

    def of(self, values: Values) -> Values:
        """Give the inputs of this variant."""
        return {name: value for name, value in {**values, **self.instead}.items() if name not in self.without}


@dataclass(frozen=True)
class Action:
    """An action: its request, a value for each input, where each is kept, and the ways to send all of them.

    `done` tells by inputs and answer whether it happened, where its inputs alone do not tell. `demanded` are inputs
    without which the contract takes no request, whatever a tool lists.
    """

    id: str
    method: str
    path: str
    values: Callable[[Tool], Values]
    places: dict[str, Place] = field(default_factory=dict)
    in_path: tuple[str, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)
    variants: tuple[Variant, ...] = (Variant(),)
    done: Callable[[Tool, Values, Any], bool] = lambda *_: True
    demanded: frozenset[str] = frozenset()

    def body(self, values: Values, twice: Iterable[str] = ()) -> dict[str, Any]:
        """Give the body for some inputs; the lists named in `twice` get two equal entries."""
        body: dict[str, Any] = {}
        for name, value in values.items():
            if name not in self.in_path:
                _put(body, self.at(name).split("."), "", value)
        for path in twice:
            _double(body, path.split("."))
        return body

    def at(self, name: str) -> str:
        """Give the place of an input in the body."""
        return self.renamed.get(name, name)

    def address(self, values: Values) -> str:
        """Give the path of a request."""
        return self.path.format(**{name.rpartition(".")[2]: values[name] for name in self.in_path})


def lists_of(names: Iterable[str]) -> set[str]:
    """Give the lists that inputs stand in."""
    return {path for name in names for path in LISTS if name.startswith(f"{path}.")}


def found(value: Any, path: str) -> Iterator[Any]:
    """Give all values at a path, lists walked."""
    if isinstance(value, list):
        for item in value:
            yield from found(item, path)
    elif not path:
        yield value
    elif isinstance(value, dict):
        head, _, rest = path.partition(".")
        yield from found(value.get(head), rest)


def live(tool: Tool, model: str, **wanted: Any) -> dict[str, Any]:
    """Give the first live stored record with some values."""
    return next(
        one
        for one in tool.stored(model)
        if one["remote_deleted_at"] is None and all(one.get(key) == value for key, value in wanted.items())
    )


def of(name: str, model: str, more: Callable[[Tool], Values] = lambda _: {}) -> Callable[[Tool], Values]:
    """Act on the first record of a model."""
    return lambda tool: {name: live(tool, model)["id"], **more(tool)}


def always(**values: Any) -> Callable[[Tool], Values]:
    """Send the same; names have __ for a dot."""
    return lambda _: {name.replace("__", "."): value for name, value in values.items()}


def file(prefix: str, *parts: str) -> Values:
    """Give the inputs of a file."""
    values = {**FILE, "data_url": FILE_ADDRESS}
    return {f"{prefix}.{part}": values[part] for part in parts or values}


def parts(prefix: str, *names: str) -> frozenset[str]:
    """Give names of inputs that stand together."""
    return frozenset(f"{prefix}.{name}" for name in names)


def either(prefix: str) -> tuple[Variant, ...]:
    """A file comes with its content or with its address."""
    data, address = frozenset({f"{prefix}.data"}), frozenset({f"{prefix}.data_url"})
    return Variant(address, needs=data), Variant(data, needs=address)


def kept_file(prefix: str, model: str, shown: str | None = None, *, typed: bool = True) -> dict[str, Place]:
    """A file is kept as a record of its own, and its bytes elsewhere."""
    places = {"name": "file_name", "content_type": "content_type", **({"type": "type"} if typed else {})}
    return {
        f"{prefix}.data": Place((model,), "size_bytes", value=lambda _: len(CONTENT)),
        f"{prefix}.data_url": Place((model,), "given_url"),
        **{f"{prefix}.{name}": Place((model,), path, shown and f"{shown}.{path}") for name, path in places.items()},
    }


def kept_as_sent(model: str, *names: str, under: str = "", shown: str | None = None) -> dict[str, Place]:
    """Inputs are kept under their own names."""
    return {name: Place((model,), f"{under}{name}", shown and f"{shown}.{name.partition('.')[0]}") for name in names}


def _put(body: dict[str, Any], steps: list[str], above: str, value: Any) -> None:
    step, *rest = steps
    if not rest:
        body[step] = value
        return
    path = f"{above}.{step}" if above else step
    inner = body.setdefault(step, [{}] if path in LISTS else {})
    _put(inner[0] if isinstance(inner, list) else inner, rest, path, value)


def _double(body: dict[str, Any], steps: list[str]) -> None:
    *above, last = steps
    for step in above:
        body = body.get(step, {})
    if last in body:
        body[last] = body[last] * 2
