"""Creates that wait at the same moment share one request for what their businesses have."""

import asyncio

import pytest

from services.pace import Urgency
from services.tracking.baselines import Baselines, Later
from services.upstream.errors import Declined, Unavailable, Unknown
from tests.services.tracking.test_tracking import House


class Partner:
    """Answers when told to; one business is unknown, or makes every list unreadable."""

    def __init__(self):
        self.asked = []
        self.unknown = self.poison = self.refused = None
        self.open = asyncio.Event()
        self.open.set()

    async def business_lists(self, ids):
        self.asked.append(list(ids))
        await self.open.wait()
        if self.poison in ids:
            raise Unavailable("No list.", http=500)
        if self.refused in ids:
            raise Declined("Not this one.", http=409)
        if self.unknown in ids:
            raise Unknown("Who?", code="INVALID_BUSINESS_ID")
        return {one: [{"program_id": f"of {one}"}] for one in ids}

    async def business_programs(self, ids):
        return [p for programs in (await self.business_lists(ids)).values() for p in programs]


@pytest.fixture
def partner():
    return Partner()


@pytest.fixture
def baselines(tmp_path, partner):
    house = House(tmp_path)
    object.__setattr__(house.tracking, "partner", partner)
    yield Baselines(house.tracking)
    house.store.close()


async def ask(baselines, *ids):
    return await asyncio.gather(*map(baselines.of, ids), return_exceptions=True)


async def test_one_request_tells_each_its_own(baselines, partner):
    told = await ask(baselines, "a", "b", "a", "c")
    assert told == [("of a",), ("of b",), ("of a",), ("of c",)]
    assert partner.asked == [["a", "b", "c"]]


async def test_more_than_one_request_takes_are_several(baselines, partner):
    await ask(baselines, *(f"b{n}" for n in range(450)))
    assert [len(ids) for ids in partner.asked] == [200, 200, 50]


async def test_a_request_on_its_way_is_not_joined(baselines, partner):
    """What it tells may be older than the programs of who comes now."""
    partner.open.clear()
    first = asyncio.ensure_future(baselines.of("a"))
    await asyncio.sleep(0.01)
    second = asyncio.ensure_future(baselines.of("a"))
    await asyncio.sleep(0.01)
    partner.open.set()
    assert await first == await second == ("of a",)
    assert partner.asked == [["a"], ["a"]]


async def test_an_unknown_business_does_not_hide_the_others(baselines, partner):
    partner.unknown = "x"
    a, x, b = await ask(baselines, "a", "x", "b")
    assert (a, b) == (("of a",), ("of b",))
    assert isinstance(x, Unknown)


async def test_a_business_whose_list_is_refused_does_not_hide_the_others(baselines, partner):
    partner.refused = "x"
    a, x, b = await ask(baselines, "a", "x", "b")
    assert (a, b) == (("of a",), ("of b",))
    assert isinstance(x, Declined)


async def test_a_list_that_cannot_be_read_keeps_nobody_else_from_his(baselines, partner):
    partner.poison = "x"
    told = await ask(baselines, "a", "x", "b")
    assert {type(one) for one in told} == {Unavailable, Later}
    again = await ask(baselines, "a", "x", "b")
    assert (again[0], again[2]) == (("of a",), ("of b",))
    assert isinstance(again[1], Unavailable)


async def test_who_is_cancelled_takes_nothing_from_the_others(baselines, partner):
    partner.open.clear()
    leader, follower = (asyncio.ensure_future(baselines.of(one)) for one in ("a", "b"))
    await asyncio.sleep(0.01)
    leader.cancel()
    with pytest.raises(Later):
        await follower
    partner.open.set()
    assert await baselines.of("b") == ("of b",)


async def test_what_a_person_ordered_does_not_wait_with_the_rows_of_a_batch(baselines, partner):
    turns = {urgency: asyncio.Event() for urgency in (Urgency.SUBMIT, Urgency.BULK)}
    pace = baselines._tracking.pace
    pace.turn = lambda urgency: turns[urgency].wait()
    rows = [asyncio.ensure_future(baselines.of(f"r{n}", Urgency.BULK)) for n in range(6)]
    await asyncio.sleep(0.01)
    turns[Urgency.SUBMIT].set()
    assert await asyncio.wait_for(baselines.of("p"), 5) == ("of p",)
    turns[Urgency.BULK].set()
    await asyncio.gather(*rows)
    assert partner.asked == [["p"], [f"r{n}" for n in range(6)]]
