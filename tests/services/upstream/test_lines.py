"""Each connection to the partner has a pool of its own: none is lost, none is opened in vain."""

import asyncio
import contextlib

import httpx
import pytest

from services.upstream.lines import Lines

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


@contextlib.asynccontextmanager
async def partner(most):
    """(client, connections that were opened, queue of what was asked); `/silent` never answers."""
    opened, asked = [], asyncio.Queue()

    async def serve(reader, writer):
        opened.append(asyncio.current_task())
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while line := await reader.readline():
                path = line.split()[1].decode()
                await reader.readuntil(b"\r\n\r\n")
                asked.put_nowait(path)
                if path == "/garbled":
                    writer.write(b"nonsense\r\n\r\n")
                elif path != "/silent":
                    writer.write(OK)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=address, transport=Lines(most), timeout=5) as client:
        yield client, opened, asked
    server.close()
    await asyncio.gather(*opened)


async def test_requests_one_after_the_other_share_a_connection():
    async with partner(3) as (client, opened, _asked):
        for _ in range(4):
            await client.get("/")

        assert len(opened) == 1


async def test_requests_at_once_have_a_connection_each():
    async with partner(3) as (client, opened, _asked):
        await asyncio.gather(*(client.get("/") for _ in range(3)))

        assert len(opened) == 3


async def test_a_line_comes_back_from_an_answer_that_was_not_read():
    async with partner(1) as (client, _opened, _asked):
        async with client.stream("GET", "/"):
            pass

        assert (await client.get("/")).status_code == 200


async def test_a_line_comes_back_from_a_request_that_failed():
    async with partner(1) as (client, _opened, _asked):
        with pytest.raises(httpx.RemoteProtocolError):
            await client.get("/garbled")

        assert (await client.get("/")).status_code == 200


async def test_a_line_comes_back_from_a_request_that_was_given_up():
    async with partner(1) as (client, _opened, asked):
        request = asyncio.ensure_future(client.get("/silent"))
        await asked.get()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request

        assert (await client.get("/")).status_code == 200


@pytest.mark.parametrize("warm", [False, True])
async def test_no_moment_of_giving_up_leaves_a_line_of_no_use(warm):
    async with partner(1) as (client, _opened, _asked):
        for turns in range(90):
            lines = Lines(1)
            async with httpx.AsyncClient(base_url=client.base_url, transport=lines) as own:
                if warm:
                    await own.get("/")
                request = asyncio.ensure_future(own.get("/"))
                for _ in range(turns):
                    await asyncio.sleep(0)
                request.cancel()
                await asyncio.wait([request])

                answer = await own.get("/", timeout=1)
                assert answer.status_code == 200, f"after {turns} turns"
