"""A visitor of the console: opens pages and sends their forms."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx
import orjson

from mockserver.server import MockServer


class Visitor:
    """Opens pages and sends their forms."""

    def __init__(self, server: MockServer, key: str, http: httpx.Client) -> None:
        self.server = server
        self.key = key
        self.http = http

    def open(self, path: str, status: int = 200) -> str:
        """Give the HTML of a page."""
        answer = self.http.get(path)
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[-2000:]}"
        return answer.text

    @property
    def token(self) -> str:
        """The token that forms carry."""
        found = re.search(r'name="token" value="([^"]+)"', self.open("/_console"))
        assert found is not None
        return found[1]

    def act(self, method: str, path: str, body: Any = None, status: int = 303, **fields: str) -> httpx.Response:
        """Send the form of an action."""
        text = "" if body is None else orjson.dumps(body).decode()
        form = {"token": self.token, "label": "It", "method": method, "path": path, "body": text, **fields}
        answer = self.http.post("/_console/act", data=form)
        assert answer.status_code == status, answer.text
        return answer

    def id(self, tool: str, category: str) -> str:
        """Give the id of an integration."""
        return self.server.integration_id(tool, category)


def text_of(html: str) -> str:
    """Give what a page says, without markup."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
