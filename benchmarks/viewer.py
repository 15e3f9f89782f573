"""A browser page without a browser: loads a page, connects its socket, counts what is pushed."""

import re
from typing import Any

import aiohttp
import socketio

_CLIENT = re.compile(r"""["']client_id["']: ?["']([^"']+)["']""")


class Viewer:
    """Each has sessions of its own: a shared connection is dropped after 5 s (nicegui.md 2)."""

    def __init__(self, url: str, path: str) -> None:
        self._url, self._path = url, path
        self._socket: Any = None
        self.updates = 0

    async def open(self) -> None:
        async with aiohttp.ClientSession() as http, http.get(self._url + self._path) as answer:
            html = await answer.text()
            cookies = "; ".join(f"{c.key}={c.value}" for c in answer.cookies.values())
        found = _CLIENT.search(html)
        assert found, "the page names its client"
        self._socket = socketio.AsyncClient(reconnection=False)
        self._socket.on("update", self._note)
        query = (
            f"client_id={found[1]}&next_message_id=0&implicit_handshake=true"
            f"&document_id={found[1]}&tab_id={found[1]}&old_tab_id="
        )
        await self._socket.connect(
            f"{self._url}?{query}",
            socketio_path="/_nicegui_ws/socket.io",
            transports=["websocket"],
            headers={"Cookie": cookies},
        )

    async def close(self) -> None:
        await self._socket.disconnect()

    async def _note(self, *_: Any) -> None:
        self.updates += 1
