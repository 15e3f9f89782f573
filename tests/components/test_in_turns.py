"""What pages draw anew: what has to be said first, and what follows."""

import asyncio
from types import SimpleNamespace

import pytest

from components import in_turns
from components.in_turns import Turns


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """NiceGUI as it is while it serves, and the errors that it is told of."""
    errors = []
    serving = SimpleNamespace(is_started=True, handle_exception=errors.append)
    monkeypatch.setattr(in_turns, "app", serving)
    return errors


async def until_drawn(drawn, many):
    async with asyncio.timeout(10):
        while len(drawn) < many:  # noqa: ASYNC110 - a list has no event
            await asyncio.sleep(0)


async def test_what_has_to_be_said_first_comes_before_all_that_follows():
    drawn, turns = [], Turns.here()
    turns.then(lambda: drawn.append("words"))
    turns.soon(lambda: (drawn.append("state"), turns.then(lambda: drawn.append("buttons"))))
    turns.soon(lambda: drawn.append("another state"))
    await until_drawn(drawn, 4)
    assert drawn == ["state", "another state", "words", "buttons"]


async def test_what_follows_waits_until_what_was_said_first_is_sent():
    """Sending takes a few turns of the loop; a long piece in between would hold it up."""
    drawn, turns = [], Turns.here()

    async def send():
        for _hop in range(3):  # outbox, socket, wire
            await asyncio.sleep(0)
        drawn.append("sent")

    sending = []
    turns.soon(lambda: sending.append(asyncio.ensure_future(send())))
    turns.then(lambda: drawn.append("words"))
    await until_drawn(drawn, 2)
    assert drawn == ["sent", "words"]


async def test_the_loop_is_handed_on_between_long_pieces(monkeypatch):
    monkeypatch.setattr(in_turns, "_HELD", 0.0)
    drawn, turns = [], Turns.here()
    for number in range(3):
        turns.soon(lambda number=number: drawn.append(number))
    between = []
    while len(drawn) < 3:
        between.append(len(drawn))
        await asyncio.sleep(0)
    assert between == [0, 1, 2]


async def test_a_page_that_cannot_be_drawn_holds_up_no_other(told):
    drawn, turns = [], Turns.here()
    turns.soon(lambda: 1 / 0)
    turns.soon(lambda: drawn.append("next"))
    await until_drawn(drawn, 1)
    assert [type(error) for error in told] == [ZeroDivisionError]


async def test_nothing_is_drawn_any_more_once_it_stops():
    """What a page makes then, a timer or a question to the browser, nobody would end."""
    drawn, turns = [], Turns.here()
    turns.soon(lambda: drawn.append("state"))
    turns.then(lambda: drawn.append("words"))
    in_turns.app.is_started = False
    for _turn in range(10):
        await asyncio.sleep(0)
    in_turns.app.is_started = True
    turns.soon(lambda: drawn.append("later"))
    await until_drawn(drawn, 1)
    assert drawn == ["later"]


async def test_what_follows_comes_though_something_new_is_said_in_every_turn(monkeypatch):
    monkeypatch.setattr(in_turns, "_PATIENCE", 0.01)
    drawn, turns = [], Turns.here()

    def again():
        if len(drawn) < 2:
            turns.soon(again)

    turns.soon(again)
    for words in ("words", "buttons"):
        turns.then(lambda words=words: drawn.append(words))
    await asyncio.wait_for(until_drawn(drawn, 2), 10)
    assert drawn == ["words", "buttons"]
