"""Build hook: puts the description and the connectors into the wheel, as sources and compiled."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# Loading makes the compiled forms. Given a folder and no user cache, all of them end up there.
COMPILE = """
import sys
from pathlib import Path
from mockserver.description import compiled
compiled.PACKAGED = Path(sys.argv[1])
from mockserver.app import create_app
from mockserver.cli.screen import main_integrations
create_app()
main_integrations()
"""
NO_CACHE = "relative paths are no cache"


class DataHook(BuildHookInterface[Any]):
    """Adds `openapi/` and `fixtures/` as package data; an editable install reads them where they are."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Name the folders that go into the wheel."""
        if self.target_name != "wheel" or version == "editable":
            return
        root = Path(self.root)
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

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what was made for the wheel."""
        if hasattr(self, "_compiled"):
            self._compiled.cleanup()
