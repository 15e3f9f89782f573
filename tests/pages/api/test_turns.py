"""A crowd of requests does not take the event loop from everybody else."""

import asyncio

from pages.api.turns import Turns


async def test_a_few_begin_in_each_turn_of_the_loop_and_everybody_in_his_order():
    begun = []

    async def app(scope, _receive, _send):
        begun.append(scope["number"])

    turns = Turns(app)
    scopes = [{"type": "http", "number": number} for number in range(20)]
    crowd = [asyncio.ensure_future(turns(scope, None, None)) for scope in scopes]
    most = 0
    while not all(one.done() for one in crowd):
        before = len(begun)
        await asyncio.sleep(0)
        most = max(most, len(begun) - before)
    assert begun == list(range(20))
    assert 0 < most <= 4


async def test_who_gives_up_while_waiting_takes_nobodys_place():
    begun = []

    async def app(scope, _receive, _send):
        begun.append(scope["number"])

    turns = Turns(app)
    crowd = [
        asyncio.ensure_future(turns({"type": "http", "number": n}, None, None)) for n in range(9)
    ]
    await asyncio.sleep(0)
    crowd[7].cancel()
    await asyncio.gather(*crowd, return_exceptions=True)
    assert begun == [0, 1, 2, 3, 4, 5, 6, 8]


async def test_a_slow_one_does_not_keep_the_next_ones_out():
    leave = asyncio.Event()

    async def app(scope, _receive, _send):
        if scope["number"] < 8:
            await leave.wait()

    turns = Turns(app)
    slow = [
        asyncio.ensure_future(turns({"type": "http", "number": n}, None, None)) for n in range(8)
    ]
    await asyncio.wait_for(turns({"type": "http", "number": 8}, None, None), 5)
    leave.set()
    await asyncio.gather(*slow)
