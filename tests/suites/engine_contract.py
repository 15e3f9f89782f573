"""What an engine does, whoever keeps its jobs. The importing module has `house`:

`house.engine(advance)` is a started engine, `house.record(name)` records and enlists a job (its
id), `house.stop(engine)` stops one.
"""

import asyncio

import pytest


async def until(condition, seconds=30):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - a condition has no event
            await asyncio.sleep(0.01)


async def test_unfinished_jobs_are_taken_up_at_start(house):
    ids = [await house.record("a"), await house.record("b")]
    seen = []

    async def advance(job_id):
        seen.append(job_id)

    await house.engine(advance)
    await until(lambda: sorted(seen) == sorted(ids))


async def test_a_recorded_job_is_called_until_it_is_over(house):
    delays = [0.01, 0.01, None]
    seen = []

    async def advance(job_id):
        seen.append(job_id)
        return delays[len(seen) - 1]

    engine = await house.engine(advance)
    await house.record("a")
    await until(lambda: len(seen) == 3)
    await until(lambda: engine.active == 0)


async def test_it_says_how_late_each_call_is(house):
    delays, late = [0.01, None], []

    async def advance(_job_id):
        return delays.pop(0)

    engine = await house.engine(advance)
    engine.on_call = late.append
    await house.record("a")
    await until(lambda: len(late) == 2)
    assert min(late) >= 0


async def test_a_nudge_brings_the_next_call_forward(house):
    seen = []

    async def advance(job_id):
        seen.append(job_id)
        return 3600

    engine = await house.engine(advance)
    job_id = await house.record("a")
    await until(lambda: len(seen) == 1)
    await asyncio.sleep(0.05)
    engine.nudge(job_id)
    await until(lambda: len(seen) == 2)


async def test_a_nudge_takes_up_a_job_that_nobody_had_in_hand_any_more(house):
    seen = []

    async def advance(job_id):
        seen.append(job_id)

    engine = await house.engine(advance)
    job_id = await house.record("a")
    await until(lambda: len(seen) == 1)
    await until(lambda: engine.active == 0)
    await asyncio.sleep(0.1)
    engine.nudge(job_id)
    await until(lambda: len(seen) == 2)


async def test_never_twice_at_once_but_once_more_after_a_nudge(house):
    running, most, calls = 0, 0, 0

    async def advance(_job_id):
        nonlocal running, most, calls
        running, calls = running + 1, calls + 1
        most = max(most, running)
        await asyncio.sleep(0.05)
        running -= 1
        return 3600

    engine = await house.engine(advance)
    job_id = await house.record("a")
    await until(lambda: calls == 1)
    for _ in range(5):
        engine.nudge(job_id)
    await until(lambda: calls == 2)
    await asyncio.sleep(0.1)
    assert (most, calls) == (1, 2)


@pytest.mark.expect_errors
async def test_an_error_of_ours_does_not_lose_the_job(house, monkeypatch):
    for module in ("local", "hands"):
        monkeypatch.setattr(f"services.engines.{module}._AFTER_ERROR", 0.01)
    calls = 0

    async def advance(_job_id):
        nonlocal calls
        calls += 1
        if calls == 1:
            raise RuntimeError("a bug")

    await house.engine(advance)
    await house.record("a")
    await until(lambda: calls == 2)


async def test_stopping_lets_what_is_under_way_end(house):
    started, ended = [], []

    async def advance(job_id):
        started.append(job_id)
        await asyncio.sleep(0.2)
        ended.append(job_id)

    engine = await house.engine(advance)
    job_id = await house.record("a")
    await until(lambda: started)
    await house.stop(engine)
    assert ended == [job_id]
    assert not engine.running


async def test_what_was_waiting_goes_on_after_a_restart(house):
    seen = []

    async def advance(job_id):
        seen.append(job_id)
        return 3600

    engine = await house.engine(advance)
    await house.record("a")
    await until(lambda: len(seen) == 1)
    assert engine.running
    assert engine.active == 1
    await house.stop(engine)
    await house.engine(advance)
    await until(lambda: len(seen) == 2, seconds=3)
