from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest

from mockserver.webhooks.targets import TargetRefusedError, check, look_up

ALLOWED = ("hooks.test", "Host.Docker.Internal", "192.168.1.20", "169.254.169.254", "fd00:ec2::254")


@pytest.mark.parametrize(
    ("url", "secure", "host", "port", "path"),
    [
        ("http://127.0.0.1:9000/hook", False, "127.0.0.1", 9000, "/hook"),
        ("http://127.8.9.10", False, "127.8.9.10", 80, "/"),
        ("https://localhost/a?b=c&d", True, "localhost", 443, "/a?b=c&d"),
        ("http://LOCALHOST.:81/#part", False, "localhost", 81, "/"),
        ("http://app.localhost/x", False, "app.localhost", 80, "/x"),
        ("http://[::1]:9000/hook", False, "::1", 9000, "/hook"),
        ("http://[::ffff:127.0.0.1]/", False, "::ffff:127.0.0.1", 80, "/"),
        ("https://hooks.test:8443/kombo", True, "hooks.test", 8443, "/kombo"),
        ("http://host.docker.internal:3000/", False, "host.docker.internal", 3000, "/"),
        ("http://192.168.1.20/", False, "192.168.1.20", 80, "/"),
    ],
)
def test_what_may_be_sent_to(url: str, secure: bool, host: str, port: int, path: str) -> None:
    target = check(url, ALLOWED)
    assert (target.secure, target.host, target.port, target.path) == (secure, host, port, path)


@pytest.mark.parametrize(
    "url",
    [
        # Metadata services and link-local addresses, in every spelling, although they stand on the list.
        "http://169.254.169.254/latest/meta-data/",
        "http://169.254.1.1/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[::169.254.169.254]/",
        "http://[64:ff9b::169.254.169.254]/",
        "http://[64:ff9b:1::169.254.169.254]/",
        "http://[2002:a9fe:a9fe::1]/",
        "http://[2001:0:4136:e378:8000:63bf:5601:5601]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[febf::1]/",
        "http://[fd00:ec2::254]/",
        "http://168.63.129.16/",
        "http://100.100.100.200/",
        "http://2852039166/",
        "http://0xa9fea9fe/",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/",
        # Loopback by another name is not needed either.
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        # No single machine.
        "http://0.0.0.0/",
        "http://0/",
        "http://[::]/",
        "http://255.255.255.255/",
        "http://224.0.0.1/",
        "http://[ff02::1]/",
    ],
)
def test_what_nothing_may_be_sent_to_whoever_names_it(url: str) -> None:
    host = urlsplit(url).hostname or ""
    with pytest.raises(TargetRefusedError):
        check(url, {*ALLOWED, host, host.upper(), f"[{host}]"})


@pytest.mark.parametrize(
    "url",
    [
        # Others that nobody named.
        "http://192.168.1.21/",
        "http://[64:ff9b::127.0.0.1]/",
        "http://10.0.0.1/",
        "http://8.8.8.8/",
        "http://[2606:4700::1111]/",
        "http://example.com/",
        "http://hooks.test.example.com/",
        "http://xhooks.test/",
        "http://metadata.google.internal/",
        "http://localhost.example.com/",
        "http://notlocalhost/",
        # No addresses, or other ones than they seem to be.
        "http://127.0.0.1@169.254.169.254/",
        "http://user:word@127.0.0.1/",
        "http://127.0.0.1\\@example.com/",
        "http://127.0.0.1%2eexample.com/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127.0.0.1/ä",
        "http://127.0.0.1/\r\nX-Other: 1",
        "http://127.0.0.1/a b",
        "http:// 127.0.0.1/",
        "http://127.0.0.1:0/",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:x/",
        "http://[::1/",
        "http://[127.0.0.1]:x/",
        "http:///path",
        "http://",
        "//127.0.0.1/",
        "127.0.0.1:9000/hook",
        "file:///etc/passwd",
        "gopher://127.0.0.1/",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "",
        f"http://127.0.0.1/{'a' * 2000}",
    ],
)
def test_what_nobody_named_or_what_is_no_address(url: str) -> None:
    with pytest.raises(TargetRefusedError):
        check(url, ALLOWED)


def test_a_host_that_nobody_named_is_refused_with_the_option_that_would_allow_it() -> None:
    with pytest.raises(TargetRefusedError, match=r"--allow-webhook-host hooks\.test"):
        check("http://hooks.test/", ())


@pytest.mark.parametrize(
    ("addresses", "forbidden"),
    [
        (["93.184.216.34"], False),
        (["172.17.0.1", "fd12::1"], False),
        (["127.0.0.1"], False),
        (["169.254.169.254"], True),
        # One good address does not make the other one good.
        (["172.17.0.1", "169.254.169.254"], True),
        (["::ffff:169.254.169.254"], True),
        (["fe80::1%2"], True),
        (["fd00:ec2::254"], True),
        (["0.0.0.0"], True),
        (["64:ff9b::a9fe:a9fe"], True),
    ],
)
async def test_a_name_is_checked_where_it_leads(addresses: list[str], forbidden: bool) -> None:
    async def lookup(name: str) -> list[str]:
        assert name == "hooks.test"
        return addresses

    target = check("https://hooks.test/", ALLOWED)
    if forbidden:
        with pytest.raises(TargetRefusedError, match=r"hooks\.test leads to"):
            await target.addresses(lookup)
    else:
        assert await target.addresses(lookup) == addresses


async def test_this_machine_is_not_looked_up() -> None:
    async def lookup(name: str) -> list[str]:
        raise AssertionError(name)

    assert await check("http://localhost/", ()).addresses(lookup) == ["127.0.0.1", "::1"]
    assert await check("http://127.0.0.3/", ()).addresses(lookup) == ["127.0.0.3"]


async def test_names_are_looked_up_beside_the_loop() -> None:
    assert set(await look_up("localhost")) & {"127.0.0.1", "::1"}
    with pytest.raises(OSError, match=r".+"):
        await asyncio.wait_for(look_up("no-such-host.invalid"), 20)
