"""Schemathesis against our own description, over a real socket: all operations, all phases, several tools.

Left out is one check, `positive_data_acceptance`: a request can follow every schema and still be refused, because an
id in it is unknown, a cursor is of another list, a tool cannot do what is asked, or the same person applies twice.
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from mockserver.description import load
from mockserver.server import MockServer
from tests.acceptance.actions import live
from tests.acceptance.described import Tool, activation_token

pytestmark = pytest.mark.slow

NOW = "2025-06-02T09:00:00Z"
KEY = "schemathesis"
SEED = "7"
# Which integrations serve the operations of a path; the others serve any.
PREFIXES = {"^/ats": "ATS", "^/hris": "HRIS", "^/custom": "HRIS", "^/assessment": "ASSESSMENT"}
REMOTE_API = ("greenhouse", "harvest")
CUSTOM = {one.id for one in load().operations.values() if one.path.startswith("/custom/")}


class Known:
    """Ids of what exists, for requests that get further than to a refusal."""

    def __init__(self, server: MockServer, tools: Mapping[str, Tool]) -> None:
        self.first = next(iter(tools.values()))
        self.tools = tools
        # By their names in paths, several of each; most requests take one of them.
        self.paths: dict[str, list[str]] = {"group_id": ["default"], "tool": [REMOTE_API[0]], "api": [REMOTE_API[1]]}
        self.paths["token"] = [activation_token(self.first)]
        # By their names in bodies: those that go together.
        self.inputs: dict[str, str] = {"token": activation_token(self.first)}
        # This one is removed in the middle of the run, so nothing else needs it.
        self.removed = server.integration_id("lever", "ATS")
        self.remote = server.integration_id(REMOTE_API[0], "ATS")
        for category, tool in tools.items():
            getattr(self, f"_{category.lower()}")(tool)

    def _ats(self, tool: Tool) -> None:
        pending = [one for one in tool.stored("applications") if one["outcome"] == "PENDING" and _lives(one)]
        open_jobs = {one["id"]: one for one in tool.stored("jobs") if one["status"] == "OPEN" and _lives(one)}
        job = next(open_jobs[one["job_id"]] for one in pending if one["job_id"] in open_jobs)
        self.paths["application_id"] = [one["id"] for one in pending if one["job_id"] == job["id"]]
        self.paths["candidate_id"] = [one["id"] for one in tool.stored("candidates") if _lives(one)][:20]
        self.paths["job_id"] = [job["id"]]
        self.inputs |= {
            "job_id": job["id"],
            "stage_id": job["stages"][1]["stage_id"],
            "rejection_reason_id": live(tool, "rejection-reasons")["id"],
            "user_id": live(tool, "users")["id"],
        }

    def _hris(self, tool: Tool) -> None:
        employees = [one["id"] for one in tool.stored("employees") if _lives(one)] or ["remote:4711"]
        self.paths["employee_id"] = employees[:20]
        self.paths["absence_id"] = [one["id"] for one in tool.stored("absences") if _lives(one)][:20]
        kinds = [one["id"] for one in tool.stored("absence-types") if _lives(one) and one["unit"] in (None, "DAYS")]
        self.inputs |= {"employee_id": employees[0], "absence_type_id": kinds[0]}

    def _assessment(self, tool: Tool) -> None:
        self.paths["assessment_order_id"] = [one["id"] for one in tool.stored("orders") if one["status"] == "OPEN"]

    def settings(self) -> str:
        """Give the settings of Schemathesis."""
        lines = [f'parameters."header.X-Integration-Id" = "{self.first.id}"']
        lines.append(f'parameters."path.integration_id" = "{self.removed}"')
        for name, ids in self.paths.items():
            if ids:
                lines.append(f"dictionaries.{name}.values = {ids}")
                lines.append(f'parameters."path.{name}" = {{dictionary = "{name}", probability = 0.8}}')
        integrations = {pattern: self.tools.get(category, self.first).id for pattern, category in PREFIXES.items()}
        for pattern, id in {**integrations, "^/passthrough": self.remote}.items():
            lines += ["[[operations]]", f'include-path-regex = "{pattern}"', "[operations.parameters]"]
            lines.append(f'"header.X-Integration-Id" = "{id}"')
        return "\n".join(lines) + "\n"

    def document(self) -> Any:
        """Give the description, its example bodies about what exists."""
        document = orjson.loads(orjson.dumps(load().document()))
        for item in document["paths"].values():
            for operation in item.values():
                if isinstance(operation, dict) and "requestBody" in operation:
                    operation["requestBody"] = self._filled_in(operation["requestBody"])
        return document

    def _filled_in(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._filled_in(item) for item in node]
        if not isinstance(node, dict):
            return node
        return {
            key: self.inputs[key] if key in self.inputs and isinstance(value, str) else self._filled_in(value)
            for key, value in node.items()
        }


def _lives(record: dict[str, Any]) -> bool:
    return record["remote_deleted_at"] is None


@pytest.fixture(autouse=True)
def keep_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of refusals are what is asked for."""
    monkeypatch.setattr(logging.root.manager, "disable", logging.CRITICAL)


@contextmanager
def integrations(server: MockServer, tool: str) -> Iterator[dict[str, Tool]]:
    """Give the integrations of a tool by category."""
    headers, address = {"authorization": f"Bearer {KEY}"}, f"{server.url}/_mock/integrations"
    listed = httpx.get(address, params={"tool": tool}, headers=headers, trust_env=False).json()["integrations"]
    with ExitStack() as opened:
        found = {entry["category"]: Tool(server, tool, entry["category"], KEY) for entry in listed}
        for one in found.values():
            opened.callback(one.close)
        yield found


def succeeded(server: MockServer) -> set[str]:
    """Give the operations that answered a success."""
    headers = {"authorization": f"Bearer {KEY}"}
    text = httpx.get(f"{server.url}/_mock/metrics", headers=headers, trust_env=False).text
    return set(re.findall(r'requests_total\{api="unified",operation="(\w+)",status="200"\}', text))


def run(folder: Path, tool: str, *words: str) -> set[str]:
    """Run Schemathesis, demand that it finds nothing, and give the operations that answered a success."""
    with MockServer(now=NOW, body_limit="2MB", api_keys=(KEY,)) as server, integrations(server, tool) as tools:
        known = Known(server, tools)
        (folder / "openapi.json").write_bytes(orjson.dumps(known.document()))
        (folder / "schemathesis.toml").write_text(known.settings())
        command = [
            sys.executable, "-m", "schemathesis.cli", "--config-file", "schemathesis.toml", "run", "openapi.json",
            "--url", f"{server.url}/v1", "-H", f"Authorization: Bearer {KEY}", "--seed", SEED,
            "--phases", "examples,coverage,fuzzing,stateful", "--exclude-checks", "positive_data_acceptance",
            "--generation-database", "none", "--continue-on-failure", "--no-color", "--warnings", "off", *words,
        ]  # fmt: skip
        variables = {name: text for name, text in os.environ.items() if "proxy" not in name.lower()}
        done = subprocess.run(
            command, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        assert done.returncode == 0, done.stdout[-8000:]
        return succeeded(server)


def test_nothing_is_found_on_the_reading_operations(tmp_path: Path) -> None:
    reached = run(tmp_path, "sandbox", "--include-method", "GET", "--max-examples", "5")
    reading = {one.id for one in load().operations.values() if one.method == "GET"}
    assert reading - reached == reading & CUSTOM


@pytest.mark.parametrize("tool", ["sandbox", "careerplug", "datev", "silae"])
def test_nothing_is_found_on_any_operation(tool: str, tmp_path: Path) -> None:
    reached = run(tmp_path, tool, "--max-examples", "10")
    every = set(load().operations)
    own = {
        "sandbox": every - CUSTOM,
        "careerplug": {"PostAtsCandidates", "PostAtsJobsJobIdApplications", "GetAtsJobs"},
        "datev": {id for id in CUSTOM if "Datev" in id} | {"PatchHrisEmployeesEmployeeId", "PostHrisAbsences"},
        "silae": {id for id in CUSTOM if "Silae" in id} | {"PostHrisEmployees", "GetHrisEmployees"},
    }
    assert own[tool] - reached == set()
