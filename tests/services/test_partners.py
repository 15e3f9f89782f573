"""A job belongs to its partner: it is never asked about, or sent again, anywhere else."""

import asyncio
import io

import pytest
from job_states import hold
from two_partners import CREATE, REAL, Wires, until

from models.bulk import BulkState
from models.bulk_reading import RawRow, Sheet
from models.job import JobKind
from models.job_status import JobStatus
from models.schedule import Action, Schedule
from services.container import bootstrap
from services.errors import KeyUsedElsewhere, NotAllowed
from services.schedules import job_of
from services.settings import SANDBOX, Settings, partner_address
from services.store.transfer import export_jobs, import_jobs
from services.tracking.troubles import OTHER_PARTNER


async def test_a_job_of_the_sandbox_ends_there_although_another_partner_is_in_use(start):
    wires = Wires(seconds=1)
    first = await start(wires)
    job = await first.programs.create(CREATE)
    await until(lambda: first.store.get(job.id).partner_job_id)
    second = await start(wires, REAL)
    await until(lambda: second.store.get(job.id).terminal)
    assert second.store.get(job.id).status is JobStatus.COMPLETED
    theirs = second.store.get(job.id).partner_job_id
    assert not [path for path in wires.asked["partner.example"] if theirs in path]


async def test_a_job_whose_partner_cannot_be_reached_waits_and_nobody_else_is_asked(start):
    wires = Wires(seconds=1)
    first = await start(wires, REAL)
    job = await first.programs.create(CREATE)
    await until(lambda: first.store.get(job.id).partner_job_id)
    second = await start(wires)
    await until(lambda: second.store.get(job.id).trouble)
    view = second.jobs.get(job.id)
    assert view.trouble["kind"] == OTHER_PARTNER
    assert "partner.example" in view.trouble_words.text
    assert view.job.status is not JobStatus.COMPLETED
    assert not [path for path in wires.asked["sandbox"] if "status" in path]
    third = await start(wires, REAL)
    await until(lambda: third.store.get(job.id).terminal)
    assert third.store.get(job.id).trouble is None


async def test_what_was_not_sent_yet_is_sent_where_it_was_meant_for(start, monkeypatch):
    wires = Wires()
    first = await start(wires)
    hold(monkeypatch, first.engine)
    job = await first.programs.create(CREATE)
    second = await start(wires, REAL)
    await until(lambda: second.store.get(job.id).terminal)
    assert "/v1/reseller/program/create" in wires.asked["sandbox"]
    assert "/v1/reseller/program/create" not in wires.asked["partner.example"]


async def test_a_failed_job_is_not_sent_again_to_another_partner(start):
    wires = Wires()
    first = await start(wires)
    job = await first.programs.create(CREATE | {"business_id": "TestClosedBusiness0000"})
    await until(lambda: first.store.get(job.id).terminal)
    second = await start(wires, REAL)
    with pytest.raises(NotAllowed, match="made for the built-in sandbox"):
        await second.programs.retry(job.id)
    with pytest.raises(NotAllowed, match="made for the built-in sandbox"):
        await second.programs.create(CREATE, retry_of=job.id)
    assert "/v1/reseller/program/create" not in wires.asked["partner.example"]


async def test_a_key_of_the_sandbox_is_no_answer_at_another_partner(start):
    wires = Wires(seconds=1)
    first = await start(wires)
    made = await first.programs.create(CREATE, key="k")
    assert (await first.programs.create(CREATE, key="k")).id == made.id
    second = await start(wires, REAL)
    with pytest.raises(KeyUsedElsewhere, match=rf"at another partner, for {made.id}\."):
        await second.programs.create(CREATE, key="k")


async def test_a_batch_of_the_sandbox_is_no_answer_at_another_partner(start):
    wires = Wires(seconds=1)
    first = await start(wires)
    sheet = Sheet(JobKind.CREATE, (RawRow(2, CREATE),))
    made = await first.bulks.send(await first.bulks.preview(sheet), key="k")
    second = await start(wires, REAL)
    preview = await second.bulks.preview(sheet)
    with pytest.raises(KeyUsedElsewhere, match=made.id):
        await second.bulks.send(preview, key="k")


async def test_a_schedule_of_the_sandbox_is_no_answer_at_another_partner(start):
    first = await start(Wires())
    order = "ProgActiveManualBid000", {"action": "pause", "at": "2030-01-10T09:00"}
    made = await first.schedules.add(*order, key="k")
    assert (await first.schedules.add(*order, key="k")).id == made.id
    second = await start(Wires(), REAL)
    with pytest.raises(KeyUsedElsewhere, match=rf"at another partner, for {made.id}\."):
        await second.schedules.add(*order, key="k")
    assert [one.id for one in await second.schedules.upcoming(order[0])] == [made.id]


async def test_trouble_with_one_partner_says_nothing_about_the_other(start):
    adtrail = await start(Wires(), REAL)
    adtrail.partners.at(REAL).circuit.failed("a", {"kind": "unreachable"}, at_once=True)
    assert adtrail.tracking.circuit.open
    with adtrail.partners.pinned("sandbox"):
        assert not adtrail.tracking.circuit.open


async def test_jobs_of_the_time_of_one_partner_are_given_to_the_one_in_use(start):
    adtrail = await start(Wires(), REAL)
    job = await adtrail.programs.create(CREATE)
    with adtrail.store.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE job SET partner = NULL")
    adtrail = await start(Wires(), REAL)
    assert adtrail.store.get(job.id).partner == REAL


@pytest.mark.parametrize("spelling", ["HTTP://Partner.Example:80", "http://partner.example./"])
async def test_what_was_exported_under_another_spelling_goes_on_at_its_partner(
    start, tmp_path, monkeypatch, spelling
):
    first = await start(Wires(), REAL)
    hold(monkeypatch, first.engine)
    job = await first.programs.create(CREATE, key="k")
    out = io.StringIO()
    await asyncio.to_thread(export_jobs, first.store.engine, out)
    lines = out.getvalue().replace(f'"{REAL}"', f'"{spelling}"').splitlines()
    there = await start(Wires(), REAL, data_dir=tmp_path / "there")
    await asyncio.to_thread(import_jobs, there.store.engine, lines)
    there = await start(Wires(), REAL, data_dir=tmp_path / "there")
    assert (await there.programs.create(CREATE, key="k")).id == job.id
    await until(lambda: there.store.get(job.id).terminal)
    assert there.store.get(job.id).status is JobStatus.COMPLETED


@pytest.mark.parametrize("host", [".", "..:443"])
def test_a_host_of_dots_is_none(host):
    with pytest.raises(ValueError, match="no host name"):
        partner_address(f"https://{host}")


def test_an_address_is_taken_from_the_environment_in_its_one_form(monkeypatch):
    monkeypatch.setenv("ADTRAIL_UPSTREAM_URL", "HTTP://Partner.Example.:80/")
    assert Settings(_env_file=None).upstream_url == REAL


async def test_the_rows_of_a_batch_are_sent_where_the_batch_was_meant_for(start, monkeypatch):
    wires = Wires()
    first = await start(wires)
    hold(monkeypatch, first.engine)
    rows = [CREATE, CREATE | {"business_id": "BellaItaliaTrattoria00"}]
    sheet = Sheet(JobKind.CREATE, tuple(RawRow(at, row) for at, row in enumerate(rows, 2)))
    bulk = await first.bulks.send(await first.bulks.preview(sheet))
    second = await start(wires, REAL)
    await until(lambda: second.bulks.bulk(bulk.id).state is BulkState.FINISHED)
    assert "/v1/reseller/program/create" in wires.asked["sandbox"]
    assert "/v1/reseller/program/create" not in wires.asked["partner.example"]


async def test_creates_for_two_partners_never_share_a_request(start):
    wires = Wires()
    adtrail = await start(wires, REAL)
    with adtrail.partners.pinned("sandbox"):
        job = await adtrail.programs.create(CREATE)
    await adtrail.programs.create(CREATE | {"business_id": "BellaItaliaTrattoria00"})
    assert adtrail.store.get(job.id).partner == "sandbox"
    await until(lambda: adtrail.store.get(job.id).terminal)
    lists = [path for path in wires.asked["partner.example"] if "/programs/list/" in path]
    assert lists
    assert not any(CREATE["business_id"] in path for path in lists)


async def test_a_schedule_happens_at_the_partner_it_was_made_for(settings):
    """Else what was tried out in the sandbox would one day spend money."""
    adtrail = bootstrap(settings)
    schedule = Schedule(
        id="schedule_x",
        action=Action.TERMINATE,
        program_id="ProgActiveManualBid000",
        due_at=adtrail.clock.now(),
        zone="UTC",
        created_at=adtrail.clock.now(),
        updated_at=adtrail.clock.now(),
    )
    await adtrail.schedules.rows.record(schedule, lambda *_: None)
    kept = adtrail.schedules.rows.get("schedule_x")
    assert kept.partner == job_of(kept, adtrail.clock.now()).partner == SANDBOX
    await adtrail.stop()
