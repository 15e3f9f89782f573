"""Moving house: all jobs and events as JSON lines, from either database into the other."""

import asyncio
import io
import json
from datetime import UTC, datetime

import pytest
from bulk_contract import batch
from engine_contract import until
from schedule_contract import scheduled, unarmed
from store_contract import START, make_job, nobody

from models import evidence as ev
from models.job_status import JobStatus
from models.setting import SettingChange
from models.transition import replay
from services.bus import Bus
from services.clock import ManualClock
from services.engines.procrastinate import ProcrastinateEngine
from services.store.bulks import BulkRows
from services.store.businesses import BusinessRows
from services.store.filtering import JobFilter
from services.store.listing import Listing
from services.store.schedules import ScheduleRows
from services.store.settings import SettingRows
from services.store.store import Store
from services.store.transfer import TransferRefused, export_jobs, import_jobs


@pytest.fixture
def open_store(tmp_path, cluster, migrated):
    """Opens a new store in `sqlite` or `postgres`."""
    opened = []

    def open_(kind):
        address = (
            f"sqlite:///{tmp_path / f'{len(opened)}.sqlite3'}"
            if kind == "sqlite"
            else cluster.new_database(migrated).replace("postgresql://", "postgresql+psycopg://")
        )
        opened.append(Store.open(address, Bus(), ManualClock(START)))
        return opened[-1]

    yield open_
    for store in opened:
        store.close()


async def filled(store, jobs=7):
    for number in range(jobs):
        name = f"job_{number}"
        order = {"budget": 45000, "words": "Ж🙂", "none": None}
        await store.record(make_job(name, order=order, idempotency_key=name), nobody)
        await store.move(name, ev.SubmitStarted(baseline=("Pg1", "Pg2")))
        await store.move(name, ev.Accepted(partner_job_id=f"Jb{number}"))
    await BulkRows(store).record(*batch(), nobody)
    await ScheduleRows(store).record(scheduled("sch_1"), unarmed)
    listed = {"program_id": "Pg1", "program_type": "EP", "start_date": "2026-05-04"}
    await Listing(store).put([listed], datetime(2026, 5, 4, tzinfo=UTC))
    await Listing(store).label("Pg1", "Весна")
    await BusinessRows(store).save("Bz1", "Joe", ["hvac"], datetime(2026, 5, 4, tzinfo=UTC))
    changed = SettingChange(at=START, actor="Ганна", name="upstream_rate", before="5", after="2.5")
    await SettingRows(store).change([changed], {"upstream_rate": "2.5"})
    ended = ev.Reported(status=JobStatus.COMPLETED, program_id="Pg3", receipt='{"a": "\\u2028"}')
    await store.move("job_0", ended)
    return store


def exported(store):
    out = io.StringIO()
    counts = export_jobs(store.engine, out)
    return counts, out.getvalue().splitlines(keepends=True)


async def everything(store):
    jobs = await store.page(JobFilter(), limit=1000)
    return [(j.model_dump(), [e.model_dump() for e in store.events(j.id)]) for j in jobs]


@pytest.mark.parametrize(
    ("source", "target"),
    [("sqlite", "postgres"), ("postgres", "sqlite"), ("postgres", "postgres")],
)
async def test_what_is_exported_is_imported_to_the_last_letter(open_store, source, target):
    old, new = await filled(open_store(source)), open_store(target)
    counts, lines = exported(old)
    assert import_jobs(new.engine, lines) == counts == (7, 7 * 3 + 1)
    assert await everything(new) == await everything(old)
    assert exported(new)[1] == lines
    assert replay(new.events("job_0")).model_dump() == new.get("job_0").model_dump()


async def test_unfinished_jobs_go_on_after_an_import_even_if_processes_run_already(open_store):
    new = open_store("postgres")
    _, lines = exported(await filled(open_store("sqlite")))
    address = new.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    engine = ProcrastinateEngine(address, new.unfinished, 5)
    seen = []

    async def advance(job_id):
        seen.append(job_id)

    await engine.start(advance)
    import_jobs(new.engine, lines)
    await until(lambda: len(seen) == 8)
    await asyncio.sleep(0.1)
    assert sorted(seen) == ["bulk_1", *(f"job_{number}" for number in range(1, 7)), "sch_1"]
    await engine.stop()


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
async def test_two_histories_are_never_mixed(open_store, kind):
    store = await filled(open_store(kind))
    before = await everything(store)
    with pytest.raises(TransferRefused, match="7 jobs in this database already"):
        import_jobs(store.engine, exported(store)[1])
    assert await everything(store) == before


def without_an_event(lines):
    return [line for number, line in enumerate(lines) if number != len(lines) - 2]


def with_another_column(lines):
    number = next(n for n, line in enumerate(lines) if line.startswith('{"job"'))
    document = json.loads(lines[number])
    document["job"]["colour"] = "red"
    return [*lines[:number], json.dumps(document), *lines[number + 1 :]]


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda lines: lines[:-1], "cut short"),
        (lambda lines: lines[1:], "not a file that"),
        (lambda lines: [*lines[:3], "{", *lines[3:]], "Line 4 is not"),
        (lambda _lines: [], "not a file that"),
        (without_an_event, "announces 7 jobs and 22 events, but holds 7 and 21"),
        (with_another_column, "other columns"),
    ],
)
async def test_a_spoiled_file_leaves_nothing_behind(open_store, kind, spoil, words):
    _, lines = exported(await filled(open_store("sqlite")))
    store = open_store(kind)
    with pytest.raises(TransferRefused, match=words):
        import_jobs(store.engine, spoil(lines))
    assert await store.count(JobFilter()) == 0
