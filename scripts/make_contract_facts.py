"""Make the compact fact files that the contract tests hold openapi/ and fixtures/ against.

    python -m scripts.make_contract_facts REFERENCE_DIRECTORY [TARGET_DIRECTORY]

The reference directory holds what is known about the imitated API: descriptions of several dates, what the official
SDK demands, the catalogue of endpoints and the connectors' documents. Only names, types, enums and flags are taken
over, so that the tests never skip, never need the reference, and never compare our description with itself.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.connector_documents import document_facts
from tests.contract.outlines import outline, shape_of

DEFAULT_TARGET = Path(__file__).resolve().parent.parent / "tests" / "contract" / "facts"

# Not among the 54 of the catalogue, but needed by the coverage of the four connectors or cheap beside it.
FURTHER_OPERATIONS = (
    "GET /ats/rejection-reasons",
    "POST /ats/applications/{application_id}/reject",
    "GET /ats/applications/{application_id}/attachments",
    "GET /ats/candidates/{candidate_id}/attachments",
    "GET /ats/actions/ats_create_application",
    "GET /ats/actions/ats_create_candidate",
    "GET /ats/actions/ats_add_application_attachment",
    "GET /ats/actions/ats_add_candidate_attachment",
    "GET /ats/interviews",
    "GET /ats/offers",
    "GET /assessment/orders",
)
DOCUMENTS = {
    "ukgpro": "000_ukgpro.txt",
    "careerplug": "001_careerplug.txt",
    "erecruiter": "002_erecruiter.txt",
    "hrworks": "004_hrworks.txt",
}


def parameter_fact(schema: Mapping[str, Any], required: bool) -> str:
    """Give what a parameter's schema limits, as a line."""
    limits = [f"{word} {schema[word]}" for word in ("default", "minimum", "maximum") if word in schema]
    deprecated = ["deprecated"] if schema.get("deprecated") else []
    return "; ".join([shape_of(schema).line(required=required), *limits, *deprecated])


def operation_facts(reference: Path) -> dict[str, Any]:
    """Give parameters, body and answer of every operation that we describe, by the newest published description."""
    operations = _load(reference / "operations.json")
    sdk = _load(reference / "sdk-1.4.0.json")
    permissions = _load(reference / "connectors" / "permissions.json")
    facts = {}
    for name, told in operations.items():
        if not told["of_the_54"] and name not in FURTHER_OPERATIONS:
            continue
        answers = told["responses"]
        facts[name] = {
            "of_the_54": told["of_the_54"],
            "as_of": told["as_of"],
            "also_in": told["also_in"],
            "in_sdk": name in sdk,
            "operation_id": told["operation_id"],
            "deprecated": told["deprecated"],
            "error_class": answers.get("default", {}).get("ref", "").removeprefix("ErrorResponse") or None,
            "permission": permissions["current"].get(name),
            "permission_2023": permissions["old_seed003"].get(name),
            "parameters": {
                f"{p['in']} {p['name']}": parameter_fact(p["schema"], p["required"]) for p in told["parameters"]
            },
            "body": None if told["request_body"] is None else outline(told["request_body"]),
            "answer": outline(answers["200"]),
        }
    return facts


def sdk_facts(reference: Path) -> dict[str, Any]:
    """Give what the official SDK sends and demands, of the same operations."""
    known = operation_facts(reference)
    facts = {}
    for name, told in _load(reference / "sdk-1.4.0.json").items():
        if name not in known:
            continue
        request = told.get("request") or {}
        body = request.get("body")
        facts[name] = {
            "method": told["sdk_method"],
            "paged": told["paged"],
            "parameters": {
                f"{p['in']} {key}": parameter_fact(p["schema"], p["required"])
                for key, p in request.items()
                if key != "body"
            },
            "body": None if body is None else outline(body["schema"]),
            "answer": outline(told["response"]),
        }
    return facts


def older_facts(reference: Path) -> list[dict[str, str]]:
    """Give the keys that only older descriptions have, from the table of differences."""
    facts: list[dict[str, str]] = []
    operation = part = ""
    for line in (reference / "spec-diff.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            operation = line[3:]
        elif line.startswith("**"):
            part = line[2:].split("**")[0]
        elif line.startswith("| `"):
            place, *cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            place = place.strip("`").replace("…", "data.results[].").replace("~", "data.")
            told = [cell for cell in cells[:2] if cell not in {"—", "n/a"}]
            gone = all(cell in {"—", "n/a"} for cell in cells[2:])
            # "Any key" of an open object is no key.
            if told and gone and not place.endswith("*"):
                facts.append({"operation": operation, "part": part, "place": place, "told": told[-1]})
    return facts


def catalogue_facts(reference: Path) -> dict[str, Any]:
    """Give the 54 endpoints of the catalogue: group, deprecation, permission and example body."""
    text = (reference / "seeds" / "003_catalog_54_endpoints.txt").read_text(encoding="utf-8")
    lines = [line.strip() for line in text.splitlines()]
    heads = [n for n, line in enumerate(lines) if re.fullmatch(r"(GET|POST|PUT|PATCH|DEL) /\S+", line)]
    facts = {}
    for n in heads:
        method, path = lines[n].split()
        title, prose = lines[n + 2], lines[n + 3]
        permission = re.search(r"requires the permission (.+?) to be enabled", prose)
        start = prose.find("Example Request Body ")
        example = None
        if start >= 0:
            example, _ = json.JSONDecoder().raw_decode(prose[start + len("Example Request Body ") :])
        facts[f"{'DELETE' if method == 'DEL' else method} {path}"] = {
            "group": lines[n + 1],
            "closed_beta": "closed beta" in prose,
            "deprecated": "(deprecated)" in title or "is deprecated" in prose or "deprecating this endpoint" in prose,
            "permission": permission[1] if permission else None,
            "example": example,
        }
    return facts


def deprecation_facts(reference: Path) -> dict[str, list[str]]:
    """Give the versions that call an operation deprecated, from the table of versions in the notes on behaviour."""
    facts = {}
    for line in (reference / "semantics.md").read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if re.match(r"\| (GET|POST|PUT|PATCH|DELETE) /", line):
            versions = zip(("2023-10", "2025-11", "2026-04", "sdk-1.4.0"), cells[1:5], strict=True)
            marked = [version for version, cell in versions if cell == "yes(dep)"]
            if marked:
                facts[cells[0]] = marked
    return facts


def error_facts(reference: Path) -> dict[str, Any]:
    """Give the codes of each class of endpoint, and the status of each code."""
    codes = _load(reference / "error-codes.json")
    classes: dict[str, list[str]] = {}
    for code, told in codes.items():
        for name in told["classes"]:
            classes.setdefault(name, []).append(code)
    return {
        "classes": classes,
        "statuses": {code: told["http_status"] for code, told in codes.items()},
        "keys": ["code", "title", "message", "log_url"],
    }


def webhook_facts(reference: Path) -> dict[str, Any]:
    """Give the payload of every type of webhook."""
    told = _load(reference / "webhooks.json")
    return {name: {"as_of": each["as_of"], "payload": outline(each["payload"])} for name, each in told.items()}


def _load(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _write(path: Path, facts: Any) -> None:
    """Write one fact a line: small enough to commit, and a change shows as a changed line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main(arguments: Sequence[str]) -> None:
    """Write every fact file."""
    reference = Path(arguments[0])
    target = Path(arguments[1]) if len(arguments) > 1 else DEFAULT_TARGET
    _write(target / "operations.json", operation_facts(reference))
    _write(target / "sdk.json", sdk_facts(reference))
    _write(target / "older.json", older_facts(reference))
    _write(target / "catalogue.json", catalogue_facts(reference))
    _write(target / "deprecations.json", deprecation_facts(reference))
    _write(target / "errors.json", error_facts(reference))
    _write(target / "webhooks.json", webhook_facts(reference))
    for tool, name in DOCUMENTS.items():
        text = (reference / "seeds" / name).read_text(encoding="utf-8")
        _write(target / "connectors" / f"{tool}.json", document_facts(text))


if __name__ == "__main__":
    main(sys.argv[1:])
