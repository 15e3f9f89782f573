"""A partner that misbehaves on a real socket, through the real client and the real tracking.

Whatever it does: trouble never changes a status, every job ends when it behaves again, and
nothing is submitted twice unless it is certain that the first one was not queued.
"""

import asyncio
import ssl
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import httpx
import pytest
import raw_partner as raw
from pydantic import SecretStr
from raw_partner import RawPartner, answer

from models.job import Freshness, Phase, freshness_of
from models.job_status import JobStatus
from models.polling import Pauses
from services.bus import Bus
from services.circuit import Circuit
from services.clock import ManualClock
from services.engines.local import LocalEngine
from services.pace import Pace
from services.programs import Programs
from services.store.store import Store
from services.tracking.context import Tracking
from services.tracking.tracker import Tracker
from services.upstream import errors
from services.upstream.client import PartnerClient

pytestmark = pytest.mark.slow

START = datetime(2026, 5, 4, 18, 0, 0, tzinfo=UTC)
BUSINESS = "Bz0000000000000000aaaA"
PROGRAM = "Pg0000000000000000bbbB"
ORDER = {
    "business_id": BUSINESS,
    "program_name": "CPC",
    "budget": "450.00",
    "is_autobid": True,
    "start": "2026-06-01",
}
LISTED = {
    "program_id": PROGRAM,
    "program_type": "CPC",
    "start_date": "2026-06-01",
    "end_date": "9999-12-31",
    "program_metrics": {"budget": 45000, "is_autobid": True, "max_bid": None},
}
LEAF = {"status": "COMPLETED", "requested_value": PROGRAM}
TIMEOUT = 0.5


def http_date(seconds):
    return format_datetime(START + timedelta(seconds=seconds), usegmt=True)


def receipt(**times):
    result = {
        "status": "COMPLETED",
        "identifier_type": "BUSINESS",
        "identifier": BUSINESS,
        "update_results": {"program_added": {"program_id": LEAF}},
    }
    return answer(200, {"status": "COMPLETED", "business_results": [result]} | times)


def listing(*programs):
    return answer(200, {"businesses": [{"yelp_business_id": BUSINESS, "programs": list(programs)}]})


# What says nothing about whether a submission was queued.
DOUBTFUL = {
    "silence": raw.silent,
    "reset after reading": raw.reset_after_reading,
    "closed after reading": raw.closes,
    "cut off": raw.breaks_off,
    "a body that drips": raw.drips,
    "a head that drips": raw.drips_its_head,
    "50 MB": raw.floods,
    "no HTTP": raw.talks_nonsense,
    "500": answer(500, {"error": {"id": "INTERNAL_SERVER_ERROR"}}),
    "502 HTML": answer(502, b"<html><title>Bad gateway</title>"),
    "503 in seconds": answer(503, retry_after="20"),
    "503 by date": answer(503, retry_after=http_date(20)),
    "HTML with 200": answer(200, b"<html><body>Welcome</body></html>"),
    "empty 200": answer(200),
    "204": b"HTTP/1.1 204 No Content\r\n\r\n",
    "a list": answer(200, [1, 2]),
    "a string": answer(200, "COMPLETED"),
    "a number": answer(200, 7),
    "null": answer(200, None),
    "nested nonsense": answer(200, {"job_id": {"a": [{}]}, "status": {"b": 1}, "businesses": 3}),
    "an abyss": answer(200, b"[" * 100_000),
    "bad UTF-8": answer(200, b'{"status": "\xff\xfe'),
    "a redirect": answer(302, location="https://elsewhere.example/"),
    "a lying length": answer(200, b"{}", content_length="5000"),
    "no job id": answer(202, {"job_id": " "}),
}
# What says that nothing was queued, so that it may be sent again.
CERTAIN = {
    "401": answer(401, {"error": {"id": "AUTHENTICATION_FAILED"}}),
    "429 in seconds": answer(429, retry_after="20"),
    "429 by date": answer(429, retry_after=http_date(20)),
    "429": answer(429),
}
READS_ONLY = {
    "403": answer(403, {"error": {"id": "FORBIDDEN"}}),
    "404": answer(404, {"error": {"id": "NOT_FOUND"}}),
}
WITHOUT_TROUBLE = {"204", "no job id"}  # for a status


class House:
    """Everything between REST and the wire, and the wire."""

    def __init__(self, folder, partner, client, clock):
        self.partner = partner
        self.client = client
        self.clock = clock
        bus = Bus()
        self.store = Store.open(f"sqlite:///{folder / 'jobs.sqlite3'}", bus, clock)
        tracking = Tracking(
            store=self.store,
            partner=client,
            clock=clock,
            bus=bus,
            pace=Pace(0),
            circuit=Circuit(clock),
            pauses=Pauses(2, 15),
            grace=60,
            request_timeout=TIMEOUT,
        )
        self.tracker = Tracker(tracking)
        self.programs = Programs(self.store, LocalEngine(bus, list), clock)
        self.delay = 0.0

    async def create(self):
        return (await self.programs.create(ORDER)).id

    async def step(self, job_id):
        self.clock.advance(self.delay or 0)
        self.delay = await self.tracker.advance(job_id)
        return self.store.get(job_id)

    async def to_the_end(self, job_id):
        """Until nothing is left to do, or a person is asked."""
        for _ in range(60):
            job = await self.step(job_id)
            if self.delay is None or job.asks:
                return job
        raise AssertionError(f"it never ended: {job}")

    async def accepted(self):
        self.partner.manners |= {"list": listing(), "submission": answer(200, {"job_id": "Jb1"})}
        job_id = await self.create()
        assert (await self.step(job_id)).phase is Phase.ACCEPTED
        return job_id


@asynccontextmanager
async def housed(folder, *, tls=None, transport=None):
    partner = RawPartner()
    server = await asyncio.start_server(partner, "127.0.0.1", 0, ssl=tls)
    address = "{}://127.0.0.1:{}".format(
        "https" if tls else "http", server.sockets[0].getsockname()[1]
    )
    clock = ManualClock(START)
    client = PartnerClient.open(address, "user", SecretStr("pw"), TIMEOUT, transport, clock)
    house = House(folder, partner, client, clock)
    yield house
    house.store.close()
    await client.aclose()
    server.close()
    await partner.stop()


@pytest.fixture
async def house(tmp_path):
    async with housed(tmp_path) as made:
        yield made


@pytest.mark.parametrize("name", [*DOUBTFUL, *CERTAIN, *READS_ONLY])
async def test_a_status_is_not_changed_by_trouble_and_comes_in_the_end(house, name):
    job_id = await house.accepted()
    manners = (DOUBTFUL | CERTAIN | READS_ONLY)[name]
    processing = answer(200, {"status": "PROCESSING"})
    house.partner.manners["status"] = [processing, manners, manners, manners, receipt()]
    seen = []
    for _ in range(4):
        job = await house.step(job_id)
        seen.append(job.status)
        if len(seen) > 1 and name not in WITHOUT_TROUBLE:
            assert freshness_of(job) in {Freshness.DELAYED, Freshness.LOST}
    assert set(seen) == {JobStatus.IN_PROGRESS}
    job = await house.to_the_end(job_id)
    assert (job.status, job.program_id) == (JobStatus.COMPLETED, PROGRAM)
    assert job.trouble is None


@pytest.mark.parametrize("name", DOUBTFUL)
async def test_a_doubtful_submission_is_never_sent_again_and_is_found(house, name):
    house.partner.manners = {"list": listing(), "submission": DOUBTFUL[name]}
    job_id = await house.create()
    job = await house.step(job_id)
    assert (job.phase, job.status) == (Phase.UNCONFIRMED, JobStatus.PENDING)
    house.partner.manners["list"] = [listing(), DOUBTFUL[name], listing(LISTED)]
    job = await house.to_the_end(job_id)
    assert (job.status, job.program_id) == (JobStatus.COMPLETED, PROGRAM)
    assert house.partner.received["submission"] == 1


@pytest.mark.parametrize("name", DOUBTFUL)
async def test_a_doubtful_submission_that_did_not_arrive_is_a_persons_to_decide(house, name):
    house.partner.manners = {"list": listing(), "submission": DOUBTFUL[name]}
    job_id = await house.create()
    job = await house.to_the_end(job_id)
    assert (job.phase, job.status) == (Phase.UNCONFIRMED, JobStatus.PENDING)
    assert house.partner.received["submission"] == 1


@pytest.mark.parametrize("name", CERTAIN)
async def test_what_was_certainly_not_queued_is_sent_again_when_it_is_time(house, name):
    good = answer(200, {"job_id": "Jb1"})
    house.partner.manners = {"list": listing(), "submission": [CERTAIN[name], good]}
    job_id = await house.create()
    job = await house.step(job_id)
    assert (job.phase, job.status) == (Phase.RECORDED, JobStatus.PENDING)
    if "in seconds" in name or "by date" in name:
        assert 19 <= house.delay <= 31
    house.partner.manners["status"] = receipt()
    job = await house.to_the_end(job_id)
    assert (job.status, house.partner.received["submission"]) == (JobStatus.COMPLETED, 2)


@pytest.mark.parametrize("name", [*DOUBTFUL, *CERTAIN])
async def test_nothing_is_submitted_to_a_partner_that_cannot_even_be_read(house, name):
    bad = (DOUBTFUL | CERTAIN)[name]
    house.partner.manners = {
        "list": [bad, bad, listing()],
        "submission": answer(200, {"job_id": "Jb1"}),
        "status": receipt(),
    }
    job_id = await house.create()
    job = await house.step(job_id)
    assert (job.phase, house.partner.received["submission"]) == (Phase.RECORDED, 0)
    job = await house.to_the_end(job_id)
    assert (job.status, house.partner.received["submission"]) == (JobStatus.COMPLETED, 1)


async def test_a_connection_that_is_reset_before_the_request_is_read(house):
    """Whether any of it had left by then is the kernel's secret: asked about, or sent once."""

    async def answers_and_slams_the_next(partner, writer):
        partner.slams = 1
        writer.write(listing().replace(b"content-type", b"connection: close\r\ncontent-type"))
        await writer.drain()

    house.partner.manners = {
        "list": [answers_and_slams_the_next, listing()],
        "submission": answer(200, {"job_id": "Jb1"}),
        "status": receipt(),
    }
    job_id = await house.create()
    job = await house.step(job_id)
    assert house.partner.slams == 0
    assert house.partner.received["submission"] == 0
    assert job.status is JobStatus.PENDING
    job = await house.to_the_end(job_id)
    assert house.partner.received["submission"] == (0 if job.asks else 1)


async def test_nobody_listens(house):
    gone = PartnerClient.open("http://127.0.0.1:9", None, None, 1.0, None, house.clock)
    with pytest.raises(errors.NotSent):
        await gone.create({"business_id": BUSINESS})
    await gone.aclose()


async def test_a_submission_that_waits_for_a_connection_has_not_been_sent(house):
    """Ten requests hang and hold every connection: the eleventh waits, and nothing of it left."""
    house.partner.manners = {"status": raw.silent, "submission": raw.silent}
    house.client._exchange._timeout = 60
    async with asyncio.TaskGroup() as tasks:
        hanging = [tasks.create_task(house.client.status(f"Jb{n}")) for n in range(10)]
        while house.partner.received["status"] < 10:  # noqa: ASYNC110 - a counter has no event
            await asyncio.sleep(0.01)
        waiting = tasks.create_task(house.client.create({"business_id": BUSINESS}))
        await asyncio.sleep(0.1)
        assert not waiting.done()
        for task in (waiting, *hanging):
            task.cancel()
    assert house.partner.received["submission"] == 0


async def test_a_flood_is_dammed(house):
    job_id = await house.accepted()
    house.partner.manners["status"] = [raw.floods, receipt()]
    await house.step(job_id)
    assert house.partner.bytes_taken < 25_000_000, "5 MB are read, the rest is the kernel's"
    assert (await house.to_the_end(job_id)).status is JobStatus.COMPLETED


@pytest.mark.parametrize("days", [-1, 1])
async def test_a_partner_whose_clock_is_wrong(house, days):
    job_id = await house.accepted()
    day = days * 86_400
    named = answer(503, retry_after=http_date(day + 30), date=http_date(day))
    wrong = receipt(created_at=at(day), completed_at=at(day + 5))
    house.partner.manners["status"] = [named, wrong]
    await house.step(job_id)
    assert 29 <= house.delay <= 46, "thirty seconds from now, by the partner's own clock"
    job = await house.to_the_end(job_id)
    assert job.status is JobStatus.COMPLETED
    assert START <= job.completed_at <= house.clock.now()


def at(seconds):
    return (START + timedelta(seconds=seconds)).isoformat()


async def test_an_expired_certificate_keeps_everything_here(tmp_path):
    pem = Path(__file__).parent / "expired_certificate.pem"
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(pem)
    trusting = ssl.create_default_context(cafile=str(pem))
    transport = httpx.AsyncHTTPTransport(verify=trusting)
    async with housed(tmp_path, tls=tls, transport=transport) as house:
        job_id = await house.create()
        for _ in range(5):
            job = await house.step(job_id)
        assert (job.phase, freshness_of(job)) == (Phase.RECORDED, Freshness.DELAYED)
        assert "certificate has expired" in job.trouble["message"]
        with pytest.raises(errors.NotSent):
            await house.client.create({"business_id": BUSINESS})
        assert not house.partner.received
