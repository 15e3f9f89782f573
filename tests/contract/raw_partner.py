"""A partner of bare TCP: each kind of request gets exactly the bytes, or the blow, it is told."""

import asyncio
import json
import socket
import struct
from collections import Counter
from contextlib import suppress

_RESET = struct.pack("ii", 1, 0)  # SO_LINGER: close sends RST


def answer(status=200, body=b"", **headers):
    """What a server that minds its manners would write."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    named = {"content-length": str(len(body)), "content-type": "application/json"} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items())
    return f"HTTP/1.1 {status} Words\r\n{lines}\r\n".encode() + body


def reset(writer):
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
    writer.transport.abort()


class RawPartner:
    """`manners` by kind of request: bytes to write, or a coroutine function of the writer.

    A list is used up from the front, its last entry for ever. `received` counts requests that
    were read to their end, by kind.
    """

    def __init__(self):
        self.manners = {}
        self.received = Counter()
        self.slams = 0  # connections to reset before a byte of them is read
        self.bytes_taken = 0

        self.over = asyncio.Event()  # lets whoever is silent end with the test
        self._serving = set()

    async def __call__(self, reader, writer):
        self._serving.add(asyncio.current_task())
        with suppress(OSError, asyncio.IncompleteReadError):
            await self._serve(reader, writer)
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def stop(self):
        self.over.set()
        await asyncio.gather(*self._serving)

    async def _serve(self, reader, writer):
        if self.slams:
            self.slams -= 1
            reset(writer)
            return
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            kind = kind_of(head)
            self.received[kind] += 1
            manners = self.manners[kind]
            if isinstance(manners, list):
                manners = manners.pop(0) if len(manners) > 1 else manners[0]
            if not isinstance(manners, bytes):
                await manners(self, writer)
                return
            writer.write(manners)
            await writer.drain()


def kind_of(head):
    method, path = head.decode().split(" ")[:2]
    if method == "POST":
        return "submission"
    for word in ("status", "list", "info"):
        if f"/{word}/" in path:
            return word
    return "account"


async def silent(partner, _writer):
    await partner.over.wait()


async def reset_after_reading(_partner, writer):
    reset(writer)


async def closes(_partner, writer):
    writer.close()


async def breaks_off(_partner, writer):
    writer.write(answer(200, {"job_id": "Jb0", "status": "COMPLETED"})[:-10])
    await writer.drain()
    writer.close()


async def drips(_partner, writer):
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    while True:
        writer.write(b" ")
        await writer.drain()
        await asyncio.sleep(0.02)


async def drips_its_head(_partner, writer):
    for byte in b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 1000:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.02)


async def floods(partner, writer):
    """50 MB, as far as anybody takes them."""
    writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 50000000\r\n\r\n")
    for _ in range(500):
        writer.write(b" " * 100_000)
        await writer.drain()
        partner.bytes_taken += 100_000


async def talks_nonsense(_partner, writer):
    writer.write(b"220 mail.example.com ESMTP\r\n\r\n")
    await writer.drain()
    writer.close()
