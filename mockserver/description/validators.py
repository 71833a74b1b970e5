"""JSON Schema validators with our formats. Imports jsonschema, so it is imported late."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any, cast

from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.protocols import Validator
from jsonschema.validators import extend

from mockserver.description import formats
from mockserver.description.schemas import Schema

FORMATS = FormatChecker(formats=())
for _name, _is_one in formats.CHECKS.items():
    FORMATS.checks(_name)(partial(formats.holds, _is_one))


@lru_cache(maxsize=256)
def _regular_expression(pattern: str) -> re.Pattern[str]:
    """Compile an ECMA 262 pattern: `$` is the very end there, and digits and words are ASCII."""
    ends = pattern.endswith("$") and not pattern.endswith(r"\$")
    return re.compile(pattern[:-1] + r"\Z" if ends else pattern, re.ASCII)


def _pattern(_: Validator, pattern: str, instance: object, __: Schema) -> Iterator[ValidationError]:
    if isinstance(instance, str) and not _regular_expression(pattern).search(instance):
        yield ValidationError(f"does not match {pattern}")


def _is_integer(_: object, instance: object) -> bool:
    # Bodies have their whole numbers as integers already, see mockserver.api.body; any other 1e30 is of no use as one.
    return isinstance(instance, int) and not isinstance(instance, bool)


_extend: Any = extend  # published without types
_types: Any = Draft202012Validator.TYPE_CHECKER
_Draft = _extend(Draft202012Validator, {"pattern": _pattern}, type_checker=_types.redefine("integer", _is_integer))

# Words of a schema that hold schemas: by name, one, or several.
_BY_NAME = frozenset({"properties", "patternProperties", "$defs", "dependentSchemas"})
_ONE = frozenset({"items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames"})
_SEVERAL = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
# … and words that only describe; without them there is less to walk through for every value.
_DESCRIBING = frozenset({
    "title", "description", "example", "examples", "deprecated", "default", "readOnly", "writeOnly", "externalDocs",
    "discriminator", "xml",
})  # fmt: skip


def compile_validator(schema: Schema) -> Validator:
    """Give a validator of a resolved schema, formats included."""
    return cast("Validator", _Draft(constraints(schema), format_checker=FORMATS))


def constraints(schema: Any) -> Any:
    """Give the schema without what only describes."""
    if not isinstance(schema, dict):
        return schema
    kept: Schema = {}
    for key, value in schema.items():
        if key in _DESCRIBING or key.startswith("x-") or (key == "format" and value not in FORMATS.checkers):
            continue
        if key in _BY_NAME:
            kept[key] = {name: constraints(member) for name, member in value.items()}
        elif key in _ONE:
            kept[key] = constraints(value)
        elif key in _SEVERAL:
            kept[key] = [constraints(member) for member in value]
        else:
            kept[key] = value
    return kept
