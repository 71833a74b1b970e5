"""The image, built and run as its users run it; what is tried stands in scripts/image_smoke.py."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TAG = "localhost/mockserver:test"

pytestmark = pytest.mark.needs_buildah


@pytest.mark.skipif(os.name != "posix" or os.getuid() != 0, reason="namespaces are made by root only")
@pytest.mark.skipif(not shutil.which("buildah"), reason="buildah is not installed")
@pytest.mark.skipif(not shutil.which("debootstrap"), reason="debootstrap is not installed")
def test_the_image_runs_as_a_container(capfd: pytest.CaptureFixture[str]) -> None:
    for command in (["scripts/image_build.sh", TAG], [sys.executable, "scripts/image_smoke.py", TAG]):
        done = subprocess.run(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        with capfd.disabled():
            sys.stdout.write(f"\n{done.stdout}")
        assert done.returncode == 0, done.stdout
