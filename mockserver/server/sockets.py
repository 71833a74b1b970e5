"""Listening sockets: bound by us, so that a taken port is told before anything is loaded and port 0 is known."""

from __future__ import annotations

import errno
import os
import socket
from typing import Any

from mockserver.errors import ConfigurationError

_REASONS = {
    errno.EADDRINUSE: "is already in use; choose another with --port, or --port 0 for a free one",
    errno.EACCES: "needs more rights than this user has; choose one above 1023 with --port",
}
# An address that this machine does not have.
_MISSING = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def listen(host: str, port: int) -> socket.socket:
    """Give a socket that listens on host and port; ConfigurationError names the port and what to do about it."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise ConfigurationError(f"{host} is no address of this machine; choose another with --host") from None
    problem: OSError | None = None
    for family, _, _, _, address in found:
        try:
            return _bound(family, address)
        except OSError as failed:
            problem = problem or failed
            # In containers `localhost` means an address of IPv6 first, which they often do not have.
            if failed.errno not in _MISSING:
                break
    assert problem is not None, "a name that is known has an address"
    reason = _REASONS.get(problem.errno or 0)
    if reason is None:
        raise ConfigurationError(f"cannot listen on {host}:{port}: {problem.strerror}") from None
    raise ConfigurationError(f"port {port} of {host} {reason}") from None


def _bound(family: int, address: tuple[Any, ...]) -> socket.socket:
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        # A restart must not wait for old connections to be forgotten; on Windows the option means something else.
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # `::` is every interface of both protocols.
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(address)
        listener.listen(2048)
    except OSError:
        listener.close()
        raise
    listener.setblocking(False)
    return listener


def address_of(listener: socket.socket) -> str:
    """Give the address under which a client on this machine reaches the socket, such as `http://127.0.0.1:8080`."""
    host, port = listener.getsockname()[:2]
    return f"http://{reachable(host)}:{port}"


def reachable(host: str) -> str:
    """Give a host as it stands in a URL; for "every interface" that is this machine's loopback."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, never bound
    return f"[{local}]" if ":" in local else local
