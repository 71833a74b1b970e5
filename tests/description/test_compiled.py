import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mockserver import resources
from mockserver.description import compiled
from mockserver.errors import ConfigurationError


class Builder:
    """Counts how often it builds."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self.count = 0

    def __call__(self) -> Any:
        self.count += 1
        return {"text": self.source.read_text(encoding="utf-8"), "pair": ("a", 1)}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "sources" / "a.yaml"
    path.parent.mkdir()
    path.write_text("one", encoding="utf-8")
    return path


@pytest.fixture
def builder(source: Path) -> Builder:
    return Builder(source)


@pytest.fixture
def load(tmp_path: Path, source: Path, builder: Builder) -> Callable[[], Any]:
    return lambda: compiled.load("thing", [source], builder, [tmp_path / "cache"])


def only_file(tmp_path: Path) -> Path:
    (path,) = (tmp_path / "cache").iterdir()
    return path


def test_second_load_does_not_build(load: Callable[[], Any], builder: Builder) -> None:
    assert load() == load() == {"text": "one", "pair": ["a", 1]}
    assert builder.count == 1


def test_edited_source_is_built_again(load: Callable[[], Any], builder: Builder, source: Path) -> None:
    load()
    modified = source.stat()
    source.write_text("two", encoding="utf-8")
    # Neither size nor time tells the difference.
    os.utime(source, ns=(modified.st_atime_ns, modified.st_mtime_ns))
    assert load()["text"] == "two"
    source.write_text("one", encoding="utf-8")
    assert load()["text"] == "one"
    assert builder.count == 2


def test_renamed_added_and_swapped_sources_are_built_again(tmp_path: Path, source: Path, builder: Builder) -> None:
    other = source.with_name("b.yaml")
    other.write_text("two", encoding="utf-8")
    for sources in ([source], [source, other], [other, source], [other]):
        compiled.load("thing", sources, builder, [tmp_path / "cache"])
    assert builder.count == 4


def test_same_sources_elsewhere_are_the_same(tmp_path: Path, source: Path, builder: Builder) -> None:
    copy = tmp_path / "elsewhere" / "deep" / "a.yaml"
    copy.parent.mkdir(parents=True)
    copy.write_bytes(source.read_bytes())
    for sources in ([source], [copy]):
        compiled.load("thing", sources, builder, [tmp_path / "cache"])
    assert builder.count == 1


def test_changed_code_is_built_again(tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    program = f"""
import sys
sys.path.insert(0, {str(package)!r})
from functools import partial
from pathlib import Path
from mockserver.description import compiled
from maker import make
print(compiled.load("thing", [], make, [Path({str(tmp_path / "cache")!r})]))
"""
    printed = []
    for value in ("1", "2"):
        (package / "maker.py").write_text(f"def make(): return {value}\n", encoding="utf-8")
        command = [sys.executable, "-B", "-c", program]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=resources.PACKAGE.parent)
        printed.append(done.stdout.strip())
    assert printed == ["1", "2"]


def test_source_edited_while_building_is_not_stored(tmp_path: Path, source: Path) -> None:
    def build() -> Any:
        source.write_text("two", encoding="utf-8")
        return source.read_text(encoding="utf-8")

    assert compiled.load("thing", [source], build, [tmp_path / "cache"]) == "two"
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b"0" * 32 + b'\n{"text": "wrong"}'])
def test_broken_file_is_ignored_and_replaced(
    tmp_path: Path, load: Callable[[], Any], builder: Builder, damage: bytes
) -> None:
    load()
    only_file(tmp_path).write_bytes(damage)
    assert load()["text"] == "one"
    assert load()["text"] == "one"
    assert builder.count == 2


def test_torn_file_is_ignored(tmp_path: Path, load: Callable[[], Any], builder: Builder) -> None:
    load()
    path = only_file(tmp_path)
    path.write_bytes(path.read_bytes()[:-5])
    assert load()["text"] == "one"
    assert builder.count == 2


def test_file_of_other_sources_under_our_name_is_ignored(
    tmp_path: Path, load: Callable[[], Any], source: Path, builder: Builder
) -> None:
    load()
    stale = only_file(tmp_path).read_bytes()
    only_file(tmp_path).unlink()
    source.write_text("two", encoding="utf-8")
    load()
    only_file(tmp_path).write_bytes(stale)
    assert load()["text"] == "two"
    assert builder.count == 3


def test_last_directory_that_takes_a_file_gets_it(tmp_path: Path, source: Path, builder: Builder) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a directory should be", encoding="utf-8")
    places = [tmp_path / "unused", tmp_path / "cache", blocked]
    compiled.load("thing", [source], builder, places)
    compiled.load("thing", [source], builder, places)
    assert builder.count == 1
    assert only_file(tmp_path).name.startswith("thing-")
    assert not (tmp_path / "unused").exists()


def test_nothing_writable_is_fine(tmp_path: Path, source: Path, builder: Builder) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("", encoding="utf-8")
    for places in ([blocked / "below"], [], [Path("/proc/mockserver")]):
        assert compiled.load("thing", [source], builder, places)["text"] == "one"
    assert builder.count == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_read_only_directory_is_fine(tmp_path: Path, load: Callable[[], Any], builder: Builder) -> None:
    (tmp_path / "cache").mkdir(mode=0o500)
    assert load() == load()
    assert builder.count == 2


def test_writers_at_once_leave_one_whole_file(tmp_path: Path, source: Path) -> None:
    source.write_text("x" * 500_000, encoding="utf-8")

    def run(_: int) -> int:
        return len(compiled.load("thing", [source], Builder(source), [tmp_path / "cache"])["text"])

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(run, range(40))) == {500_000}
    assert only_file(tmp_path).name.endswith(".json")


def test_processes_at_once_agree(tmp_path: Path, directory: Path) -> None:
    program = "import sys; from pathlib import Path; from mockserver.description import load\n"
    program += "print(sorted(load(Path(sys.argv[1]), [Path(sys.argv[2])]).operations))"
    command = [sys.executable, "-c", program, str(directory), str(tmp_path / "cache")]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=resources.PACKAGE.parent) for _ in range(3)
    ]
    answers = {process.communicate()[0] for process in running}
    assert answers == {"['CreateApplication', 'DeleteStages', 'GetAtsJobs', 'GetOpenStages']\n"}
    assert only_file(tmp_path).name.startswith("description-")


def test_old_files_are_removed(tmp_path: Path, load: Callable[[], Any], source: Path) -> None:
    cache = tmp_path / "cache"
    cache.mkdir()
    (cache / "thing-else.json").write_text("not ours", encoding="utf-8")
    for number in range(12):
        source.write_text(str(number), encoding="utf-8")
        load()
        newest = max(cache.glob("thing-?*.json"), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (time.time() - 100 + number, time.time() - 100 + number))
    assert len(list(cache.iterdir())) == 9
    assert load()["text"] == "11"


def test_missing_source_is_a_configuration_error(tmp_path: Path, builder: Builder) -> None:
    with pytest.raises(ConfigurationError, match=r"missing\.yaml"):
        compiled.load("thing", [tmp_path / "missing.yaml"], builder, [])


def test_cache_directory_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "PACKAGED", tmp_path / "none")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert compiled.default_directories() == [tmp_path / "mockserver"]
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert compiled.default_directories() == []
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert compiled.default_directories() == [tmp_path / "home" / ".cache" / "mockserver"]


def test_packaged_directory_comes_first_if_it_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "PACKAGED", tmp_path)
    assert compiled.default_directories()[0] == tmp_path


def test_code_of_a_partial_is_that_of_its_function(tmp_path: Path, source: Path, builder: Builder) -> None:
    assert list(compiled._code(partial(partial(builder)))) == list(compiled._code(builder))
