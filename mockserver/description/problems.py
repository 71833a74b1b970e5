"""What is wrong with a body, in words such as `$.candidate.email_address is required`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from jsonschema import ValidationError

from mockserver.description.wording import one_of, show
from mockserver.suggest import did_you_mean

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,60}")
_KINDS = {
    "string": "a string",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}
_FORMATS = {
    "date": "a date such as 2025-06-02",
    "date-time": "a date or an instant such as 2025-06-02T09:00:00Z",
    "email": "an e-mail address",
    "time": "a time such as 09:30 or 09:30:00",
    "uri": "an absolute address such as https://example.com/page",
}


def problems(error: ValidationError) -> list[str]:
    """Give the sentences for one finding; where there are alternatives, for the one that was most likely meant."""
    if error.validator in {"anyOf", "oneOf"}:
        return _alternatives(error)
    path = json_path(error.absolute_path)
    describe = _TEXTS.get(str(error.validator))
    texts = describe(error) if describe else [f" is not allowed by {error.validator!r}"]
    return [f"{path}{text}" if text.endswith("?") else f"{path}{text}." for text in texts]


def json_path(keys: Iterable[str | int]) -> str:
    """Give `$.candidate.social_links[0].url`."""
    return "$" + "".join(f"[{key}]" if isinstance(key, int) else _member(key) for key in keys)


def _member(key: str) -> str:
    return f".{key}" if _NAME.fullmatch(key) else f"[{show(key)}]"


def _alternatives(error: ValidationError) -> list[str]:
    path = json_path(error.absolute_path)
    only = "" if error.context else "only "
    if all(isinstance(branch, dict) and branch.keys() == {"required"} for branch in _rule(error)):
        fields = " or ".join(" and ".join(map(show, branch["required"])) for branch in _rule(error))
        return [f"{path} must have {only}one of {fields}."]
    if only:
        return [f"{path} fits more than one of the allowed forms."]
    branches: dict[str | int, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    other_kind = [found for found in branches.values() if any(_is_other_kind(inner) for inner in found)]
    same_kind = [found for found in branches.values() if found not in other_kind]
    marked = [mark for found in same_kind for mark in found if _is_mark(mark)]
    likely = [found for found in same_kind if not any(inner in marked for inner in found)]
    if likely:
        best = max(likely, key=lambda found: (max(len(inner.relative_path) for inner in found), -len(found)))
        return [text for inner in best for text in problems(inner)]
    # No branch is of the value's kind: say which kinds there are. Or each says by a constant that another was meant.
    shown = marked or [_narrowest(found) for found in other_kind]
    where = json_path(shown[0].absolute_path)
    return [f"{where} must be {' or '.join(dict.fromkeys(map(_expected, shown)))}, not {_value(shown[0])}."]


# What the schema asks for and what was given, as the plain values that they are.
def _rule(error: ValidationError) -> Any:
    return error.validator_value


def _given(error: ValidationError) -> Any:
    return error.instance


def _is_other_kind(error: ValidationError) -> bool:
    """Whether a branch asks for another kind of value altogether."""
    return not error.relative_path and error.validator in {"type", "enum", "const"}


def _narrowest(found: list[ValidationError]) -> ValidationError:
    """Choose the words of an enum before its type."""
    return max(filter(_is_other_kind, found), key=lambda error: error.validator != "type")


def _is_mark(error: ValidationError) -> bool:
    """Whether a branch is not meant because a member such as `type` has a constant that the value has not."""
    return len(error.relative_path) == 1 and error.validator == "const"


def _expected(error: ValidationError) -> str:
    wanted = _rule(error)
    if error.validator == "type":
        return " or ".join(_KINDS[kind] for kind in ([wanted] if isinstance(wanted, str) else wanted))
    return one_of(wanted) if error.validator == "enum" else show(wanted)


def _value(error: ValidationError) -> str:
    """Show the value, or for a wrong kind of value only its kind."""
    value = _given(error)
    if error.validator == "type" and isinstance(value, str):
        return _KINDS["string"]
    return show(value)


def _must_be(error: ValidationError) -> list[str]:
    return [f" must be {_expected(error)}, not {_value(error)}"]


def _required(error: ValidationError) -> list[str]:
    return [f"{_member(name)} is required" for name in _rule(error) if name not in _given(error)]


def _dependent(error: ValidationError) -> list[str]:
    return [
        f"{_member(name)} is required beside {show(given)}"
        for given, names in _rule(error).items()
        if given in _given(error)
        for name in names
        if name not in _given(error)
    ]


def _additional(error: ValidationError) -> list[str]:
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    known = schema.get("properties", {})
    return [f"{_member(name)} is not known{did_you_mean(name, known)}" for name in _given(error) if name not in known]


def _format(error: ValidationError) -> list[str]:
    return [f" must be {_FORMATS.get(_rule(error), _rule(error))}, not {show(_given(error))}"]


def _length(words: str, unit: str) -> Callable[[ValidationError], list[str]]:
    def describe(error: ValidationError) -> list[str]:
        limit = _rule(error)
        if not _given(error):
            return [" must not be empty"]
        return [f" must have {words} {limit} {unit}{'' if limit == 1 else 's'}, not {len(_given(error))}"]

    return describe


def _bound(words: str) -> Callable[[ValidationError], list[str]]:
    return lambda error: [f" must be {words} {show(_rule(error))}, not {show(_given(error))}"]


def _text(text: str) -> Callable[[ValidationError], list[str]]:
    return lambda _: [text]


_TEXTS: Mapping[str, Callable[[ValidationError], list[str]]] = {
    "type": _must_be,
    "enum": _must_be,
    "const": _must_be,
    "required": _required,
    "dependentRequired": _dependent,
    "additionalProperties": _additional,
    "format": _format,
    "pattern": lambda error: [f" must match {_rule(error)}, not {show(_given(error))}"],
    "minLength": _length("at least", "character"),
    "maxLength": _length("at most", "character"),
    "minItems": _length("at least", "item"),
    "maxItems": _length("at most", "item"),
    "minProperties": _length("at least", "member"),
    "maxProperties": _length("at most", "member"),
    "minimum": _bound("at least"),
    "maximum": _bound("at most"),
    "exclusiveMinimum": _bound("more than"),
    "exclusiveMaximum": _bound("less than"),
    "multipleOf": _bound("a multiple of"),
    "uniqueItems": _text(" must not hold the same item twice"),
    "not": _text(" has a form that is not allowed"),
}
