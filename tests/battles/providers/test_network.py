"""Requests reach public addresses, and private networks only where a setting names them."""

import asyncio
import socket

import pytest

from battles.providers.base import ErrorKind
from battles.providers.network import is_allowed, parse_address, parse_networks
from tests.battles.providers.upstream import ok

LOCAL = ["127.0.0.0/8", "::1/128"]


@pytest.mark.parametrize("text", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "8.8.8.8"])
def test_public_addresses_are_allowed(text):
    assert is_allowed(parse_address(text), [])


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1", "127.8.9.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1%eth0", "fd00::1", "fc00::9",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::", "2002:a00:1::1",
    ],
)  # fmt: skip
def test_private_and_local_addresses_are_refused_in_every_spelling(text):
    assert not is_allowed(parse_address(text), [])


def test_a_network_that_the_setting_names_is_allowed_and_no_other():
    networks = parse_networks(("10.0.0.0/8", "fd00::/8"))
    assert is_allowed(parse_address("10.1.2.3"), networks)
    assert is_allowed(parse_address("::ffff:10.1.2.3"), networks)
    assert is_allowed(parse_address("fd00::1"), networks)
    assert not is_allowed(parse_address("169.254.169.254"), networks)


async def test_a_local_server_is_asked_only_where_the_setting_allows_it(ask, ask_in_vain, upstream, settings):
    settings.UPSTREAM_NETWORKS = []
    _, error = await ask_in_vain(ok())
    assert error.kind is ErrorKind.CONNECT
    assert "127.0.0.1 is not a public address" in error.detail
    assert "ARENA_UPSTREAM_NETWORKS" in error.detail
    assert upstream.requests == []
    settings.UPSTREAM_NETWORKS = LOCAL
    assert await ask(ok())


async def test_a_public_name_that_resolves_to_a_private_address_is_refused(
    ask_in_vain, upstream, settings, monkeypatch
):
    async def resolve(host, port, **_):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", resolve)
    settings.UPSTREAM_NETWORKS = []
    _, error = await ask_in_vain(ok(), base_url=f"http://models.example:{upstream.port}/v1")
    assert error.kind is ErrorKind.CONNECT
    assert "not a public address" in error.detail
    assert upstream.requests == []


@pytest.mark.parametrize("host", ["2130706433", "127.1", "0x7f000001"])
async def test_numbers_that_a_socket_would_take_for_an_address_are_no_way_round(
    ask_in_vain, upstream, settings, host
):
    settings.UPSTREAM_NETWORKS = []
    await ask_in_vain(ok(), base_url=f"http://{host}:{upstream.port}/v1")
    assert upstream.requests == []
