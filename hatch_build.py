"""Build hook: puts into the wheel what the package does not hold: description, connectors, all compiled, Swagger UI."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Given a folder and no user cache, all compiled forms end up there.
COMPILE = """
import sys
from pathlib import Path
from mockserver.description import compiled
compiled.PACKAGED = Path(sys.argv[1])
from mockserver.cli.compiling import compile_everything
compile_everything()
"""
NO_CACHE = "relative paths are no cache"
# The package that brings Swagger UI asks for a web framework that nobody needs here, so it is only used to build.
SWAGGER_UI = "flask_swagger_ui"
SWAGGER_UI_FILES = ("swagger-ui-bundle.js", "swagger-ui.css")


class DataHook(BuildHookInterface[Any]):
    """Adds package data; an editable install reads `openapi/` and `fixtures/` where they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folders that go into the wheel."""
        if self.target_name != "wheel":
            return
        root = Path(self.root)
        self._copy_swagger_ui(root / "mockserver" / "docs" / "swagger_ui")
        if version == "editable":
            return
        self._compiled = tempfile.TemporaryDirectory()
        build_data["force_include"] |= {
            str(root / "openapi"): "mockserver/_data/openapi",
            str(root / "fixtures"): "mockserver/_data/fixtures",
            self._compiled.name: "mockserver/_compiled",
        }
        command = [sys.executable, "-c", COMPILE, self._compiled.name]
        environment = os.environ | {"XDG_CACHE_HOME": NO_CACHE}
        done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            # Without our requirements nothing can be loaded; the installed package then compiles on its first start.
            self.app.display_warning(f"not compiled: {done.stderr.strip().splitlines()[-1]}")

    def _copy_swagger_ui(self, folder: Path) -> None:
        """Put the assets of the documentation page into the package."""
        found = importlib.util.find_spec(SWAGGER_UI)
        if found is None or not found.submodule_search_locations:
            self.app.display_warning(f"no Swagger UI for /docs: {SWAGGER_UI} is not installed")
            return
        folder.mkdir(exist_ok=True)
        for name in SWAGGER_UI_FILES:
            shutil.copyfile(Path(found.submodule_search_locations[0]) / "dist" / name, folder / name)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what was made for the wheel."""
        if hasattr(self, "_compiled"):
            self._compiled.cleanup()
