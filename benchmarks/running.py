"""What the benchmarks share: the real app as a process, and what a process costs."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
_TICKS = os.sysconf("SC_CLK_TCK")


@contextlib.contextmanager
def process(*words: str, log: Path | None = None, **environment: str) -> Iterator[int]:
    """Run `python words...` from the repository's folder; ended by SIGTERM. Yields its id."""
    with (log or Path(os.devnull)).open("ab") as out:
        child = subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdout=out,
            stderr=out,
        )
        try:
            yield child.pid
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(10)


@contextlib.contextmanager
def adtrail(folder: Path, port: int, **settings: str) -> Iterator[int]:
    """The real app on `port` with its data in `folder`; settings without their prefix."""
    environment = {f"ADTRAIL_{name.upper()}": value for name, value in settings.items()}
    environment |= {"ADTRAIL_DATA_DIR": str(folder), "NICEGUI_STORAGE_PATH": str(folder / "ng")}
    words = ("main.py", "serve", "--no-show", "--port", str(port))
    with process(*words, log=folder / "adtrail.log", **environment) as pid:
        wait_for(f"http://127.0.0.1:{port}/api/health")
        yield pid


def wait_for(url: str, seconds: float = 20) -> None:
    """Return when `url` answers with anything."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            get(url)
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(url)


def get(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own address
        return bytes(answer.read())


def cpu_seconds(pid: int) -> float:
    """CPU that the process has used so far, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def memory_mb(pid: int, line: str = "VmRSS") -> float:
    """Resident memory in MB; `VmHWM` is its highest."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith(f"{line}:")) / 1024


def machine() -> str:
    """How busy the machine is besides: a figure without it cannot be judged."""
    return f"{os.cpu_count()} cores, load {' '.join(f'{one:.1f}' for one in os.getloadavg())}"


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie; nan of nothing."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else float("nan")


def metrics(text: str) -> dict[str, float]:
    """Prometheus' text form as {name and labels: value}."""
    lines = (line.rsplit(" ", 1) for line in text.splitlines() if line and line[0] != "#")
    return {name: float(value) for name, value in lines}


def histogram_quantile(found: dict[str, float], name: str, share: float) -> float:
    """The upper edge of the bucket in which the quantile lies."""
    edges = [
        (float(key.split('le="')[1].split('"')[0]), value)
        for key, value in found.items()
        if key.startswith(f"{name}_bucket")
    ]
    total = max((value for _, value in edges), default=0.0)
    return min((edge for edge, value in edges if value >= share * total), default=float("nan"))


class Line:
    """One keep-alive HTTP/1.1 connection that reads answers as cheaply as can be."""

    def __init__(self, port: int) -> None:
        self._port = port

    async def open(self) -> None:
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port)

    async def ask(self, method: str, path: str, body: bytes = b"", more: str = "") -> int:
        """The status code; the body is read and thrown away."""
        return (await self.answer(method, path, body, more))[0]

    async def answer(
        self, method: str, path: str, body: bytes = b"", more: str = ""
    ) -> tuple[int, bytes]:
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{more}"
        if body:
            head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        self._writer.write(f"{head}\r\n".encode() + body)
        said = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        if b"content-length:" in said:
            length = int(said.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
            return int(said[9:12]), await self._reader.readexactly(length)
        return int(said[9:12]), await self._chunks()

    async def _chunks(self) -> bytes:
        parts = []
        while (size := int(await self._reader.readuntil(b"\r\n"), 16)) > 0:
            parts.append(await self._reader.readexactly(size))
            await self._reader.readexactly(2)
        await self._reader.readexactly(2)
        return b"".join(parts)

    def close(self) -> None:
        self._writer.close()
