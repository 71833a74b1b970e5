from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mockserver.description import Arguments, Description, Operation, load, parse_query
from mockserver.errors import InputInvalid

EMAIL = "- name: email\n          in: query\n          schema: {type: string, format: email}"
SHORT = "- name: short\n          in: query\n          required: true"
SHORT += "\n          schema: {maxLength: 2, pattern: '^[a-z]+$'}"
FLAG = "- name: flag\n          in: query\n          schema: {type: boolean, default: true}"
DEFAULTS = {"page_size": 100, "include_deleted": "false"}


@pytest.fixture
def jobs(description: Description) -> Operation:
    return description.operations["GetAtsJobs"]


def milliseconds(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def test_nothing_given_leaves_the_defaults(jobs: Operation) -> None:
    assert parse_query(jobs, b"") == parse_query(jobs, "&&") == Arguments(DEFAULTS, ())


@pytest.mark.parametrize(
    ("query", "values"),
    [
        ("page_size=1", {"page_size": 1}),
        ("page_size=250&include_deleted=true", {"page_size": 250, "include_deleted": "true"}),
        ("ids=a", {"ids": ("a",)}),
        ("ids=a,b&ids=c,,a,", {"ids": ("a", "b", "c")}),
        ("ids=a%2Cb+c", {"ids": ("a", "b c")}),
        ("ids=", {}),
        ("ids", {}),
        ("ids=,,", {}),
        ("statuses=OPEN,On%20Hold", {"statuses": ("OPEN", "On Hold")}),
        ("outcomes=HIRED,PENDING", {"outcomes": ("HIRED", "PENDING")}),
        ("status=OPEN", {"status": "OPEN"}),
        ("name_contains=", {}),
        ("name_contains=%C3%A9+%26", {"name_contains": "é &"}),
        ("name_contains=100%", {"name_contains": "100%"}),
        ("name_contains=a=b", {"name_contains": "a=b"}),
        ("name_c%6Fntains=a", {"name_contains": "a"}),
        ("custom_fields=%7B%22a%22:%22b%22%7D", {"custom_fields": {"a": "b"}}),
        ('custom_fields={"a":null}', {"custom_fields": {"a": None}}),
        ('custom_fields={"a":1.5}', {"custom_fields": {"a": 1.5}}),
        ("custom_fields=", {}),
    ],
)
def test_values_are_converted(jobs: Operation, query: str, values: dict[str, object]) -> None:
    assert parse_query(jobs, query) == Arguments(DEFAULTS | values, ())
    assert parse_query(jobs, query.encode()) == Arguments(DEFAULTS | values, ())


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2024-01-02", "2024-01-02T00:00:00"),
        ("2024-01-02T03:04:05Z", "2024-01-02T03:04:05"),
        ("2024-01-02T03:04:05.678000Z", "2024-01-02T03:04:05.678"),
        ("2024-01-02T03:04:05", "2024-01-02T03:04:05"),
        ("2024-01-02T03:04:05%2B02:00", "2024-01-02T01:04:05"),
        ("2024-01-02T03:04:05+02:00", "2024-01-02T01:04:05"),
        ("2024-01-02T03:04:05-0200", "2024-01-02T05:04:05"),
        ("0001-01-01", "0001-01-01T00:00:00"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999"),
    ],
)
def test_instants_become_milliseconds(jobs: Operation, text: str, instant: str) -> None:
    assert parse_query(jobs, f"updated_after={text}").values["updated_after"] == milliseconds(instant)


@pytest.mark.parametrize("number", ["0", "251", "-1", "1.5", "+5", "%2B5", "%D9%A1", "", "007", "1e2", "9" * 5000, "a"])
def test_page_size_must_be_a_whole_number_in_its_range(jobs: Operation, number: str) -> None:
    with pytest.raises(InputInvalid, match=r"^Query parameter 'page_size' must be a whole number from 1 to 250, not "):
        parse_query(jobs, f"page_size={number}")


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "2024-13-01", "2024-02-30", "0000-01-01", "10000-01-01", "2024-01-01T25:00:00Z", "1704067200",
        "%D9%A2024-01-01", "0001-01-01T00:00:00%2B02:00", "9999-12-31T23:59:59-02:00", "2024-01-01T00:00:00%2B99:00",
        "2024-01-01T00:00:00Z%00", "2024-01-01T00:00:00.%D9%A1Z",
    ],
)  # fmt: skip
def test_what_is_no_instant_is_refused(jobs: Operation, text: str) -> None:
    with pytest.raises(InputInvalid, match=r"^Query parameter 'updated_after' must"):
        parse_query(jobs, f"updated_after={text}")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("include_deleted=True", "Query parameter 'include_deleted' must be 'true' or 'false', not 'True'."),
        ("include_deleted=", "Query parameter 'include_deleted' must be 'true' or 'false', not ''."),
        ("status=open", "Query parameter 'status' must be 'OPEN' or 'CLOSED', not 'open'."),
        (
            "outcomes=HIRED,FIRED",
            "Query parameter 'outcomes' must be a comma-separated list of 'PENDING' or 'HIRED', not 'FIRED'.",
        ),
        ("page_size=1&page_size=1", "Query parameter 'page_size' must not be given more than once."),
        ("name_contains=a&name_contains=", "Query parameter 'name_contains' must not be given more than once."),
        ("ids=a%00", "Query parameter 'ids' must not hold a NUL character."),
        ("ids=%FF", "Query parameter 'ids' must be percent-encoded UTF-8."),
        ("name_contains=%ED%A0%80", "Query parameter 'name_contains' must be percent-encoded UTF-8."),
        ("name_contains=\ud800", "Query parameter 'name_contains' must be percent-encoded UTF-8."),
    ],
)
def test_wrong_value_is_named_with_what_is_allowed(jobs: Operation, query: str, message: str) -> None:
    with pytest.raises(InputInvalid) as caught:
        parse_query(jobs, query)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    "text",
    ["a", "1", "[]", "{}", '{"a":1,"b":2}', '{"a":[]}', '{"a":{}}', '{"a":NaN}', "{", '{"a":"\\ud800"}', "[" * 5000],
)
def test_custom_fields_are_one_key_and_a_plain_value(jobs: Operation, text: str) -> None:
    with pytest.raises(InputInvalid, match="'custom_fields' must be a JSON object with exactly one key"):
        parse_query(jobs, f"custom_fields={text}")


def test_first_problem_is_the_message_and_all_are_explained(jobs: Operation) -> None:
    with pytest.raises(InputInvalid) as caught:
        parse_query(jobs, "page_size=0&status=x&ids=%FF")
    assert caught.value.message == "Query parameter 'ids' must be percent-encoded UTF-8."
    assert caught.value.explanation is not None
    assert caught.value.explanation.count("Query parameter") == 3


def test_unknown_parameters_are_collected_once(jobs: Operation) -> None:
    found = parse_query(jobs, "b=1&a=2&b=3&%FF=4&=5&ids=x&X-Integration-Id=y")
    assert found.unknown == ("b", "a", "\ufffd", "", "X-Integration-Id")
    assert found.values["ids"] == ("x",)


def test_long_values_are_cut_in_messages(jobs: Operation) -> None:
    with pytest.raises(InputInvalid) as caught:
        parse_query(jobs, "status=" + "x" * 10_000)
    assert len(caught.value.message) < 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(
    st.lists(
        st.tuples(st.sampled_from(["page_size", "updated_after", "ids", "custom_fields", "status", "x"]), st.binary()),
        max_size=4,
    )
)
def test_any_bytes_are_read_or_refused(jobs: Operation, pairs: list[tuple[str, bytes]]) -> None:
    query = b"&".join(name.encode() + b"=" + value for name, value in pairs)
    try:
        arguments = parse_query(jobs, query)
    except InputInvalid as error:
        error.message.encode()
    else:
        assert DEFAULTS.keys() <= arguments.values.keys()


def test_address_in_a_filter_must_be_one(directory: Path, change: Callable[[str, str, str], None]) -> None:
    change("jobs.yaml", "- name: name_contains\n          in: query\n          schema: {type: string}", EMAIL)
    operation = load(directory, []).operations["GetAtsJobs"]
    assert parse_query(operation, "email=A@b.co").values["email"] == "A@b.co"
    for text in ("x", ""):
        with pytest.raises(InputInvalid, match=f"'email' must be an e-mail address, not '{text}'"):
            parse_query(operation, f"email={text}")


def test_text_must_follow_its_pattern_and_length(directory: Path, change: Callable[[str, str, str], None]) -> None:
    change("jobs.yaml", "- name: name_contains\n          in: query\n          schema: {type: string}", SHORT)
    operation = load(directory, []).operations["GetAtsJobs"]
    assert parse_query(operation, "short=ab").values["short"] == "ab"
    for text, reason in (("abc", "at most 2 characters"), ("1", "must match")):
        with pytest.raises(InputInvalid, match=reason):
            parse_query(operation, f"short={text}")
    with pytest.raises(InputInvalid, match="'short' is required"):
        parse_query(operation, "")


def test_booleans_are_booleans(directory: Path, change: Callable[[str, str, str], None]) -> None:
    change("jobs.yaml", "- name: name_contains\n          in: query\n          schema: {type: string}", FLAG)
    operation = load(directory, []).operations["GetAtsJobs"]
    assert parse_query(operation, "").values["flag"] is True
    assert parse_query(operation, "flag=false").values["flag"] is False
    with pytest.raises(InputInvalid, match="'flag' must be 'true' or 'false', not '1'"):
        parse_query(operation, "flag=1")
