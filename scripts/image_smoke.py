"""Try the image as a container: not root, root file system read-only, no network, process 1 of its namespace.

usage: python scripts/image_smoke.py TAG        as root, after scripts/image_build.sh TAG

Does with `unshare` what a container engine does, so none has to run. Prints sizes and times and ends with 1 where one
is over its limit or something does not work.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar
from urllib.request import urlopen

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mockserver.ids import integration_id  # noqa: E402 - from this checkout

Result = TypeVar("Result")

PORT = 8080
URL = f"http://127.0.0.1:{PORT}"
# What the first process of a container finds; then the program takes that process over.
INSIDE = """
set -e
mount --bind "$1" "$1"
mount --options remount,bind,ro "$1"
mount --types proc proc "$1/proc"
cd "$1"
exec chroot --userspec="$2" "$1" /usr/bin/env --ignore-environment "${@:3}"
"""
BUILDAH = {"STORAGE_DRIVER": "vfs", "BUILDAH_ISOLATION": "chroot"}
LIMITS = {"our layers, MB": 110, "first answer, s": 2.0, "health check, s": 2.0, "stop, s": 2.0}
FLAGS = ["--seed", "7", "--log-format", "json"]


def buildah(*words: str) -> str:
    done = subprocess.run(["buildah", *words], env=BUILDAH | os.environ, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout.strip()


class Image:
    """What an image says about itself."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        document = json.loads(buildah("inspect", "--type", "image", tag))
        self.config: dict[str, Any] = document["Docker"]["config"]
        self.megabytes = sum(layer["size"] for layer in json.loads(document["Manifest"])["layers"]) / 1e6
        labels = self.config["Labels"] or {}
        self.base: str | None = labels.get("org.opencontainers.image.base.name")


class Container:
    """A running container of an image."""

    def __init__(self, image: Image, root: str, *flags: str, **environment: str) -> None:
        self.image, self.root = image, root
        self.environment = [*image.config["Env"], *(f"{name}={text}" for name, text in environment.items())]
        words = [root, image.config["User"], *self.environment, *image.config["Entrypoint"], *flags]
        namespaces = ["unshare", "--pid", "--mount", "--fork", "--kill-child", "bash", "-c", INSIDE, "container"]
        self.began = time.monotonic()
        self.process = subprocess.Popen([*namespaces, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    @property
    def first_process(self) -> int:
        """The number outside of the process that is 1 inside."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return until(lambda: int(children.read_text(encoding="ascii").split()[0]))

    def until_it_runs(self, program: str) -> None:
        """Wait until process 1 is a program and no longer what prepared its place."""

        def look() -> None:
            if program not in Path(f"/proc/{self.first_process}/cmdline").read_text(encoding="utf-8"):
                raise LookupError(program)

        until(look)

    def inside(self, words: Sequence[str]) -> int:
        """Run a command of the image beside the server and give its exit code."""
        enter = ["nsenter", "--target", str(self.first_process), "--pid", "--mount", "--"]
        root = ["chroot", f"--userspec={self.image.config['User']}", self.root, "/usr/bin/env", "--ignore-environment"]
        return subprocess.run([*enter, *root, *self.environment, *words], check=False).returncode

    def answers(self) -> float:
        """Give the seconds from the start to the first answer."""

        def ask() -> float:
            with urlopen(f"{URL}/_mock/ready", timeout=5) as answer:
                answer.read()
            return time.monotonic() - self.began

        return until(ask)

    def stop(self) -> tuple[float, int]:
        """Ask the server to end, as an engine does, and give the seconds that it took and its exit code."""
        begin = time.monotonic()
        os.kill(self.first_process, 15)
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


@contextmanager
def mounted(tag: str) -> Iterator[str]:
    """Give the file system of an image."""
    container = buildah("from", tag)
    try:
        yield buildah("mount", container)
    finally:
        buildah("rm", container)


@contextmanager
def open_connections() -> Iterator[None]:
    """Hold what a stop must not wait for: idle connections, half a request, an answer that never comes."""
    key = b"authorization: bearer smoke\r\n"
    requests = [
        b"GET /v1/check-api-key HTTP/1.1\r\nhost: localhost\r\n" + key + b"\r\n",
        b"POST /v1/ats/applications HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n" + key + b"\r\n{",
        b"GET /v1/check-api-key HTTP/1.1\r\nhost: localhost\r\nx-mock-fault: silent\r\n" + key + b"\r\n",
    ]
    sockets = [socket.create_connection(("127.0.0.1", PORT)) for _ in range(5) for _ in requests]
    try:
        for connection, request in zip(sockets, requests * 5, strict=True):
            connection.sendall(request)
        time.sleep(0.2)
        yield
    finally:
        for connection in sockets:
            connection.close()


def read_with_sdk() -> int:
    """Read with the official SDK, and give the number of records."""
    from kombo import Kombo

    integration = integration_id(7, "sandbox", "ATS")
    with Kombo(api_key="smoke", server_url=f"{URL}/v1", integration_id=integration) as kombo:
        return len(kombo.ats.get_jobs().result.data.results)


class Report:
    """Figures against their limits, and what went wrong."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def figure(self, name: str, value: float) -> None:
        print(f"  {name:<20} {value:8.2f}   at most {LIMITS[name]}")
        self.check(value <= LIMITS[name], f"{name}: {value:.2f}")

    def check(self, holds: bool, problem: str) -> None:
        if not holds:
            self.problems.append(problem)


def main(tag: str) -> int:
    """Try an image and give the exit code."""
    image, report = Image(tag), Report()
    print(f"{tag}, {image.megabytes:.0f} MB, runs as {image.config['User']}")
    report.check(image.config["User"].partition(":")[0] not in ("", "0", "root"), "it runs as root")
    report.check(bool(image.base), "it does not name its base")
    if image.base:
        report.figure("our layers, MB", image.megabytes - Image(image.base).megabytes)
    with mounted(tag) as root:
        server = Container(image, root, *FLAGS)
        try:
            try_out(server, report)
        finally:
            server.process.kill()
        # Process 1 ignores signals that nobody handles: also at the very start somebody must.
        early = Container(image, root)
        early.until_it_runs("mockserver")
        seconds, _ = early.stop()
        report.figure("stop, s", seconds)
    for problem in report.problems:
        print(f"FAILED {problem}")
    print("FAILED" if report.problems else "all is well")
    return bool(report.problems)


def try_out(server: Container, report: Report) -> None:
    """Ask a container what a user asks it, then stop it."""
    report.figure("first answer, s", server.answers())
    begin = time.monotonic()
    test = server.image.config["Healthcheck"]["Test"]
    report.check(test[0] == "CMD" and server.inside(test[1:]) == 0, "the health check says no")
    report.figure("health check, s", time.monotonic() - begin)
    report.check(server.inside(["touch", "/opt/mockserver/x", "/data/x", "/tmp/x"]) != 0, "its root can be written")
    report.check(read_with_sdk() > 0, "the SDK reads no jobs")
    with open_connections():
        seconds, code = server.stop()
    report.figure("stop, s", seconds)
    report.check(code == 0, f"it ends with exit code {code}")


if __name__ == "__main__":
    if sys.argv[1] == "--without-network":
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        sys.exit(main(sys.argv[2]))
    os.execvp("unshare", ["unshare", "--net", sys.executable, __file__, "--without-network", sys.argv[1]])
