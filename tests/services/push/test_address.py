"""A subscription's address comes from a browser and must not lead into our own network."""

import asyncio
import socket

import pytest

from services.push.address import NotAPushService, check_endpoint, resolve


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "push.example.org/x",
        "http://push.example.org/x",
        "http://127.0.0.1:8080/api",
        "https://push.example.org:8443/x",
        "https://user:word@push.example.org/x",
        "https:///x",
        "https://[::1/x",
        "https://push.example.org:port/x",
        "file:///etc/passwd",
        "https://push.example.org/" + "x" * 2000,
    ],
)
def test_no_address_of_a_push_service(endpoint):
    with pytest.raises(NotAPushService):
        check_endpoint(endpoint)


INNER = (
    "127.0.0.1 localhost 10.0.0.1 169.254.169.254 192.168.1.1 0.0.0.0 224.0.0.1 "
    "[::1] [::ffff:10.0.0.1] [fe80::1] [fd00::1]"
)


@pytest.mark.parametrize("host", INNER.split())
async def test_nothing_is_sent_into_our_own_network(host):
    with pytest.raises(NotAPushService):
        await resolve(f"https://{host}/send")


def _resolving_to(monkeypatch, *addresses):
    async def found(_loop, _host, port, **_more):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (a, port)) for a in addresses]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", found)


async def test_a_name_with_one_inner_address_among_others_is_refused(monkeypatch):
    _resolving_to(monkeypatch, "142.250.74.110", "10.0.0.1")
    with pytest.raises(NotAPushService):
        await resolve("https://push.example.org/send")


async def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    _resolving_to(monkeypatch, "142.250.74.110")
    target = await resolve("https://push.example.org/send/abc?x=1")
    assert target.url == "https://142.250.74.110/send/abc?x=1"
    assert target.host == target.name == "push.example.org"
