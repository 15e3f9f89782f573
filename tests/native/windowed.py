"""`main.py --native` with a door for a test: what the window shows, and a hand that moves it."""

import asyncio
import runpy
import sys
from pathlib import Path

from nicegui import app
from nicegui.native import native

loaded = asyncio.Event()
one_at_a_time = asyncio.Lock()  # the window answers in order, and does not say to whom
app.native.on("loaded", loaded.set)


@app.get("/door")
async def look(script: str):
    """What `script` comes to in the window; null until the page is there."""
    if not loaded.is_set():
        return None
    async with one_at_a_time:
        return await app.native.main_window.evaluate_js(script)


@app.get("/door/resize")
async def resize(width: int, height: int):
    app.native.main_window.set_window_size(width, height)


@app.get("/door/move")
async def move(x: int, y: int):
    app.native.main_window.move(x, y)


@app.get("/door/close")
async def close():
    app.native.main_window.destroy()


@app.get("/door/close-while-asking")
async def close_while_asking():
    """The page is asked so much that the window closes before it has answered."""
    for _ in range(150):
        native.method_queue.put(("evaluate_js", ("1 + 1",), {}))  # the answers interest nobody
    app.native.main_window.destroy()
    for _ in range(150):
        native.method_queue.put(("evaluate_js", ("1 + 1",), {}))


if __name__ == "__main__":
    sys.argv[0] = str(Path(__file__).parents[2] / "main.py")
    runpy.run_path(sys.argv[0], run_name="__main__")
