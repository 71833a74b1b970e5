"""HTTP itself: what cannot be parsed is refused in the vendor's envelope as well, and a header cannot grow for ever."""

from __future__ import annotations

import asyncio
import importlib.util
from collections.abc import Mapping
from typing import cast

from mockserver.api.delivery import TRANSPORT

MALFORMED = (
    b'{"status":"error","error":{"code":"PLATFORM.INPUT_INVALID","title":"Input invalid",'
    b'"message":"The request is not valid HTTP/1.1, or its header is too long.","log_url":null}}'
)
# Above what the application refuses by itself: only a client that never ends its header gets here.
HEAD_LIMIT = 1_000_000


def http_protocol() -> type[asyncio.Protocol] | str:
    """Give the fastest protocol that this installation has, for uvicorn's configuration."""
    if importlib.util.find_spec("httptools") is None:
        return "h11"

    from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

    class Protocol(HttpToolsProtocol):
        _unfinished = 0

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
            super().connection_made(transport)
            # The state goes into the scope of every request on this connection.
            self.app_state = {**self.app_state, TRANSPORT: transport}

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            # Made when a request begins; gets its method when the header is complete.
            scope = cast("Mapping[str, object] | None", self.scope)
            if scope is not None and "method" not in scope:
                self._unfinished += len(data)
                if self._unfinished > HEAD_LIMIT and not self.transport.is_closing():
                    self.send_400_response("")
            else:
                self._unfinished = 0

        def _unsupported_upgrade_warning(self) -> None:
            # Some clients ask for HTTP/2 with each first request: it is answered, and nobody need install anything.
            pass

        def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words are replaced
            self.transport.write(
                b"HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\nconnection: close\r\n"
                b"content-length: %d\r\n\r\n%b" % (len(MALFORMED), MALFORMED)
            )
            self.transport.close()

    return Protocol
