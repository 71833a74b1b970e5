"""The query string as values: checked, converted, and named in the message when wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote_to_bytes

import orjson

from mockserver.description.formats import is_email, read_instant
from mockserver.description.parameter import Parameter
from mockserver.description.wording import one_of, show
from mockserver.errors import InputInvalid

if TYPE_CHECKING:
    from mockserver.description.operation import Operation

# Turns the text of a parameter into its value, None for "as if it were not there"; ValueError says what is expected.
Reader = Callable[[str], Any]

_MOST_PROBLEMS = 10
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,17})", re.ASCII)


class Arguments(NamedTuple):
    """What a query string says.

    `values` has every parameter that was given or has a default: whole numbers as int, dates and instants as int
    milliseconds, lists as tuple[str, ...], a JSON object as dict, booleans as bool and all else as str, the words of
    an enum included, so 'true' and 'false' too where the API has them as words.
    `unknown` names what the operation does not know, in the order given.
    """

    values: dict[str, Any]
    unknown: tuple[str, ...]


def parse_query(operation: Operation, query: bytes | str) -> Arguments:
    """Read a query string as the operation describes it; InputInvalid names the parameter and what is allowed."""
    readers = operation.query_readers
    given: dict[str, list[str]] = {}
    unknown: dict[str, None] = {}
    problems: list[str] = []
    for name, raw in _pairs(query):
        if name not in readers:
            unknown[name] = None
            continue
        try:
            text = _text(raw)
        except ValueError as error:
            problems.append(f"Query parameter '{name}' {error}.")
            continue
        given.setdefault(name, []).append(text)
    values = dict(operation.query_defaults)
    for name, texts in given.items():
        parameter, reader = readers[name]
        if len(texts) > 1 and not parameter.is_list:
            problems.append(f"Query parameter '{name}' must not be given more than once.")
            continue
        try:
            value = reader(",".join(texts))
        except ValueError as error:
            problems.append(f"Query parameter '{name}' {error}.")
            continue
        if value is not None:
            values[name] = value
    problems += [f"Query parameter '{name}' is required." for name in operation.query_required if name not in given]
    if problems:
        raise InputInvalid(problems[0], explanation=" ".join(problems[:_MOST_PROBLEMS]))
    return Arguments(values, tuple(unknown))


def readers(parameters: Iterable[Parameter]) -> dict[str, tuple[Parameter, Reader]]:
    """Give, for each query parameter, what reads it."""
    return {parameter.name: (parameter, _reader(parameter)) for parameter in parameters if parameter.where == "query"}


def _pairs(query: bytes | str) -> Iterator[tuple[str, bytes]]:
    """Give names, and values still percent-encoded; a name that is not UTF-8 is unknown anyway."""
    whole = query if isinstance(query, bytes) else query.encode("utf-8", "surrogatepass")
    for part in whole.split(b"&"):
        if part:
            name, _, value = part.partition(b"=")
            yield _unquote(name).decode("utf-8", "replace"), value


def _text(raw: bytes) -> str:
    try:
        text = _unquote(raw).decode()
    except UnicodeDecodeError:
        raise ValueError("must be percent-encoded UTF-8") from None
    if "\0" in text:
        raise ValueError("must not hold a NUL character")
    return text


def _unquote(raw: bytes) -> bytes:
    raw = raw.replace(b"+", b" ") if b"+" in raw else raw
    return unquote_to_bytes(raw) if b"%" in raw else raw


def _reader(parameter: Parameter) -> Reader:
    """Choose what reads the parameter, by its schema."""
    schema = parameter.schema
    kind, words, form = schema.get("type"), schema.get("enum"), schema.get("format")
    if parameter.is_list:
        return partial(_list, tuple(words) if words else None)
    if kind == "integer":
        return partial(_integer, schema.get("minimum"), schema.get("maximum"))
    if kind == "boolean":
        return _flag
    if words:
        return partial(_word, tuple(words))
    if parameter.filter and parameter.filter.format == "json_object":
        return _json_object
    return _BY_FORMAT.get(form) or partial(_plain, schema.get("maxLength"), re.compile(schema.get("pattern", "")))


def _plain(longest: int | None, pattern: re.Pattern[str], text: str) -> str | None:
    if longest is not None and len(text) > longest:
        raise ValueError(f"must have at most {longest} characters")
    if text and not pattern.search(text):
        raise ValueError(f"must match {pattern.pattern}, not {show(text)}")
    return text or None


def _list(allowed: tuple[str, ...] | None, text: str) -> tuple[str, ...] | None:
    items = tuple(dict.fromkeys(filter(None, text.split(","))))
    if allowed is not None:
        for item in items:
            if item not in allowed:
                raise ValueError(f"must be a comma-separated list of {one_of(allowed)}, not {show(item)}")
    return items or None


def _integer(least: int | None, most: int | None, text: str) -> int:
    number = int(text) if _INTEGER.fullmatch(text) else None
    if number is None or (least is not None and number < least) or (most is not None and number > most):
        bounds = "".join((f" from {least}" if least is not None else "", f" to {most}" if most is not None else ""))
        raise ValueError(f"must be a whole number{bounds}, not {show(text)}")
    return number


def _flag(text: str) -> bool:
    return _word(("true", "false"), text) == "true"


def _word(words: tuple[str, ...], text: str) -> str:
    if text not in words:
        raise ValueError(f"must be {one_of(words)}, not {show(text)}")
    return text


def _instant(text: str) -> int:
    instant = read_instant(text)
    if instant is None:
        raise ValueError(
            f"must be a date or an instant in ISO 8601, such as 2025-06-02 or 2025-06-02T09:00:00Z, not {show(text)}"
        )
    return instant


def _email(text: str) -> str:
    if not is_email(text):
        raise ValueError(f"must be an e-mail address, not {show(text)}")
    return text


def _json_object(text: str) -> dict[str, Any] | None:
    if not text:
        return None
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        value = None
    if not isinstance(value, dict) or len(value) != 1 or isinstance(next(iter(value.values())), dict | list):
        raise ValueError(
            "must be a JSON object with exactly one key, whose value is a string, a number, true, false or null, "
            f"not {show(text)}"
        )
    return value


_BY_FORMAT: Mapping[str | None, Reader] = {"date": _instant, "date-time": _instant, "email": _email}
