"""Adtrail started again and again on the same data, with one partner or the other in use."""

import pytest

from services.container import bootstrap


@pytest.fixture
async def start(settings):
    running = []

    async def go(wires, url="sandbox", **given):
        while running:
            await running.pop().stop()
        given["upstream_url"] = url
        adtrail = bootstrap(settings.model_copy(update=given), transport=wires)
        await adtrail.start()
        running.append(adtrail)
        return adtrail

    yield go
    while running:
        await running.pop().stop()
