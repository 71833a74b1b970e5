import re
from typing import Any

import pytest

from mockserver.description.validators import compile_validator, constraints

VENDOR_EMAIL = re.compile(
    r"^(?!\.)(?!.*\.\.)([\w'+-.]*)[\w+-]@([\da-z][\da-z-]*\.)+[a-z]{2,}$", re.IGNORECASE | re.ASCII
)


def fits(format_name: str, value: Any) -> bool:
    return compile_validator({"format": format_name}).is_valid(value)


@pytest.mark.parametrize(
    "text", ["a@b.co", "John.O'Neil+tag@mail.example.com", "a,b@x.de", "_@1-2.example", "A-@B-.ORG", "+@x.yz"]
)
def test_address_that_the_vendor_accepts_is_one(text: str) -> None:
    assert VENDOR_EMAIL.fullmatch(text)
    assert fits("email", text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "@b.co",
        "a@b",
        "a@b.",
        ".a@b.co",
        "a..b@c.co",
        "a b@c.co",
        "a@b@c.co",
        "ä@b.co",
        "a@b.co\n",
        "a@-b.co",
        "a.@b.c",
    ],
)
def test_address_that_nobody_accepts_is_none(text: str) -> None:
    assert not fits("email", text)


def test_long_text_is_no_address_quickly() -> None:
    assert not fits("email", "a." * 50_000)
    assert not fits("email", "a@" + "b." * 50_000 + "!")


@pytest.mark.parametrize(
    ("format_name", "good", "bad"),
    [
        ("date", ["2024-02-29"], ["2023-02-29", "20240229", "2024-02-29T00:00:00Z", "2024-W01-1", "٢٠٢٤-02-29"]),
        (
            "date-time",
            ["2024-02-29", "2024-02-29T10:00:00Z", "2024-02-29T10:00:00.123456+02:00"],
            ["soon", "2024-02-30T10:00:00Z", "2024-02-29T10:00:00Z\n", "0000-01-01", "٢٠٢٤-02-29"],
        ),
        ("time", ["09:30", "23:59:59.9Z"], ["24:00", "9:30", "09:60", "noon"]),
        (
            "uri",
            ["https://example.com", "http://a", "mailto:a@b.co", "urn:x:y", "HTTPS://x/?q=1#f"],
            [
                "",
                "example.com",
                "/a",
                "http:",
                "http://",
                "https:///x",
                "https:x",
                "http://a b",
                "java script:x",
                "http://a\n",
            ],
        ),
    ],
)
def test_formats(format_name: str, good: list[str], bad: list[str]) -> None:
    assert [text for text in good if not fits(format_name, text)] == []
    assert [text for text in bad if fits(format_name, text)] == []
    assert fits(format_name, 5)


def test_patterns_mean_what_they_mean_in_json_schema() -> None:
    validator = compile_validator({"pattern": r"^\d{2}$"})
    assert validator.is_valid("12")
    assert not validator.is_valid("12\n")
    assert not validator.is_valid("١٢")
    assert compile_validator({"pattern": r"\$"}).is_valid("a$b")


def test_what_only_describes_is_left_out() -> None:
    schema = {
        "description": "x",
        "type": "object",
        "x-own": 1,
        "required": ["description"],
        "properties": {"description": {"type": "string", "format": "double", "title": "t"}},
        "oneOf": [{"default": 1, "not": {"example": 1, "type": "null"}}],
        "additionalProperties": True,
    }
    assert constraints(schema) == {
        "type": "object",
        "required": ["description"],
        "properties": {"description": {"type": "string"}},
        "oneOf": [{"not": {"type": "null"}}],
        "additionalProperties": True,
    }
