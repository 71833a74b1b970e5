"""Servers as processes: started with some words, asked over HTTP, ended in whatever way a test wants."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from mockserver.ids import integration_id

ROOT = Path(__file__).resolve().parents[1]
SEED = 42
SANDBOX = integration_id(SEED, "sandbox", "ATS")


class Served:
    """One `mockserver serve`, asked with one key."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process = process
        self.url = url

    def ask(
        self, method: str, path: str, body: Any = None, *, key: str = "demo", timeout: float = 30, **headers: str
    ) -> tuple[int, Any]:
        """Give status and document of an answer."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = Request(
            f"{self.url}{path}",
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"Bearer {key}", "X-Integration-Id": SANDBOX, "Content-Type": "application/json"} | named,
            method=method,
        )
        try:
            with urlopen(request, timeout=timeout) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as problem:
            return problem.code, json.loads(problem.read())

    def get(self, path: str, **options: Any) -> Any:
        """Give the data of a good answer of the API."""
        status, document = self.ask("GET", f"/v1{path}", **options)
        assert status == 200, document
        return document["data"]

    def post(self, path: str, body: Any, **options: Any) -> Any:
        """Do what `get` does with a POST."""
        status, document = self.ask("POST", f"/v1{path}", body, **options)
        assert status == 200, document
        return document["data"]

    def control(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """Give what the control API answers."""
        status, document = self.ask(method, f"/_mock{path}", body, **options)
        assert status == 200, document
        return document

    def apply(self, number: int, **options: Any) -> dict[str, Any]:
        """Create an application of somebody new."""
        job = self.get("/ats/jobs?page_size=1", **options)["results"][0]
        candidate = {"first_name": "Ada", "last_name": str(number), "email_address": f"ada.{number}@example.com"}
        application: dict[str, Any] = self.post(
            f"/ats/jobs/{job['id']}/applications", {"candidate": candidate}, **options
        )
        return application

    def people(self, **options: Any) -> list[str]:
        """Give the last names of those who applied with `apply`."""
        names: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = self.get(f"/ats/candidates?page_size=250&cursor={cursor}", **options)
            names += [row["last_name"] for row in page["results"] if row["first_name"] == "Ada"]
            cursor = page["next"]
        return names


@contextmanager
def served(*words: str) -> Iterator[Served]:
    """Serve with some options on a free port; killed in the end if it still runs."""
    environment = {name: text for name, text in os.environ.items() if not name.startswith("MOCKSERVER_")}
    process = subprocess.Popen(
        [sys.executable, "-m", "mockserver", "serve", "--port", "0", "--log-level", "error", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
    )
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("mockserver listens on http://"), (first, process.communicate())
        yield Served(process, first.split()[3])
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
        # Processes that it started may have its output open still; whoever left them fails, and waits for nothing.
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=10)
