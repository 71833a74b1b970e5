"""Fetching: the file behind a `data_url`, from hosts that the operator named and from nowhere else.

The address is looked at after the name was resolved and the connection goes to that very address, so a name that
changes its mind leads nowhere. Redirects are not followed, and credentials are not sent: the real API fetches without.
"""

from __future__ import annotations

import socket
import ssl
import time
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException, HTTPResponse, IncompleteRead
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Timer
from typing import NamedTuple
from urllib.parse import SplitResult, quote

from mockserver.errors import InputInvalid

# For everything together: the server answers nobody else meanwhile.
SECONDS = 3.0
_NEVER = tuple(
    map(
        ip_network,
        (
            "0.0.0.0/8",  # "this host"
            "169.254.0.0/16",  # link-local, with the metadata services of most clouds
            "fe80::/10",
            "100.100.100.200/32",  # metadata services with addresses of their own
            "168.63.129.16/32",
            "192.0.0.192/32",
            "fd00:ec2::254/128",
        ),
    )
)


class Download(NamedTuple):
    """What an address answered."""

    content: bytes
    content_type: str | None


def download(address: SplitResult, limit: int, place: str) -> Download:
    """Fetch a file of at most `limit` bytes; InputInvalid, naming `place`, when that is not possible or not allowed."""
    try:
        return _download(address, limit)
    except _RefusedError as reason:
        raise InputInvalid(f"{place} could not be fetched: {reason}.") from None
    except (OSError, HTTPException, ValueError) as problem:
        raise InputInvalid(
            f"{place} could not be fetched: nothing usable was answered within {SECONDS:g} seconds.",
            explanation=f"{place} could not be fetched: {type(problem).__name__}: {problem}",
        ) from None


def may_be_reached(address: str, host: str) -> bool:
    """Tell whether an address that a host resolved to may be connected to; loopback only when it was named as such."""
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv6Address):
        # An IPv4 address in another notation is still that address.
        ip = ip.ipv4_mapped or ip.sixtofour or ip
    if ip.is_loopback:
        return _names_loopback(host)
    return not (ip.is_multicast or ip.is_unspecified or ip.is_reserved or any(ip in network for network in _NEVER))


class _RefusedError(Exception):
    """Why a file is not fetched, in words for the client."""


def _download(address: SplitResult, limit: int) -> Download:
    host, secure = str(address.hostname), address.scheme == "https"
    port = address.port or (443 if secure else 80)
    deadline = time.monotonic() + SECONDS
    connection = HTTPConnection(host, port, timeout=SECONDS)
    with closing(connection):
        plain = _connect(host, port)
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
        # A timeout of the socket is for one read; this one is for all of them.
        alarm = Timer(max(deadline - time.monotonic(), 0), _hang_up, [connection.sock])
        alarm.daemon = True
        alarm.start()
        try:
            headers = {"Host": address.netloc.rpartition("@")[2], "Accept-Encoding": "identity", "Connection": "close"}
            connection.request("GET", _target(address), headers=headers)
            with connection.getresponse() as response:
                content = _content(response, limit)
                content_type = response.getheader("Content-Type")
        finally:
            alarm.cancel()
        if time.monotonic() >= deadline:  # what the alarm cut off looks like the end of the file
            raise TimeoutError(f"not done within {SECONDS:g} seconds")
        return Download(content, content_type)


def _content(response: HTTPResponse, limit: int) -> bytes:
    if 300 <= response.status < 400:
        raise _RefusedError(f"it answered {response.status}, and redirects are not followed")
    if response.status != 200:
        raise _RefusedError(f"it answered {response.status}")
    content = response.read(limit + 1)
    if len(content) > limit:
        raise _RefusedError(f"it is larger than {limit} bytes")
    if response.length:  # less came than the header promised
        raise IncompleteRead(content, response.length)
    return content


def _connect(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise _RefusedError("its host is not known") from None
    if not all(may_be_reached(str(target[0]), host) for *_, target in found):
        raise _RefusedError("nothing is fetched from the address of its host")
    problem: OSError = OSError("no address")
    for family, kind, protocol, _, target in found:
        connection = socket.socket(family, kind, protocol)
        connection.settimeout(SECONDS)
        try:
            connection.connect(target)
        except OSError as refused:
            connection.close()
            problem = refused
        else:
            return connection
    raise problem


def _hang_up(connection: socket.socket) -> None:
    with suppress(OSError):  # it is closed already
        connection.shutdown(socket.SHUT_RDWR)


def _target(address: SplitResult) -> str:
    target = (address.path or "/") + (f"?{address.query}" if address.query else "")
    return quote(target, safe="/%:=&?~#+!$,;'@()*[]")


def _names_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
