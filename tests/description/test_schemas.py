import pytest

from mockserver.description.schemas import RecursiveSchema, Schemas

DOCUMENT = {
    "components": {
        "schemas": {
            "Id": {"type": "string", "description": "Unified id."},
            "Job": {"properties": {"id": {"$ref": "#/components/schemas/Id"}, "name": {"type": "string"}}},
            "Part": {"$ref": "#/components/schemas/Job/properties/name"},
            "Own": {"$ref": "#/components/schemas/Id", "description": "Its own."},
            "Loop": {"items": [{"$ref": "#/components/schemas/Loop"}]},
            "a/b": {"const": 1},
        }
    }
}


def resolve(name: str) -> object:
    return Schemas(DOCUMENT).resolve({"$ref": f"#/components/schemas/{name}"})


def test_references_are_replaced_to_any_depth() -> None:
    id_schema = {"type": "string", "description": "Unified id."}
    assert resolve("Job") == {"properties": {"id": id_schema, "name": {"type": "string"}}}
    assert resolve("Part") == {"type": "string"}
    assert resolve("a~1b") == {"const": 1}


def test_what_stands_beside_a_reference_wins() -> None:
    assert resolve("Own") == {"type": "string", "description": "Its own."}


def test_results_are_shared() -> None:
    schemas = Schemas(DOCUMENT)
    one, two = (schemas.resolve({"$ref": "#/components/schemas/Job"}) for _ in range(2))
    assert one is two
    plain = {"a": [{"b": 1}]}
    assert schemas.resolve(plain) is plain


def test_component_that_contains_itself_is_reported() -> None:
    with pytest.raises(RecursiveSchema, match="Loop"):
        resolve("Loop")
