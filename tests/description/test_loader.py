from pathlib import Path

import pytest

from mockserver.description.loader import Place, Sources, line_of, read_yaml
from mockserver.errors import ConfigurationError


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_words_dates_and_times_stay_text(tmp_path: Path) -> None:
    text = "{country: NO, day: 2024-01-01, at: 2024-01-01T00:00:00.000Z, time: 12:30:00, code: 010, 200: on}"
    assert read_yaml(write(tmp_path / "a.yaml", text)) == {
        "country": "NO",
        "day": "2024-01-01",
        "at": "2024-01-01T00:00:00.000Z",
        "time": "12:30:00",
        "code": "010",
        "200": "on",
    }


def test_numbers_flags_and_nothing_are_values(tmp_path: Path) -> None:
    text = "{a: 1, b: -2.5, c: 1e3, d: true, e: false, f: null, g: ~, h: , i: '1', j: ''}"
    expected = {"a": 1, "b": -2.5, "c": 1000.0, "d": True, "e": False, "f": None, "g": None, "h": None, "i": "1"}
    assert read_yaml(write(tmp_path / "a.yaml", text)) == expected | {"j": ""}


def test_merge_keys_may_be_overridden(tmp_path: Path) -> None:
    text = "base: &base {a: 1, b: 2}\nother: {<<: *base, b: 3}\n"
    assert read_yaml(write(tmp_path / "a.yaml", text))["other"] == {"a": 1, "b": 3}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: 2\na: 3\n", "a.yaml:3: this key stands here twice"),
        ("a: 1\n[x]: 2\n", "a.yaml:2: a key must be a word"),
        ("a: 1\nb: [\n", "a.yaml:3: did not find expected node content"),
        ("a: *nowhere\n", "a.yaml:1: found undefined alias"),
        ("a: 1\nb: 18446744073709551616\n", "a.yaml:2: this is no whole number of at most 64 bits"),
        pytest.param(f"a: {'9' * 5000}\n", "a.yaml:1: this is no whole number of at most 64 bits", id="digits"),
        ("a: !!int x\n", "a.yaml:1: this is no whole number of at most 64 bits"),
    ],
)
def test_mistake_names_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "a.yaml", text)
    with pytest.raises(ConfigurationError) as caught:
        read_yaml(path)
    assert str(caught.value) == f"{tmp_path}/{message}"


def test_unreadable_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"a: \xff\n")
    write(tmp_path / "deep.yaml", f"a: {'[' * 5000}\n")
    for name in ("a.yaml", "missing.yaml", "deep.yaml"):
        with pytest.raises(ConfigurationError, match=name):
            read_yaml(tmp_path / name)


def test_line_of_a_place_or_of_the_nearest_above(tmp_path: Path) -> None:
    path = write(tmp_path / "a.yaml", "a:\n  b:\n    - 1\n    - c: 2\n")
    assert line_of(path, ()) == 1
    assert line_of(path, ("a", "b")) == 2
    assert line_of(path, ("a", "b", "1", "c")) == 4
    assert line_of(path, ("a", "x", "y")) == 1
    assert line_of(path, ("a", "b", "9")) == 2


def test_references_are_followed_across_files(tmp_path: Path) -> None:
    one = write(tmp_path / "one.yaml", "a: {$ref: 'two.yaml#/b/~1c~0/0'}\n")
    two = write(tmp_path / "two.yaml", "b: {/c~: [found]}\n")
    sources = Sources(tmp_path)
    assert sources.follow("two.yaml#/b/~1c~0/0", Place(one, ("a",))) == ("found", Place(two, ("b", "/c~", "0")))
    assert sources.follow("./two.yaml", Place(one)) == ({"b": {"/c~": ["found"]}}, Place(two))
    assert sources.follow("#/a", Place(one))[1] == Place(one, ("a",))


@pytest.mark.parametrize(
    ("reference", "hint"),
    [
        ("twoo.yaml#/b", "no such file, did you mean 'two.yaml'?"),
        ("two.yaml#/components/cursr", "no 'cursr' there, did you mean 'cursor'?"),
        ("two.yaml#/components/cursor/more", "no 'more' there"),
        ("../elsewhere.yaml#/a", "no such file"),
    ],
)
def test_reference_that_leads_nowhere_names_the_nearest_word(tmp_path: Path, reference: str, hint: str) -> None:
    one = write(tmp_path / "one.yaml", f"a: 1\nb: {{$ref: '{reference}'}}\n")
    write(tmp_path / "two.yaml", "components: {cursor: 1, ids: 2}\n")
    with pytest.raises(ConfigurationError) as caught:
        Sources(tmp_path).follow(reference, Place(one, ("b",)))
    assert str(caught.value).startswith(f"{one}:2: $ref '{reference}' leads nowhere: {hint}")
