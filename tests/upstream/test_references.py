"""The references of fixtures/upstream/references.yaml lead from keys that records have to models that there are."""

from __future__ import annotations

import pytest

from mockserver.connectors import load_catalog
from mockserver.ids import integration_id
from mockserver.instants import DAY
from mockserver.upstream.references import Reference, references
from mockserver.world import Plan, generate

CATALOG = load_catalog()


@pytest.mark.parametrize("reference", references(), ids=lambda one: f"{one.of}.{one.path}")
def test_a_reference_names_a_key_of_a_seeded_record(reference: Reference) -> None:
    category = CATALOG.models[reference.of].category
    plan = Plan(integration_id(42, "sandbox", category), 42, "sandbox", category, ("en_US",), 60, 20_000 * DAY)
    world = list(generate(plan))
    named = [id for one in world if one.model == reference.of for id in reference.ids(one.fields)]
    assert named
    assert set(named) <= {one.id for one in world if one.model == reference.to}


def test_every_relation_is_a_reference_or_owned() -> None:
    known = {(reference.of, reference.key) for reference in references()} | owned()
    for name, model in CATALOG.models.items():
        for relation in model.relations.values():
            place = (relation.to, relation.many) if relation.many else (name, relation.one or relation.list or "")
            assert place in known, (name, relation)


def owned() -> set[tuple[str, str]]:
    """Give the keys by which records belong to others."""
    return {
        (relation.to, relation.many)
        for model in CATALOG.models.values()
        for relation in model.relations.values()
        if relation.owned and relation.many
    }
