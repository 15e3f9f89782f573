"""Settings in a database that several processes share: one changes them, the others follow."""

import pytest
from engine_contract import until
from pydantic import SecretStr

from services import changing
from services.clock import SystemClock
from services.container import bootstrap
from services.errors import NotAllowed
from services.settings import load_settings
from services.upstream.sandbox import SandboxTransport, create_sandbox

REAL = "http://partner.example"
PAIR = ("hana", SecretStr("opensesame-4711"))


@pytest.fixture
async def start(address, tmp_path, monkeypatch):
    monkeypatch.setattr(changing, "_LOOK", 0.05)
    running, partner = [], SandboxTransport(create_sandbox(SystemClock(), 1))

    async def go(folder="data"):
        given = {"data_dir": tmp_path / folder, "database_url": address, "upstream_url": REAL}
        made = bootstrap(load_settings(**given), transport=partner)
        running.append(made)
        await made.start()
        return made

    yield go
    for made in running:
        await made.stop()


async def test_a_change_reaches_the_other_processes_and_outlives_them(start):
    first, second = await start(), await start()
    await first.changing.rate(2.5)
    assert (await first.changing.partner(REAL, PAIR)).valid
    await until(lambda: second.changing.kept.pair(REAL) == PAIR)
    await until(lambda: second.tracking.pace.rate == 2.5)
    assert second.partner._exchange._pair == PAIR
    await first.stop()
    await second.stop()
    third = await start()
    assert (third.tracking.pace.rate, third.changing.kept.pair(REAL)) == (2.5, PAIR)
    assert [change.name for change in third.changing.changes(9)] == ["credentials", "upstream_rate"]


async def test_a_process_without_the_key_says_so_and_sends_nobody_elses(start):
    await (await start()).changing.partner(REAL, PAIR)
    other = await start("elsewhere")
    assert other.changing.kept.unreadable(REAL)
    assert other.partner._exchange._pair == (None, None)


async def test_the_partner_is_the_same_for_all_and_so_not_changed_here(start):
    adtrail = await start()
    with pytest.raises(NotAllowed, match="ADTRAIL_UPSTREAM_URL"):
        await adtrail.changing.partner("http://another.example", PAIR)
