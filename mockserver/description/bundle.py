"""One document out of the files of a directory: every reference local, every component under its own name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mockserver.description.checks import Checker
from mockserver.description.loader import Place, Sources
from mockserver.description.schemas import ANNOTATIONS, RecursiveSchema, Schemas
from mockserver.errors import ConfigurationError

ROOT = "openapi.yaml"


def bundle(directory: Path) -> dict[str, Any]:
    """Give the whole description as one OpenAPI document; ConfigurationError for anything wrong in it."""
    return _Bundle(directory).document()


class _Bundle:
    def __init__(self, directory: Path) -> None:
        self._root = directory / ROOT
        self._sources = Sources(directory)
        if not isinstance(self._sources.files.get(self._root), dict):
            raise ConfigurationError(f"{directory}: there is no {ROOT}, or it is not a mapping")
        # A file with an `openapi` key is a document of its own, for instance the one of the control API.
        self._parts = {
            file: content
            for file, content in self._sources.files.items()
            if file == self._root or (isinstance(content, dict) and "openapi" not in content)
        }
        self._origins: dict[tuple[str, str], Place] = {}
        self._inlined: list[Place] = []

    def document(self) -> dict[str, Any]:
        root = self._parts[self._root]
        document = {
            key: self._local(value, Place(self._root, (key,)))
            for key, value in root.items()
            if key not in {"paths", "components"}
        }
        document["paths"] = self._paths(root.get("paths", {}))
        document["components"] = self._components()
        try:
            Schemas(document).resolve(document)
        except RecursiveSchema as error:
            section, name = str(error).split("/")[2:4]
            raise self._origins[section, name].error(f"component {name!r} contains itself") from None
        return document

    def _components(self) -> dict[str, dict[str, Any]]:
        components: dict[str, dict[str, Any]] = {}
        for section, name, node, place in self._listed_components():
            local = self._local(node, place)
            # A file may pass on what another one defines: the bundle has it once anyway.
            if local == {"$ref": f"#/components/{section}/{name}"}:
                continue
            entries = components.setdefault(section, {})
            origin = self._origins.setdefault((section, name), place)
            if origin is not place and entries[name] != local:
                raise place.error(f"another component is already called {name!r}, in {origin.file.name}")
            entries[name] = local
        return components

    def _listed_components(self) -> Iterator[tuple[str, str, Any, Place]]:
        for file, content in self._parts.items():
            for section, entries in (content.get("components") or {}).items():
                if not isinstance(entries, dict):
                    raise Place(file, ("components", section)).error("a mapping is expected here")
                for name, node in entries.items():
                    yield section, name, node, Place(file, ("components", section, name))

    def _paths(self, paths: dict[str, Any]) -> dict[str, Any]:
        checker = Checker(self._sources)
        bundled = {}
        reached = set()
        for path, item in paths.items():
            place = Place(self._root, ("paths", path))
            node = item
            if isinstance(item, dict) and "$ref" in item:
                node, place = self._sources.follow(item["$ref"], place)
            checker.path_item(path, node, place)
            bundled[path] = self._local(node, place)
            reached.add(place)
        for file, content in self._parts.items():
            for path in () if file == self._root else content.get("paths") or ():
                place = Place(file, ("paths", path))
                if place not in reached:
                    raise place.error(f"{ROOT} does not list {path}, so nobody would serve it")
        return bundled

    def _local(self, node: Any, place: Place) -> Any:
        """Give the node with every reference made local, or replaced where its target is no component."""
        if isinstance(node, list):
            return [self._local(item, place.child(str(number))) for number, item in enumerate(node)]
        if not isinstance(node, dict):
            return node
        if not isinstance(node.get("$ref"), str):
            return {key: self._local(value, place.child(key)) for key, value in node.items()}
        others = {key: value for key, value in node.items() if key != "$ref"}
        for key in others:
            if key not in ANNOTATIONS and key != "summary" and not key.startswith("x-"):
                raise place.child(key).error(f"{key!r} beside $ref would be ambiguous; write allOf")
        target, origin = self._sources.follow(node["$ref"], place)
        if origin.file in self._parts and origin.pointer[:1] == ("components",) and len(origin.pointer) > 2:
            words = [key.replace("~", "~0").replace("/", "~1") for key in origin.pointer]
            return {"$ref": "#/" + "/".join(words)} | others
        if origin in self._inlined:
            raise place.error(f"$ref {node['$ref']!r} leads back here")
        self._inlined.append(origin)
        try:
            inlined = self._local(target, origin)
        finally:
            self._inlined.pop()
        return inlined | others if others and isinstance(inlined, dict) else inlined
