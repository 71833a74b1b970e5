"""`mockserver seed`: the data of a key are made ahead of its first request, and are those that it would get anyway."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest

from mockserver.cli import main
from mockserver.server import MockServer
from mockserver.settings import OPTIONS
from mockserver.state.store import Store
from tests.state.stores import Time, connected, make_store

NOW = "2025-06-02T09:00:00Z"


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in OPTIONS.values():
        monkeypatch.delenv(option.variable, raising=False)


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'seeded.db'}"


def candidates(**options: Any) -> bytes:
    with MockServer(now=NOW, **options) as server:
        headers = {"Authorization": "Bearer first", "X-Integration-Id": server.integration_id("greenhouse", "ATS")}
        return httpx.get(f"{server.url}/v1/ats/candidates?page_size=250", headers=headers, trust_env=False).content


def test_a_seeded_key_has_the_same_data_as_any_other(url: str) -> None:
    words = ["--database", url, "--size", "40", "--tool", "greenhouse", "--key", "first", "--now", NOW]
    assert main(["seed", *words]) == 0
    assert main(["seed", *words]) == 0
    made = worlds(url, size="40")
    assert candidates(database=url, size="40") == candidates(size="40")
    assert worlds(url, size="40") == made == 1


def worlds(url: str, **options: Any) -> int:
    store: Store = make_store(Time(), database=url, **options)
    ((count,),) = store.database.query("SELECT COUNT(*) FROM worlds")
    store.close()
    return int(count)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "--database: what is kept in memory would be gone at once"),
        (["--key", ""], "--key: no request can have this key"),
        (["--key", " a"], "--key: no request can have this key"),
        (["--key", "a\n"], "--key: no request can have this key"),
        (["--key", "é"], "--key: no request can have this key"),
        (["--key", "x" * 513], "--key: no request can have this key"),
        (["--tool", "grenhouse"], "there is no connector grenhouse, did you mean 'greenhouse'?"),
        (["--category", "HRISS"], "has ASSESSMENT, ATS, HRIS, not HRISS"),
        (["--size", "none"], "--size must be one of small, medium, large"),
    ],
)
def test_what_cannot_be_made_is_told(
    url: str, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    database = ["--database", url] if words else []
    assert main(["seed", "--size", "5", *database, *words]) == 2
    assert message in capsys.readouterr().err


def test_another_size_needs_another_key(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seed", "--database", url, "--size", "5"]) == 0
    assert main(["seed", "--database", url, "--size", "6"]) == 2
    assert "the key 'demo' has data of the size 5" in capsys.readouterr().err
    assert main(["seed", "--database", url, "--size", "6", "--key", "other"]) == 0


def test_what_breaks_off_leaves_nothing(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from mockserver.state.worlds import Worlds

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Worlds, "_fill", interrupted)
        assert main(["seed", "--database", url, "--size", "5"]) == 130
    assert worlds(url) == 0
    store = make_store(Time(), database=url)
    environment = store.environment("other")
    assert store.records(environment, connected(store, environment)).count("ats_candidates") > 0
    store.close()


@pytest.mark.parametrize("limit", ["1", "60KB", "120KB"])
def test_a_server_without_room_for_its_tables_does_not_begin(
    capsys: pytest.CaptureFixture[str], url: str, limit: str
) -> None:
    assert main(["serve", "--port", "0", "--database", url, "--storage-limit", limit]) == 2
    assert "--storage-limit or the disk is reached" in capsys.readouterr().err
