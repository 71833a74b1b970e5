"""An operation of the API as the description gives it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from orjson import dumps

from mockserver.description.body import validator
from mockserver.description.parameter import Parameter
from mockserver.description.query import Reader, readers
from mockserver.description.schemas import Schema, Schemas

if TYPE_CHECKING:
    from jsonschema.protocols import Validator


@dataclass(frozen=True, eq=False)
class Operation:
    """One method of one path. Schemas are resolved when they are first asked for, and must not be changed."""

    id: str
    method: str
    path: str
    summary: str
    tags: tuple[str, ...]
    deprecated: bool
    error_class: Literal["general", "hris", "ats"]
    category: Literal["HRIS", "ATS", "ASSESSMENT"] | None
    integration: Literal["header", "path", "none"]
    kind: Literal["list", "read", "action", "general"]
    model: str | None
    action: str | None
    permission: str | None
    parameters: tuple[Parameter, ...]
    body_required: bool
    statuses: tuple[int, ...]
    _node: Mapping[str, Any] = field(repr=False)
    _schemas: Schemas = field(repr=False)

    @classmethod
    def read(
        cls, path: str, method: str, node: Mapping[str, Any], parameters: tuple[Parameter, ...], schemas: Schemas
    ) -> Operation:
        """Read an operation of a bundled document."""
        return cls(
            id=node["operationId"],
            method=method.upper(),
            path=path,
            summary=node["summary"],
            tags=tuple(node.get("tags", ())),
            deprecated=bool(node.get("deprecated")),
            error_class=node["x-operation-class"],
            category=node["x-category"],
            integration=node["x-integration"],
            kind=node["x-kind"],
            model=node.get("x-model"),
            action=node.get("x-action"),
            permission=node.get("x-permission"),
            parameters=parameters,
            body_required=bool(node.get("requestBody", {}).get("required")),
            statuses=tuple(int(status) for status in node["responses"] if status != "default"),
            _node=node,
            _schemas=schemas,
        )

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        """The names of the parameters in the path, in its order."""
        return tuple(segment[1:-1] for segment in self.path.split("/") if segment.startswith("{"))

    @cached_property
    def path_words(self) -> dict[str, tuple[str, ...]]:
        """The parameters in the path that take certain words only, and which."""
        found = (parameter for parameter in self.parameters if parameter.where == "path")
        return {parameter.name: tuple(parameter.schema["enum"]) for parameter in found if "enum" in parameter.schema}

    @cached_property
    def body_schema(self) -> Schema | None:
        """What a body must follow; None if the operation takes none."""
        return _content_schema(self._schemas.resolve(self._node.get("requestBody", {})))

    @cached_property
    def answer_schema(self) -> Schema:
        """What `data` of a successful answer follows."""
        schema: Schema = self._answer_properties.get("data", {})
        return schema

    @property
    def where(self) -> Mapping[str, str]:
        """The values that places of a record must have to be listed at all."""
        conditions: Mapping[str, str] = self._node.get("x-where", {})
        return conditions

    @property
    def is_open(self) -> bool:
        """Whether the operation needs no key."""
        return self._node.get("security") == []

    @property
    def has_secret_path(self) -> bool:
        """Say whether the path holds what lets in whoever knows it, so that no log may show it."""
        return self._node.get("x-secret-path") is True

    @property
    def is_of_whole_server(self) -> bool:
        """Whether the answer tells about more than the environment of the key."""
        return self._node.get("x-whole-server") is True

    @cached_property
    def has_warnings(self) -> bool:
        """Whether a successful answer has `warnings` beside `data`."""
        return "warnings" in self._answer_properties

    @cached_property
    def query_readers(self) -> dict[str, tuple[Parameter, Reader]]:
        """What reads each query parameter."""
        return readers(self.parameters)

    @cached_property
    def query_defaults(self) -> dict[str, Any]:
        """The values of query parameters that are not given but have a default."""
        return {
            name: reader(parameter.default if isinstance(parameter.default, str) else dumps(parameter.default).decode())
            for name, (parameter, reader) in self.query_readers.items()
            if parameter.default is not None
        }

    @cached_property
    def query_required(self) -> tuple[str, ...]:
        """The query parameters that must be given."""
        return tuple(name for name, (parameter, _) in self.query_readers.items() if parameter.required)

    @cached_property
    def body_validator(self) -> Validator:
        """A compiled validator of bodies."""
        return validator(self.body_schema or {})

    def answer_validator(self, status: int = 200) -> Validator:
        """Give a validator of whole answers with that status, envelope included; KeyError if it is not declared."""
        return validator(self._full_answer_schema(status))

    @property
    def _answer_properties(self) -> dict[str, Any]:
        schema = self._full_answer_schema(200)
        properties: dict[str, Any] = {}
        for member in (schema, *schema.get("allOf", ())):
            properties |= member.get("properties", {})
        return properties

    def _full_answer_schema(self, status: int) -> Schema:
        return _content_schema(self._schemas.resolve(self._node["responses"][str(status)])) or {}


def _content_schema(node: Mapping[str, Any]) -> Schema | None:
    """Give the schema of the JSON content of a body or an answer."""
    schema: Schema | None = node.get("content", {}).get("application/json", {}).get("schema")
    return schema
