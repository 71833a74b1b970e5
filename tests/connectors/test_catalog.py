"""Loading: fast, lazy, and with connectors of the user's own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from time import process_time

import pytest

from mockserver.connectors import Catalog, load_catalog
from mockserver.connectors.catalog import Lazy
from mockserver.errors import ConfigurationError

ROOT = Path(__file__).resolve().parents[2]
NEW = """\
tool: acmehire
label: Acme Hire
categories:
  ATS:
    models: all
    actions: {}
"""


def test_files_are_named_after_their_tool(catalog: Catalog) -> None:
    stems = sorted(path.stem for path in (ROOT / "fixtures" / "connectors").glob("*"))
    assert stems == sorted(catalog.connectors)
    assert list(catalog.profiles) == ["minimal"]


def test_profiles_are_internal_and_no_connectors(catalog: Catalog) -> None:
    assert catalog.profile("minimal").internal
    assert "minimal" not in catalog.connectors
    assert catalog.connector("minimal") is catalog.profile("minimal")
    assert not any(connector.internal for connector in catalog.connectors.values())


def test_unknown_tool_and_profile_name_the_nearest(catalog: Catalog) -> None:
    with pytest.raises(ConfigurationError, match="no connector 'carerplug', did you mean 'careerplug'"):
        catalog.connector("carerplug")
    with pytest.raises(ConfigurationError, match="no profile 'minmal', did you mean 'minimal'"):
        catalog.profile("minmal")


def test_own_directory_adds(tmp_path: Path, catalog: Catalog) -> None:
    (tmp_path / "acmehire.yaml").write_text(NEW, encoding="utf-8")
    found = load_catalog(extra=tmp_path)
    assert set(found.connectors) == {*catalog.connectors, "acmehire"}
    assert found.connector("acmehire").categories["ATS"].covers("ats_users", "email")


def test_own_directory_replaces_whole(tmp_path: Path) -> None:
    (tmp_path / "mine.yml").write_text(NEW.replace("acmehire", "careerplug"), encoding="utf-8")
    connector = load_catalog(extra=tmp_path).connector("careerplug")
    assert connector.label == "Acme Hire"
    assert not connector.categories["ATS"].actions


def test_a_changed_file_is_seen_at_once(tmp_path: Path) -> None:
    file = tmp_path / "acmehire.yaml"
    file.write_text(NEW, encoding="utf-8")
    assert load_catalog(extra=tmp_path).connector("acmehire").label == "Acme Hire"
    file.write_text(NEW.replace("Acme Hire", "Other Hire"), encoding="utf-8")
    assert load_catalog(extra=tmp_path).connector("acmehire").label == "Other Hire"


def test_other_files_in_the_directory_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("no connector", encoding="utf-8")
    assert load_catalog(extra=tmp_path).connectors.keys() == load_catalog().connectors.keys()


def test_loading_the_compiled_form_is_quick() -> None:
    load_catalog()
    times = []
    for _ in range(5):
        start = process_time()
        load_catalog()
        times.append(process_time() - start)
    # Aim: 15 ms. Of work, and the best of several, since machines that run tests do other things at the same time.
    assert min(times) < 0.015


def test_the_compiled_form_needs_neither_yaml_nor_jsonschema() -> None:
    load_catalog()
    code = (
        "import sys; from mockserver.connectors import load_catalog, coverage_document; catalog = load_catalog();"
        "coverage_document(catalog.connector('ukgpro').categories['ATS']);"
        "print(sorted({'yaml', 'jsonschema', 'difflib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_values_are_made_when_they_are_asked_for() -> None:
    made: list[str] = []

    def make(key: str, value: int) -> int:
        made.append(key)
        return value + 1

    lazy = Lazy({"a": 1, "b": 2}, make)
    assert (list(lazy), len(lazy), "a" in lazy, "c" in lazy) == (["a", "b"], 2, True, False)
    assert not made
    assert (lazy["b"], lazy["b"]) == (3, 3)
    assert made == ["b"]
    with pytest.raises(KeyError):
        lazy["c"]


def test_locales_fit_the_market(catalog: Catalog) -> None:
    locales = {
        ("hrworks", "ATS"): ("de_DE",),
        ("erecruiter", "ATS"): ("de_AT", "de_DE"),
        ("ukgpro", "HRIS"): ("en_US",),
        ("careerplug", "ATS"): ("en_US",),
        ("recruitee", "ATS"): ("nl_NL",),
        ("teamtailor", "ATS"): ("sv_SE",),
        ("lucca", "HRIS"): ("fr_FR",),
        ("sesamehr", "HRIS"): ("es_ES",),
        ("traffit", "ATS"): ("pl_PL",),
        ("hibob", "HRIS"): ("en_GB",),
    }
    assert {key: catalog.connector(key[0]).categories[key[1]].locales for key in locales} == locales
