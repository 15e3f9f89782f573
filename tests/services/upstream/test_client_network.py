"""What the client makes of a network that misbehaves: a real socket on this machine."""

import asyncio
import contextlib
import socket
from datetime import UTC, datetime

import pytest

from services.clock import ManualClock
from services.upstream import exchange
from services.upstream.client import PartnerClient
from services.upstream.errors import Ambiguous, NotSent, Refused, Unavailable, Unreachable

NOW = datetime(2026, 5, 14, 12, 0, tzinfo=UTC)
PATIENCE = 0.3  # seconds; what should answer does so at once, what should not never does


@contextlib.asynccontextmanager
async def partner(behaviour):
    """A client of a server that behaves as told once it has read the request."""
    over = asyncio.Event()
    visits = []

    async def serve(reader, writer):
        visits.append(left := asyncio.Event())
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            await behaviour(writer, over)
        with contextlib.suppress(ConnectionError):
            writer.close()
            await writer.wait_closed()
        left.set()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    client = PartnerClient.open(
        f"http://127.0.0.1:{port}", None, None, PATIENCE, None, ManualClock(NOW)
    )
    try:
        yield client
    finally:
        over.set()
        await client.aclose()
        server.close()
        await server.wait_closed()
        for _ in range(5):  # a connection that was only just accepted has not been served yet
            await asyncio.sleep(0)
        for left in visits:
            await left.wait()


def sends(raw, *, then_hangs=False):
    async def behaviour(writer, over):
        writer.write(raw)
        await writer.drain()
        if then_hangs:
            await over.wait()

    return behaviour


async def resets(writer, _over):
    linger_not = b"\x01\x00\x00\x00\x00\x00\x00\x00"
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger_not)
    writer.transport.abort()


async def trickles(writer, over):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while not over.is_set():
        writer.write(b" ")
        await writer.drain()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(over.wait(), 0.01)


async def floods(writer, over):
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n")
    while not over.is_set():
        writer.write(b'"' * 100_000)
        await writer.drain()


MISBEHAVIOUR = {
    "closes without a word": sends(b""),
    "resets": resets,
    "never answers": sends(b"", then_hangs=True),
    "stops inside the head": sends(b"HTTP/1.1 200 O", then_hangs=True),
    "speaks another language": sends(b"220 mail.example.test ESMTP\r\n\r\n"),
    "breaks off the body": sends(b'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"job_id": "j"}'),
    "breaks off a chunk": sends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{"),
    "lies about gzip": sends(
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}"
    ),
    "trickles for ever": trickles,
    "floods": floods,
}


@pytest.fixture(autouse=True)
def small_bodies(monkeypatch):
    monkeypatch.setattr(exchange, "BIGGEST_BODY", 200_000)


@pytest.mark.parametrize("name", MISBEHAVIOUR)
async def test_a_submit_is_ambiguous_and_a_read_unavailable(name):
    async with partner(MISBEHAVIOUR[name]) as client:
        with pytest.raises(Ambiguous):
            await client.create({"business_id": "b"})
        with pytest.raises(Unavailable) as caught:
            await client.status("j")
        assert not isinstance(caught.value, NotSent)


async def test_a_refusal_counts_even_when_its_body_breaks_off():
    raw = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 99\r\n\r\n{"
    async with partner(sends(raw)) as client:
        with pytest.raises(Refused):
            await client.create({})


async def test_a_202_means_not_yet_even_when_its_body_breaks_off():
    raw = b"HTTP/1.1 202 Accepted\r\nContent-Length: 99\r\n\r\njob not"
    async with partner(sends(raw)) as client:
        assert (await client.status("j")).body is None


async def test_nobody_listens_so_nothing_was_sent():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    client = PartnerClient.open(
        f"http://127.0.0.1:{port}", None, None, PATIENCE, None, ManualClock(NOW)
    )
    with pytest.raises(NotSent):
        await client.create({})
    with pytest.raises(Unreachable):
        await client.status("j")
    await client.aclose()


async def test_a_partner_that_speaks_no_tls_got_nothing():
    async with partner(sends(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as plain:
        address = str(plain._exchange._client.base_url).replace("http://", "https://")
        client = PartnerClient.open(address, None, None, PATIENCE, None, ManualClock(NOW))
        with pytest.raises(NotSent):
            await client.create({})
        await client.aclose()


async def test_a_failed_tls_handshake_sent_nothing():
    async def greet(_reader, writer):
        writer.write(b"220 this is no TLS\r\n")
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        address = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        client = PartnerClient.open(address, None, None, 5.0, None, ManualClock(NOW))
        with pytest.raises(NotSent):
            await client.create({})
        await client.aclose()


async def test_being_cancelled_is_not_an_error_of_the_partner():
    async with partner(sends(b"", then_hangs=True)) as client:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.02):
                await client.create({})
        assert client.last_error is None
