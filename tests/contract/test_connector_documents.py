"""Reading of connectors' documents, and the committed facts of the four that the project was ordered with."""

from typing import Any

import pytest

from scripts.connector_documents import document_facts
from tests.contract.reading import read_facts

COPIED = """
Example ATS Integration
This connector is in open beta. You can freely enable it in your account.
Connection Setup Guide
Jobs
Jobs
The first post url is taken.
Field | Notes |
---|---|
id | |
name | |
Jobs
Jobs
The first post url is taken.
Field | Notes |
---|---|
id | |
name | |
Add note to application
Add note to application
Input Field | Notes |
---|---|
content | |
Feature | Notes |
---|---|
Delta Syncs | |
Example HRIS Example for the HRIS category
"""
MARKDOWN = """
# Example ATS Integration
  <Card title="Connection Setup Guide" icon="link">
  <Accordion title="Jobs">
    | Field       | Notes |
    | ----------- | ----- |
    | remote\\_id |       |
  </Accordion>
  <Accordion title="Create candidate">
    <Note>
      This may take longer.
    </Note>

    | Input Field            | Notes |
    | ---------------------- | ----- |
    | candidate.first\\_name |       |
  </Accordion>
"""


def test_copied_text() -> None:
    assert document_facts(COPIED) == {
        "name": "Example",
        "category": "ATS",
        "status": "open_beta",
        "models": {"Jobs": ["id", "name"]},
        "actions": {"Add note to application": ["content"]},
        "features": ["Delta Syncs"],
        "noted": ["Jobs"],
        "variants": ["HRIS"],
        "guides": ["Connection Setup Guide"],
    }


def test_markdown() -> None:
    facts = document_facts(MARKDOWN)
    assert facts["models"] == {"Jobs": ["remote_id"]}
    assert facts["actions"] == {"Create candidate": ["candidate.first_name"]}
    assert facts["noted"] == ["Create candidate"]
    assert facts["guides"] == ["Connection Setup Guide"]
    assert facts["status"] == "generally_available"


def test_two_different_tables_of_one_name_are_refused() -> None:
    twice = COPIED.replace("name | |\nAdd note", "title | |\nAdd note")
    with pytest.raises(ValueError, match="two different tables of 'Jobs'"):
        document_facts(twice)


@pytest.mark.parametrize(
    ("tool", "models", "actions", "features", "noted"),
    [
        ("ukgpro", 11, 9, 10, 0),
        ("careerplug", 8, 2, 4, 2),
        ("erecruiter", 6, 8, 6, 2),
        ("hrworks", 7, 6, 10, 3),
    ],
)
def test_committed_facts_are_whole(tool: str, models: int, actions: int, features: int, noted: int) -> None:
    facts: dict[str, Any] = read_facts(f"connectors/{tool}")
    assert len(facts["models"]) == models
    assert len(facts["actions"]) == actions
    assert len(facts["features"]) == features
    assert len(facts["noted"]) == noted
    for fields in (*facts["models"].values(), *facts["actions"].values()):
        assert fields
        assert len(fields) == len(set(fields))
