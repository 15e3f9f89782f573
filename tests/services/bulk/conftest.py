"""Adtrail with the sandbox below, and batches for it."""

import asyncio

import pytest

from models.bulk import BulkState
from models.bulk_reading import read_csv
from models.job import JobKind
from services.container import bootstrap

GOOD = "GoldenGateHvacRepair00"


@pytest.fixture
async def adtrail(settings):
    made = bootstrap(settings)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def until():
    async def wait(condition, seconds=20):
        async with asyncio.timeout(seconds):
            while not await condition():  # noqa: ASYNC110 - a row
                await asyncio.sleep(0.02)

    return wait


@pytest.fixture
def send(adtrail):
    """Send CSV rows as a batch."""

    async def go(text, kind=JobKind.CREATE, **how):
        preview = await adtrail.bulks.preview(read_csv(text, kind))
        return await adtrail.bulks.send(preview, **how)

    return go


@pytest.fixture
def over(adtrail, until):
    """The view of a batch that has ended."""

    async def wait(bulk):
        async def ended():
            view = await adtrail.bulks.view(bulk.id)
            return view.over and view.bulk.state is BulkState.FINISHED

        await until(ended)
        return await adtrail.bulks.view(bulk.id)

    return wait


@pytest.fixture
def creates():
    """CSV of creates: rows of (business, budget)."""

    def text(*rows):
        head = "business_id,program_name,budget,is_autobid,start\n"
        return head + "".join(f"{who},CPC,{much},true,2099-01-10\n" for who, much in rows)

    return text
