"""Sockets are bound before anything is loaded, and their addresses can be used by a client on the same machine."""

from __future__ import annotations

import errno
import socket

import pytest

from mockserver.errors import ConfigurationError
from mockserver.server.sockets import address_of, listen, reachable


def test_port_zero_picks_a_free_one() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert port > 0
        assert address_of(listener) == f"http://127.0.0.1:{port}"


def test_every_interface_is_reached_by_the_loopback() -> None:
    with listen("0.0.0.0", 0) as listener:
        assert address_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_ipv6_addresses_stand_in_brackets() -> None:
    assert [reachable(host) for host in ("::", "::1", "127.0.0.1", "localhost")] == [
        "[::1]",
        "[::1]",
        "127.0.0.1",
        "localhost",
    ]


@pytest.mark.skipif(not socket.has_ipv6, reason="no IPv6 here")
def test_ipv6_is_served() -> None:
    try:
        listener = listen("::1", 0)
    except ConfigurationError:
        pytest.skip("no IPv6 here")
    with listener:
        assert address_of(listener).startswith("http://[::1]:")


def test_a_taken_port_is_named_with_a_way_out() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(ConfigurationError, match=rf"^port {port} of 127.0.0.1 is already in use; .*--port 0"):
            listen("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"cannot listen on 192\.0\.2\.1:0"):
        listen("192.0.2.1", 0)
    with pytest.raises(ConfigurationError, match="is no address of this machine; choose another with --host"):
        listen("host with blanks", 0)


def test_a_port_without_the_rights_for_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(ConfigurationError, match=r"port 80 of 127\.0\.0\.1 needs more rights"):
        listen("127.0.0.1", 80)
