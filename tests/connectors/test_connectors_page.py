"""docs/connectors.md is what the fixtures say, and what it tells people to write works."""

from __future__ import annotations

import json
import re
from pathlib import Path

from mockserver.connectors import Catalog, load_catalog
from mockserver.resources import fixtures_directory
from scripts.make_connectors_page import PAGE, make_page


def test_the_page_is_up_to_date(catalog: Catalog) -> None:
    schema = json.loads((fixtures_directory() / "connector.schema.json").read_text(encoding="utf-8"))
    assert PAGE.read_text(encoding="utf-8") == make_page(catalog, schema), "run python -m scripts.make_connectors_page"


def test_the_example_on_the_page_is_a_connector(tmp_path: Path) -> None:
    [example] = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "acmehire.yaml").write_text(example, encoding="utf-8")
    coverage = load_catalog(extra=tmp_path).connector("acmehire").categories["ATS"]
    assert coverage.covers("ats_candidates", "email_addresses")
    assert not coverage.covers("ats_application_stages", "status")
    assert coverage.rules.required_answers == "enforced"
