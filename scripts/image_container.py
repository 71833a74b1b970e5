"""Images and containers for scripts/image_smoke.py: `unshare` does what a container engine does, so none has to run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.request import urlopen

Result = TypeVar("Result")

# An address that is not the loopback's: what listens for itself only is not reached by it. It is for documentation.
HOST = "192.0.2.1"
URL = f"http://{HOST}:8080"
BUILDAH = {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}
# What the first process of a container finds; then the program takes that process over.
INSIDE = """
set -e
root=$1 user=$2 volume=$3
shift 3
mount --bind "$root" "$root"
mount --options remount,bind,ro "$root"
[[ -z $volume ]] || mount --bind "$volume" "$root/data"
mount --types proc proc "$root/proc"
exec chroot --userspec="$user" "$root" /usr/bin/env --ignore-environment "$@"
"""
NAMESPACES = ["unshare", "--pid", "--mount", "--fork", "bash", "-c", INSIDE, "container"]


def buildah(*words: str) -> str:
    done = subprocess.run(["buildah", *words], env=BUILDAH | os.environ, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


class Image:
    """What an image says about itself."""

    def __init__(self, tag: str) -> None:
        document = json.loads(buildah("inspect", "--type", "image", tag))
        self.tag = tag
        self.config: dict[str, Any] = document["Docker"]["config"]
        self.user: str = self.config["User"]
        self.megabytes = sum(layer["size"] for layer in json.loads(document["Manifest"])["layers"]) / 1e6
        self.base: str | None = (self.config["Labels"] or {}).get("org.opencontainers.image.base.name")

    @contextmanager
    def mounted(self) -> Iterator[str]:
        """Give the folder with the files of the image."""
        container = buildah("from", self.tag)
        try:
            yield buildah("mount", container)
        finally:
            buildah("rm", container)


class Container:
    """A running container; `volume` is a folder for /data, `user` another one than the image's."""

    def __init__(
        self, image: Image, root: str, *flags: str, user: str = "", volume: Path | None = None, **variables: str
    ) -> None:
        self.root, self.user = root, user or image.user
        self.environment = [*image.config["Env"], *(f"{name}={text}" for name, text in variables.items())]
        place = [root, self.user, str(volume or "")]
        command = [*NAMESPACES, *place, *self.environment, *image.config["Entrypoint"], *flags]
        self.began = time.monotonic()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Killing what unshares is not enough: its child changed its user, and lives on.
        if self.process.poll() is None:
            os.kill(self.first_process, signal.SIGKILL)
            self.process.communicate(timeout=30)

    @property
    def first_process(self) -> int:
        """The number outside of the process that is 1 inside."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return until(lambda: int(children.read_text(encoding="ascii").split()[0]))

    def run(self, words: Sequence[str], **variables: str) -> tuple[int, str]:
        """Run a command of the image beside the server and give its exit code and output."""
        enter = ["nsenter", "--target", str(self.first_process), "--pid", "--mount", "--"]
        root = ["chroot", f"--userspec={self.user}", self.root, "/usr/bin/env", "--ignore-environment"]
        more = [f"{name}={text}" for name, text in variables.items()]
        command = [*enter, *root, *self.environment, *more, *words]
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        return done.returncode, done.stdout

    def answers(self) -> float:
        """Give the seconds from the start to the first answer."""

        def ask() -> float:
            with urlopen(f"{URL}/_mock/ready", timeout=5) as answer:
                answer.read()
            return time.monotonic() - self.began

        return until(ask)

    def heeds_signals(self) -> float:
        """Give the seconds from the start to when process 1 would notice SIGTERM."""

        def look() -> float:
            status = Path(f"/proc/{self.first_process}/status").read_text(encoding="ascii")
            caught = int(status.partition("SigCgt:")[2].split()[0], 16)
            # What prepares the place of the program has other handlers, and another name.
            if "Name:\tmockserver" not in status or not caught >> (signal.SIGTERM - 1) & 1:
                raise LookupError("SIGTERM")
            return time.monotonic() - self.began

        return until(look)

    def stop(self) -> tuple[float, int]:
        """Ask the server to end, as an engine does, and give the seconds that it took and its exit code."""
        begin = time.monotonic()
        os.kill(self.first_process, signal.SIGTERM)
        self.process.communicate(timeout=30)
        return time.monotonic() - begin, self.process.returncode


def until(attempt: Callable[[], Result], seconds: float = 20) -> Result:
    """Give what an attempt gives as soon as it does."""
    end = time.monotonic() + seconds
    while True:
        try:
            return attempt()
        except (OSError, LookupError):
            if time.monotonic() > end:
                raise
            time.sleep(0.01)
