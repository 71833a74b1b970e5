import re
from contextlib import suppress
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.description import Description, Operation, validate_body
from mockserver.errors import InputInvalid

GOOD = {"candidate": {"first_name": "Ada", "email_address": "ada@example.com"}}


@pytest.fixture
def create(description: Description) -> Operation:
    return description.operations["CreateApplication"]


def refusal(operation: Operation, body: Any) -> InputInvalid:
    with pytest.raises(InputInvalid) as caught:
        validate_body(operation, body)
    return caught.value


def test_good_body_and_unknown_keys_are_accepted(create: Operation) -> None:
    validate_body(create, GOOD)
    validate_body(create, GOOD | {"job_id": "x", "more": {"deep": [1]}})


def test_optional_body_must_not_be_null(description: Description) -> None:
    operation = description.operations["DeleteStages"]
    validate_body(operation, {})
    assert refusal(operation, None).message == "$ must be an object, not null."


def test_operation_without_body_takes_anything(description: Description) -> None:
    validate_body(description.operations["GetAtsJobs"], ["ignored"])


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ([], "$ must be an object, not a list."),
        ("x", "$ must be an object, not a string."),
        (1, "$ must be an object, not 1."),
        (True, "$ must be an object, not true."),
        ({}, "$.candidate is required."),
        ({"candidate": None}, "$.candidate must be an object, not null."),
        ({"candidate": {"first_name": "A"}}, "$.candidate.email_address is required."),
        (
            {"candidate": {"first_name": "A", "email_address": "ada"}},
            "$.candidate.email_address must be an e-mail address, not 'ada'.",
        ),
        (
            {"candidate": {"first_name": 1, "email_address": "a@b.co"}},
            "$.candidate.first_name must be a string, not 1.",
        ),
        (
            {"candidate": {"first_name": "", "email_address": "a@b.co"}},
            "$.candidate.first_name must not be empty.",
        ),
    ],
)
def test_message_names_path_and_what_is_expected(create: Operation, body: Any, message: str) -> None:
    assert refusal(create, body).message == message


def test_all_problems_are_explained_up_to_ten(create: Operation) -> None:
    error = refusal(create, {"candidate": {"available": "soon"}})
    assert error.message == "$.candidate.first_name is required."
    assert error.explanation is not None
    assert "$.candidate.email_address is required." in error.explanation
    assert "$.candidate.available must be a date or an instant such as" in error.explanation


def test_hard_values_are_refused_or_accepted_but_never_break(create: Operation) -> None:
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]
    validate_body(create, GOOD | {"extra": deep})
    validate_body(create, GOOD | {"extra": 10**5_000})
    # Python 3.13 can write down more levels of nesting than 3.11.
    assert re.search("nested too deeply|must be an object", refusal(create, {"candidate": deep}).message)
    assert "too large" in refusal(create, {"candidate": 10**5_000}).message
    assert "a very large number" in refusal(create, {"candidate": 10**50}).message
    assert "nan" in refusal(create, {"candidate": float("nan")}).message


def test_recursion_while_validating_is_a_refusal(create: Operation, monkeypatch: pytest.MonkeyPatch) -> None:
    class Exhausted:
        def iter_errors(self, _: Any) -> Any:
            raise RecursionError

    monkeypatch.setitem(create.__dict__, "body_validator", Exhausted())
    assert "nested too deeply" in refusal(create, GOOD).message


def test_long_values_and_keys_are_cut(create: Operation) -> None:
    assert len(refusal(create, {"candidate": "x" * 10_000}).message) < 200


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(
    st.fixed_dictionaries(
        {},
        optional={
            "candidate": json_values
            | st.fixed_dictionaries({"first_name": json_values, "email_address": json_values, "available": json_values})
        },
    )
    | json_values
)
def test_any_body_is_accepted_or_refused_in_words(create: Operation, body: Any) -> None:
    with suppress(InputInvalid):
        validate_body(create, body)
        return
    message = refusal(create, body).message
    assert message.startswith("$")
    orjson.dumps(message)
