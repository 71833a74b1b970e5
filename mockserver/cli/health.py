"""The question whether a server answers, asked without any proxy in between."""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

PATH = "/_mock/health"


def problem_of(url: str, timeout: float) -> str | None:
    """Give why the server at an address is not healthy, or None if it is."""
    parts = urlsplit(url)
    try:
        connection = HTTPConnection(parts.hostname or "", parts.port, timeout=timeout)
        try:
            connection.request("GET", f"{parts.path.rstrip('/')}{PATH}")
            status = connection.getresponse().status
        finally:
            connection.close()
    except (OSError, HTTPException, ValueError) as problem:
        return f"no answer from {url}: {str(problem) or type(problem).__name__}"
    return None if status == 200 else f"{url}{PATH} answers {status}"
