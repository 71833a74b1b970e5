"""Try the image as a container: not root, root file system read-only, no network, process 1 of its namespace.

usage: python scripts/image_smoke.py TAG        as root, after scripts/image_build.sh TAG

Prints sizes and times, and ends with 1 where one is over its limit or something does not work.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from mockserver.ids import integration_id
from mockserver.settings import OPTIONS, Option
from scripts.image_container import HOST, URL, Container, Image

# For a busy machine, but for the stop: that one an engine sets an end to.
LIMITS = {
    "our layers, MB": 110,
    "first answer, s": 4.0,
    "health check, s": 4.0,
    "stop, s": 2.0,
    "heeds signals, s": 1.0,
    "stop at the start, s": 1.0,
}
SEED = 7
# Texts of every kind that an option may take.
VALUES = (
    "sqlite:////data/other.db",
    "https://mock.example.com",
    "10.0.0.1",
    "2025-06-02T09:00:00Z",
    "de_DE",
    "medium",
    "json",
    "error",
    # Demo mode excludes keys of an operator, who is set here, too.
    "false",
    "PT1H",
    "2",
)


class Report:
    """Figures against their limits, and what went wrong."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def figure(self, name: str, value: float) -> None:
        """Print a figure and hold it against its limit."""
        print(f"  {name:<22} {value:7.2f}   at most {LIMITS[name]}")
        self.check(value <= LIMITS[name], f"{name}: {value:.2f}")

    def check(self, holds: object, problem: str) -> None:
        """Remember a problem unless something holds."""
        if not holds:
            self.problems.append(problem)


def main(tag: str) -> int:
    """Try an image and give the exit code."""
    image, report = Image(tag), Report()
    print(f"{tag}, {image.megabytes:.0f} MB, runs as {image.user}")
    report.check(image.user.partition(":")[0] not in ("", "0", "root"), "it runs as root")
    report.check(image.base, "it does not name its base")
    if image.base:
        report.figure("our layers, MB", image.megabytes - Image(image.base).megabytes)
    with image.mounted() as root:
        with Container(image, root, "--seed", str(SEED), "--log-format", "json") as server:
            try_out(image, server, report)
        with Container(image, root) as server:
            # Process 1 ignores signals that nobody handles: also at the very start somebody must.
            report.figure("heeds signals, s", server.heeds_signals())
            report.figure("stop at the start, s", server.stop()[0])
        keep_data(image, root, report)
    for problem in report.problems:
        print(f"FAILED {problem}")
    print("FAILED" if report.problems else "all is well")
    return bool(report.problems)


def try_out(image: Image, server: Container, report: Report) -> None:
    """Ask a container what a user asks it, then stop it."""
    report.figure("first answer, s", server.answers())
    begin = time.monotonic()
    kind, *command = image.config["Healthcheck"]["Test"]
    report.check(kind == "CMD" and server.run(command)[0] == 0, "the health check says no")
    report.figure("health check, s", time.monotonic() - begin)
    report.check(server.run(["touch", "/opt/mockserver/x", "/data/x", "/tmp/x"])[0], "its root can be written")
    report.check(read_with_sdk(), "the SDK reads no jobs")
    check_variables(server, report)
    with open_connections():
        seconds, code = server.stop()
    report.figure("stop, s", seconds)
    report.check(code == 0, f"it ends with exit code {code}")


def read_with_sdk() -> int:
    """Read with the official SDK, and give the number of records."""
    from kombo import Kombo

    integration = integration_id(SEED, "sandbox", "ATS")
    with Kombo(api_key="smoke", server_url=f"{URL}/v1", integration_id=integration) as kombo:
        return len(kombo.ats.get_jobs().result.data.results)


def check_variables(server: Container, report: Report) -> None:
    """Hold that every option can be set by its variable."""
    options = [option for option in OPTIONS.values() if option.name != "config"]
    variables = {option.variable: next(text for text in VALUES if is_value(option, text)) for option in options}
    _, shown = server.run(["mockserver", "config"], COLUMNS="200", **variables)
    missing = [variable for variable in variables if variable not in shown]
    report.check(not missing, f"not set by its variable: {', '.join(missing)}\n{shown}")


def is_value(option: Option, text: str) -> bool:
    """Say whether an option takes a text."""
    try:
        option.read(text)
    except ValueError:
        return False
    return True


@contextmanager
def open_connections() -> Iterator[None]:
    """Hold what a stop must not wait for: idle connections, half a request, an answer that never comes."""
    head = f"HTTP/1.1\r\nhost: {HOST}\r\nauthorization: bearer smoke\r\n"
    requests = [
        f"GET /v1/check-api-key {head}\r\n",
        f"POST /v1/ats/applications {head}content-length: 1000\r\n\r\n{{",
        f"GET /v1/check-api-key {head}x-mock-fault: silent\r\n\r\n",
    ]
    opened = []
    try:
        for request in requests * 5:
            opened.append(socket.create_connection((HOST, 8080)))
            opened[-1].sendall(request.encode())
        time.sleep(0.2)
        yield
    finally:
        for connection in opened:
            connection.close()


def keep_data(image: Image, root: str, report: Report) -> None:
    """Hold that a volume outlives its containers, whoever they run as."""
    with tempfile.TemporaryDirectory() as folder:
        volume = Path(folder)
        volume.chmod(0o777)
        found = []
        for frozen in ("2025-06-02T09:00:00.000Z", None):
            place = {"MOCKSERVER_DATABASE": "sqlite:////data/mock.db"}
            with Container(image, root, user="12345:0", volume=volume, **place) as server:
                server.answers()
                found.append(clock(frozen)["now"])
                server.stop()
        report.check(found[0] == found[1], f"the database does not outlive its container: {found}")


def clock(frozen: str | None) -> dict[str, str]:
    """Give the clock of an environment, frozen at an instant before."""
    request = Request(
        f"{URL}/_mock/clock", headers={"Authorization": "Bearer smoke", "Content-Type": "application/json"}
    )
    if frozen:
        request.method, request.data = "PUT", json.dumps({"mode": "frozen", "now": frozen}).encode()
    with urlopen(request, timeout=5) as answer:
        document: dict[str, str] = json.loads(answer.read())
    return document


if __name__ == "__main__":
    if sys.argv[1] == "--without-network":
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        subprocess.run(["ip", "address", "add", f"{HOST}/32", "dev", "lo"], check=True)
        sys.exit(main(sys.argv[2]))
    os.execvp("unshare", ["unshare", "--net", sys.executable, __file__, "--without-network", sys.argv[1]])
