"""The token bucket: steady, with a small burst, urgent ones first."""

import asyncio

from services.pace import Pace, Urgency


async def test_without_a_limit_nobody_waits():
    await asyncio.wait_for(Pace(0).turn(Urgency.OLD), 1)


async def test_the_urgent_go_first_whoever_came_first():
    pace, served = Pace(50), []

    async def ask(urgency, name):
        await pace.turn(urgency)
        served.append(name)

    for _ in range(5):  # the burst
        await pace.turn(Urgency.OLD)
    names = [(Urgency.OLD, "old"), (Urgency.YOUNG, "young"), (Urgency.PERSON, "person")]
    await asyncio.gather(*(ask(urgency, name) for urgency, name in names))
    assert served == ["person", "young", "old"]


async def test_after_the_burst_one_waits_for_the_next_token():
    pace = Pace(20)
    for _ in range(5):
        await pace.turn(Urgency.SUBMIT)
    sixth = asyncio.get_running_loop().create_task(pace.turn(Urgency.SUBMIT))
    await asyncio.sleep(0)
    assert not sixth.done()
    assert pace.waiting == 1
    await asyncio.wait_for(sixth, 1)


async def test_one_who_gave_up_takes_no_token():
    pace = Pace(20)
    for _ in range(5):
        await pace.turn(Urgency.OLD)
    gone = asyncio.get_running_loop().create_task(pace.turn(Urgency.PERSON))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait_for(pace.turn(Urgency.OLD), 1)
    assert pace.waiting == 0


async def test_the_young_go_before_a_crowd_of_old_ones_and_the_old_are_served_meanwhile():
    pace, served = Pace(200), []

    async def ask(urgency):
        await pace.turn(urgency)
        served.append(urgency)

    for _ in range(5):  # the burst
        await pace.turn(Urgency.OLD)
    crowd = [Urgency.OLD] * 100 + [Urgency.YOUNG] * 40
    await asyncio.gather(*(ask(urgency) for urgency in crowd))
    first = served[:40]
    assert 25 <= first.count(Urgency.YOUNG) <= 35  # three of four, less what was served on arrival
    assert first.count(Urgency.OLD) >= 5
    assert served.count(Urgency.OLD) == 100
