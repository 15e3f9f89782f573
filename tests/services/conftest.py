"""Adtrail started again and again on the same data, with one partner or the other in use."""

import pytest

from services.container import bootstrap


@pytest.fixture
async def start(settings):
    running = []

    async def go(wires, url="sandbox"):
        while running:
            await running.pop().stop()
        adtrail = bootstrap(settings.model_copy(update={"upstream_url": url}), transport=wires)
        await adtrail.start()
        running.append(adtrail)
        return adtrail

    yield go
    while running:
        await running.pop().stop()
