"""Bodies against their schema, with messages in our own words."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from mockserver.errors import InputInvalid

if TYPE_CHECKING:
    from jsonschema.protocols import Validator

    from mockserver.description.operation import Operation
    from mockserver.description.schemas import Schema


_MOST_PROBLEMS = 10
# One wrong object in a list of thousands is one problem to tell; do not look for all of them.
_MOST_ERRORS = 50


def validate_body(operation: Operation, body: Any) -> None:
    """Check a body as parsed from JSON; InputInvalid names the JSON path and what is expected there.

    `explanation` of the error has up to ten problems. Whether there must be a body at all says `body_required`.
    """
    if operation.body_schema is None:
        return
    checker = operation.body_validator
    try:
        errors = list(islice(checker.iter_errors(body), _MOST_ERRORS))
    except (RecursionError, OverflowError, ValueError) as error:
        # Values that JSON allows and the arithmetic behind a schema does not.
        raise InputInvalid("The body is nested too deeply or has numbers that are too large.") from error
    if errors:
        from mockserver.description.problems import problems

        found = list(dict.fromkeys(text for error in errors for text in problems(error)))[:_MOST_PROBLEMS]
        raise InputInvalid(found[0], explanation=" ".join(found))


def validator(schema: Schema) -> Validator:
    """Give a validator of a resolved schema; the import takes a tenth of a second, so call it when it is needed."""
    from mockserver.description.validators import compile_validator

    return compile_validator(schema)
