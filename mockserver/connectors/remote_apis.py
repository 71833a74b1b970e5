"""The tools' own APIs: which there are, where they are, and what they answer; read when first asked for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from mockserver.connectors.path_templates import match
from mockserver.description import compiled
from mockserver.resources import fixtures_directory

_BRACES = re.compile(r"\{+([^{}]*)\}+")


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list is cut into pages: names of query parameters; `page` and `offset` exclude each other."""

    size: str
    default: int
    page: str | None = None
    first: int = 1
    offset: str | None = None


@dataclass(frozen=True, slots=True)
class RemoteAnswer:
    """What an API answers at a path: `data` is a template around records of `model`, each in its `shape`."""

    method: str
    path: str
    model: str
    shape: Any
    data: Any
    paging: Paging | None

    @property
    def single(self) -> bool:
        """Whether it is about the one record of an id, not about a list."""
        return "{id}" in self.path


@dataclass(frozen=True, slots=True)
class RemoteApi:
    """One API of a tool; `unknown` is what it says where it has nothing to say."""

    content_type: str = "application/json"
    unknown_status: int = 404
    unknown_data: Any = None
    answers: tuple[RemoteAnswer, ...] = ()

    def find(self, method: str, path: str) -> tuple[RemoteAnswer, dict[str, str]] | None:
        """Give the first answer to a method and path, with what stands for its placeholders."""
        for answer in self.answers:
            if answer.method == method and (values := match(answer.path, path)) is not None:
                return answer, values
        return None


# What a tool says of which nothing is known.
_SILENT = RemoteApi(unknown_data={"error": "Not found"})


class RemoteApis:
    """All APIs, from the compiled form of fixtures/passthrough/."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._listed: Mapping[str, Mapping[str, str | None]] = document["apis"]
        self._assumed: Mapping[str, Mapping[str, str]] = document["assumed"]
        self._placeholders: Mapping[str, str] = document["placeholders"]
        self._unlisted: str = document["unlisted"]
        self._tools: Mapping[str, Any] = document["tools"]

    def names(self, tool: str) -> tuple[str, ...]:
        """Give the APIs that the vendor lists for a tool; none if it lists none."""
        return tuple(self._listed.get(tool, ()))

    def base_url(self, tool: str, api: str, slug: str, number: str) -> str:
        """Give the base address of an API for a customer, as it shows in answers; nothing is ever sent there."""
        own = {"slug": slug, "number": number, "tool": tool, "api": api}
        base = self._listed.get(tool, {}).get(api) or self._assumed.get(tool, {}).get(api) or self._unlisted

        def fill(found: re.Match[str]) -> str:
            name = found[1]
            text = own.get(name) or self._placeholders.get(name, self._placeholders["otherwise"])
            return text.format(**own)

        return _BRACES.sub(fill, base).rstrip("/")

    def api(self, tool: str, name: str) -> RemoteApi:
        """Give what is known of an API; one of which nothing is known has no answers."""
        document = self._tools.get(tool, {})
        entry = document.get("apis", {}).get(name)
        if entry is None:
            return _SILENT
        return RemoteApi(
            content_type=entry.get("content_type", _SILENT.content_type),
            unknown_status=entry["unknown"]["status"],
            unknown_data=entry["unknown"]["data"],
            answers=tuple(_answers(entry["answers"], document["records"])),
        )

    def known(self) -> Iterator[tuple[str, str, RemoteAnswer]]:
        """Give tool and API of every answer that there is without a stub."""
        for tool, document in self._tools.items():
            for name in document["apis"]:
                for answer in self.api(tool, name).answers:
                    yield tool, name, answer


def _answers(entries: Mapping[str, Any], records: Mapping[str, Any]) -> Iterator[RemoteAnswer]:
    for key, entry in entries.items():
        method, path = key.split(" ", 1)
        record, paging = records[entry["record"]], entry.get("paging")
        yield RemoteAnswer(
            method=method,
            path=path,
            model=record["model"],
            shape=record["shape"],
            data=entry["data"],
            paging=None if paging is None else Paging(**paging),
        )


@cache
def load_remote_apis() -> RemoteApis:
    """Give all APIs; ConfigurationError naming file, line and nearest valid word if the fixtures are wrong."""
    directory = fixtures_directory() / "passthrough"

    def build() -> Any:
        # Reading YAML and checking it needs what the compiled form does not.
        from mockserver.connectors.remote_api_files import compile_remote_apis

        return compile_remote_apis(directory)

    models = fixtures_directory() / "models.yaml"
    sources = sorted([*directory.glob("*.yaml"), *directory.glob("*.json"), models])
    return RemoteApis(compiled.load("remote-apis", sources, build))
