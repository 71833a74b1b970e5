"""The contract: `openapi/` as operations that routes, parameters, bodies and answers are driven by."""

from mockserver.description.body import validate_body
from mockserver.description.description import Description, load
from mockserver.description.operation import Operation
from mockserver.description.parameter import Filter, Parameter
from mockserver.description.query import Arguments, parse_query

__all__ = [
    "Arguments",
    "Description",
    "Filter",
    "Operation",
    "Parameter",
    "load",
    "parse_query",
    "validate_body",
]
