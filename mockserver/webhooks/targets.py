"""Targets: which addresses webhooks may be sent to, checked when they are set and again for each connection.

Loopback is allowed, unless strangers use the server; any other host only by its name on the list of the operator, and
what answers with credentials of a machine (metadata services, link-local addresses) never. A name is looked up once per
delivery, every address that it has is checked, and the connection goes to a checked address: a name that changes gains
nothing.
"""

from __future__ import annotations

import asyncio
import re
import socket
import threading
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

Address = IPv4Address | IPv6Address
# Gives the addresses of a name as text.
Lookup = Callable[[str], Awaitable[list[str]]]

LONGEST_URL = 2_000
_PORTS = {"http": 80, "https": 443}
_PRINTABLE = re.compile(r"[!-~]+")
_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?")
_LOOPBACK = ("127.0.0.1", "::1")
# Metadata services that are not link-local: Azure, Alibaba, Oracle, Amazon over IPv6.
_METADATA = frozenset(map(ip_address, ("168.63.129.16", "100.100.100.200", "192.0.0.192", "fd00:ec2::254")))
# Both carry an IPv4 address in their last or middle bytes.
_NAT64, _LOCAL_NAT64, _TEREDO = ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2001::/32")


class TargetRefusedError(Exception):
    """Nothing may be sent there; the message says why, and what would be allowed."""


@dataclass(frozen=True, slots=True)
class Target:
    """An address that passed: where to connect, and how the request names the place."""

    secure: bool
    host: str
    port: int
    path: str
    authority: str
    literal: Address | None

    @property
    def is_loopback(self) -> bool:
        """Whether it is this machine, as far as can be told without looking up a name."""
        return _is_localhost(self.host) if self.literal is None else _is_loopback(self.literal)

    async def addresses(self, lookup: Lookup) -> list[str]:
        """Give the addresses to connect to; TargetRefusedError if a name leads to one that is not allowed."""
        if self.literal is not None:
            return [str(self.literal)]
        if _is_localhost(self.host):
            return list(_LOOPBACK)
        found = await lookup(self.host)
        for text in found:
            reason = _never(ip_address(text.partition("%")[0]))
            if reason is not None:
                raise TargetRefusedError(f"{self.host} leads to {text}, which is {reason}.")
        return found


def check(url: str, allowed: Collection[str], *, demo: bool = False) -> Target:
    """Give the target of a URL; TargetRefusedError if nothing may be sent there. `allowed` are names of hosts.

    In demo mode this machine has to be among those.
    """
    if len(url) > LONGEST_URL or not _PRINTABLE.fullmatch(url) or "\\" in url:
        raise TargetRefusedError("it must be an address of at most 2,000 ASCII characters, without blanks.")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        raise TargetRefusedError("it is no address.") from None
    if parts.scheme not in _PORTS:
        raise TargetRefusedError("it must begin with http:// or https://.")
    if "@" in parts.netloc:
        raise TargetRefusedError("it must not hold a user name or a password.")
    if port == 0:
        raise TargetRefusedError("port 0 is no port.")
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    authority = parts.netloc.rpartition(":")[0] if parts.netloc.endswith(":") else parts.netloc
    literal = _literal(host, bracketed="[" in parts.netloc)
    _check_host(host, literal, {_plain(name) for name in allowed}, own_machine=not demo)
    return Target(parts.scheme == "https", host, port or _PORTS[parts.scheme], path, authority, literal)


async def look_up(host: str) -> list[str]:
    """Give the addresses of a name; OSError if it has none.

    In a thread of its own that nobody waits for at the end: a name server that does not answer must not hold a stop up.
    """
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def settle(found: list[str] | OSError) -> None:
        if not answer.done():
            if isinstance(found, OSError):
                answer.set_exception(found)
            else:
                answer.set_result(found)

    def ask() -> None:
        found: list[str] | OSError
        try:
            entries = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found = list(dict.fromkeys(str(entry[4][0]) for entry in entries))
        except OSError as problem:
            found = problem
        try:
            loop.call_soon_threadsafe(settle, found)
        except RuntimeError:
            return  # the loop has ended in the meantime

    threading.Thread(target=ask, name=f"look up {host}", daemon=True).start()
    return await answer


def _literal(host: str, *, bracketed: bool) -> Address | None:
    if bracketed:
        try:
            return ip_address(host)
        except ValueError:
            raise TargetRefusedError("it is no address.") from None
    if not _HOST.fullmatch(host):
        raise TargetRefusedError("its host is neither a name nor an address.")
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        socket.inet_aton(host)
    except OSError:
        return None
    # 2130706433, 0x7f.1, 0177.0.0.1: one machine's number, another one's name.
    raise TargetRefusedError("write its number like 127.0.0.1.")


def _check_host(host: str, literal: Address | None, allowed: Collection[str], *, own_machine: bool) -> None:
    if literal is not None and (reason := _never(literal)) is not None:
        raise TargetRefusedError(f"{host} is {reason}.")
    is_own = _is_localhost(host) if literal is None else _is_loopback(literal)
    if not (is_own and own_machine) and _plain(host) not in allowed:
        told = "in demo mode nothing is sent to the server's own machine." if is_own else f"{host} is not this machine."
        raise TargetRefusedError(f"{told} {_how_to_allow(host)}")


def _how_to_allow(host: str) -> str:
    return f"The server sends to other hosts when it is started with --allow-webhook-host {host}."


def _never(address: Address) -> str | None:
    """Say what an address is that nothing is ever sent to, whoever named it; None if it is none of those."""
    inner = _unwrapped(address)
    if inner.is_link_local or address.is_link_local:
        return "a link-local address, where machines find their credentials"
    if inner in _METADATA or address in _METADATA:
        return "an address of a metadata service"
    if inner.is_unspecified or inner.is_multicast or (inner.is_reserved and not inner.is_loopback):
        return "no address of a single machine"
    return None


def _unwrapped(address: Address) -> Address:
    """Give the IPv4 address that an IPv6 address stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64 or address in _LOCAL_NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    if address in _TEREDO and address.teredo is not None:
        return address.teredo[1]
    # ::127.0.0.1, the form that is not used any more; ::1 is no such address.
    if int(address) >> 32 == 0 and int(address) > 1:
        return IPv4Address(int(address))
    return address.ipv4_mapped or address.sixtofour or address


def _is_loopback(address: Address) -> bool:
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return address.is_loopback or (mapped is not None and mapped.is_loopback)


def _is_localhost(host: str) -> bool:
    return _plain(host) == "localhost" or _plain(host).endswith(".localhost")


def _plain(name: str) -> str:
    return name.strip("[]").removesuffix(".").lower()
