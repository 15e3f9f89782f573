"""`advance` against a partner that does exactly what each test says."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from models.job import Freshness, JobKind, Phase, freshness_of
from models.job_status import JobStatus
from models.polling import Pauses
from models.transition import replay
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
from services.upstream.port import ProgramInfo, StatusAnswer

START = datetime(2026, 5, 4, 18, 0, 0, tzinfo=UTC)
BUSINESS = "Bz0000000000000000aaaA"
ORDER = {
    "business_id": BUSINESS,
    "program_name": "CPC",
    "budget": "450.00",
    "is_autobid": False,
    "max_bid": "3.50",
    "start": "2026-06-01",
}


def program(program_id="Pg0000000000000000bbbB", **values):
    """A program as the partner lists it, the one that ORDER asks for."""
    metrics = {"budget": 45000, "currency": "USD", "is_autobid": False, "max_bid": 350}
    return {
        "program_id": program_id,
        "program_type": "CPC",
        "program_status": "INACTIVE",
        "start_date": "2026-06-01",
        "end_date": "9999-12-31",
        "yelp_business_id": BUSINESS,
        "program_metrics": metrics,
        **values,
    }


def completed(program_id="Pg0000000000000000bbbB"):
    group = {"program_id": {"status": "COMPLETED", "requested_value": program_id}}
    result = {
        "status": "COMPLETED",
        "identifier_type": "BUSINESS",
        "identifier": BUSINESS,
        "update_results": {"program_added": group if program_id else {"status": "COMPLETED"}},
    }
    body = {
        "status": "COMPLETED",
        "created_at": "2026-05-04T18:00:00+00:00",
        "completed_at": "2026-05-04T18:00:00+00:00",
        "business_results": [result],
    }
    return StatusAnswer(200, body, "{}")


class ScriptedPartner:
    """Answers what it was told to; an exception is raised, a callable is called."""

    def __init__(self):
        self.last_success_at = None
        self.answers = {}
        self.asked = []
        self.listed = []
        self.info = []
        self.info_errors = []

    async def _answer(self, name, *arguments):
        self.asked.append((name, *arguments))
        answer = self.answers.get(name)
        if isinstance(answer, list):
            answer = answer.pop(0)
        if callable(answer) and not isinstance(answer, type):
            answer = await answer()
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def create(self, params):
        return self._answer("create", dict(params))

    def edit(self, program_id, params):
        return self._answer("edit", program_id, dict(params))

    def end(self, program_id):
        return self._answer("end", program_id)

    def status(self, job_id):
        return self._answer("status", job_id)

    async def business_programs(self, _ids):
        if (failure := self.answers.get("list")) is not None:
            raise failure
        self.asked.append(("list",))
        return list(self.listed)

    async def business_lists(self, ids):
        return dict.fromkeys(ids, await self.business_programs(ids))

    async def program_info(self, _ids):
        self.asked.append(("info",))
        if (failure := self.answers.get("info")) is not None:
            raise failure
        return ProgramInfo(list(self.info), list(self.info_errors))

    def count(self, name):
        return sum(1 for asked in self.asked if asked[0] == name)


class House:
    """Everything but an engine: tests call `advance` themselves."""

    def __init__(self, folder):
        self.clock = ManualClock(START)
        self.bus = Bus()
        self.store = Store.open(f"sqlite:///{folder / 'jobs.sqlite3'}", self.bus, self.clock)
        self.partner = ScriptedPartner()
        self.tracking = Tracking(
            store=self.store,
            partner=self.partner,
            clock=self.clock,
            bus=self.bus,
            pace=Pace(0),
            circuit=Circuit(self.clock),
            pauses=Pauses(2, 15),
            grace=60,
            request_timeout=15,
        )
        self.tracker = Tracker(self.tracking)
        self.programs = Programs(self.store, LocalEngine(self.bus, list), self.clock)

    async def create(self, **values):
        return (await self.programs.create(ORDER | values)).id

    async def step(self, job_id, seconds=0.0):
        self.clock.advance(seconds)
        delay = await self.tracker.advance(job_id)
        return self.store.get(job_id), delay

    async def doubtful(self, **values):
        """A create whose answer was lost."""
        self.partner.answers["create"] = errors.Ambiguous("No answer within 15 seconds.")
        job_id = await self.create(**values)
        job, _ = await self.step(job_id)
        assert job.phase is Phase.UNCONFIRMED
        return job_id


@pytest.fixture
async def house(tmp_path):
    made = House(tmp_path)
    yield made
    made.store.close()


async def test_the_main_road(house):
    house.partner.answers = {
        "create": "Jb1",
        "status": [
            StatusAnswer(202, None, ""),
            StatusAnswer(200, {"status": "PROCESSING"}, "{}"),
            completed(),
        ],
    }
    job_id = await house.create()
    seen = [house.store.get(job_id).status]
    delay = 0.0
    while delay is not None:
        job, delay = await house.step(job_id, delay)
        seen.append(job.status)
    assert [s.value for s in dict.fromkeys(seen)] == ["PENDING", "IN_PROGRESS", "COMPLETED"]
    assert (job.program_id, job.partner_job_id) == ("Pg0000000000000000bbbB", "Jb1")
    assert replay(house.store.events(job_id)).model_dump() == job.model_dump()


async def test_whoever_hears_of_the_end_reads_when_it_was_seen(house):
    house.partner.answers = {"create": "Jb1", "status": [completed()]}
    job_id = await house.create()
    heard = []

    def listen(_change):
        if house.store.get(job_id).terminal:
            heard.append(house.tracking.observations.of(job_id).last_checked_at)

    house.bus.subscribe(listen, job_id)
    await house.step(job_id)
    await house.step(job_id, 2)
    assert heard[0] == house.clock.now()


async def test_what_is_sent_is_the_partners_words_in_cents(house):
    house.partner.answers["create"] = "Jb1"
    job_id = await house.create(budget="64.10", max_bid="4.35", ad_categories=["hvac", "plumbing"])
    await house.step(job_id)
    sent = next(asked[1] for asked in house.partner.asked if asked[0] == "create")
    assert (sent["budget"], sent["max_bid"]) == ("6410", "435")
    assert sent["ad_categories"] == ["hvac", "plumbing"]
    assert sent["is_autobid"] == "false"


async def test_the_intent_is_durable_before_the_first_byte_leaves(house):
    seen = []

    async def look():
        seen.append(house.store.get(job_id).phase)
        return "Jb1"

    house.partner.answers["create"] = look
    job_id = await house.create()
    await house.step(job_id)
    assert seen == [Phase.SUBMITTING]


async def test_nothing_is_sent_while_the_partner_cannot_even_be_asked(house):
    house.partner.answers["list"] = errors.Unreachable("No connection.")
    job_id = await house.create()
    job, delay = await house.step(job_id)
    assert (job.phase, house.partner.count("create")) == (Phase.RECORDED, 0)
    assert freshness_of(job) is Freshness.DELAYED
    house.partner.answers = {"create": "Jb1"}
    job, _ = await house.step(job_id, delay)
    assert job.phase is Phase.ACCEPTED
    assert job.trouble is None


@pytest.mark.parametrize(
    "error",
    [
        errors.NotSent("No connection."),
        errors.Unauthorized("Wrong pair.", http=401),
        errors.Throttled("Slow down.", http=429, retry_after=30),
    ],
)
async def test_what_was_certainly_not_queued_is_tried_again(house, error):
    house.partner.answers["create"] = [error, "Jb1"]
    job_id = await house.create()
    job, delay = await house.step(job_id)
    assert (job.phase, job.status) == (Phase.RECORDED, JobStatus.PENDING)
    job, _ = await house.step(job_id, delay + 60)
    assert (job.phase, house.partner.count("create")) == (Phase.ACCEPTED, 2)


async def test_a_named_wait_is_honoured(house):
    house.partner.answers["create"] = errors.Throttled("Slow down.", http=429, retry_after=30)
    job_id = await house.create()
    _, delay = await house.step(job_id)
    assert delay >= 27


async def test_a_refused_submission_fails_with_its_words(house):
    house.partner.answers["create"] = errors.Refused("missing business_id", http=400, code="BAD")
    job, delay = await house.step(await house.create())
    assert (job.status, delay) == (JobStatus.FAILED, None)
    assert job.error["code"] == "BAD"


@pytest.mark.parametrize("error", [errors.Ambiguous("reset"), RuntimeError("a bug")])
@pytest.mark.expect_errors
async def test_doubt_is_never_sent_again(house, error):
    house.partner.answers["create"] = error
    job_id = await house.create()
    delay = 0.0
    for _ in range(60):
        job, delay = await house.step(job_id, delay or 600)
    assert house.partner.count("create") == 1
    assert job.phase is Phase.UNCONFIRMED
    assert job.asks


async def test_a_submission_found_half_done_is_doubted_not_sent(house):
    async def die():
        raise asyncio.CancelledError

    house.partner.answers["create"] = die
    job_id = await house.create()
    with pytest.raises(asyncio.CancelledError):
        await house.step(job_id)
    assert house.store.get(job_id).phase is Phase.SUBMITTING
    job, _ = await house.step(job_id)  # as after a restart
    assert (job.phase, house.partner.count("create")) == (Phase.UNCONFIRMED, 1)


async def test_the_one_program_that_fits_is_adopted(house):
    house.partner.listed = [program("Pg_old")]
    job_id = await house.doubtful()
    house.partner.listed = [program("Pg_old"), program("Pg_new")]
    job, delay = await house.step(job_id)
    assert (job.status, job.program_id, delay) == (JobStatus.COMPLETED, "Pg_new", None)
    assert "list" in job.note


@pytest.mark.parametrize(
    "other",
    [
        {"program_type": "BP"},
        {"start_date": "2026-06-02"},
        {"end_date": "2026-09-01"},
        {"program_metrics": {"budget": 45100, "is_autobid": False, "max_bid": 350}},
        {"program_metrics": {"budget": 45000, "is_autobid": False, "max_bid": 351}},
        {"program_metrics": {"budget": 45000, "is_autobid": True, "max_bid": None}},
    ],
)
async def test_a_program_that_differs_is_not_adopted(house, other):
    job_id = await house.doubtful()
    house.partner.listed = [program("Pg_new", **other)]
    job, _ = await house.step(job_id, 61)
    assert job.phase is Phase.UNCONFIRMED
    assert job.asks


async def test_several_that_fit_are_for_a_person(house):
    job_id = await house.doubtful()
    house.partner.listed = [program("Pg_a"), program("Pg_b")]
    job, _ = await house.step(job_id, 61)
    assert (job.phase, job.asks) == (Phase.UNCONFIRMED, True)


async def test_a_program_of_another_job_is_not_stolen(house):
    first = await house.doubtful()
    house.partner.answers["create"] = "Jb2"
    second = await house.create()
    await house.step(second)  # accepted: the partner will name its program
    house.partner.listed = [program("Pg_second")]
    job, _ = await house.step(first, 5)
    assert job.phase is Phase.UNCONFIRMED, "it may be the twin's"
    house.partner.answers["status"] = completed("Pg_second")
    await house.step(second, 5)
    job, _ = await house.step(first, 60)
    assert (job.phase, job.asks) == (Phase.UNCONFIRMED, True)


async def test_a_late_answer_heals_doubt(house):
    from models.evidence import Accepted

    job_id = await house.doubtful()
    await house.store.move(job_id, Accepted(partner_job_id="Jb_late"))
    house.partner.answers["status"] = completed()
    job, _ = await house.step(job_id)
    assert job.status is JobStatus.COMPLETED


async def test_an_unreadable_baseline_leaves_the_decision_to_a_person(house):
    house.partner.answers["list"] = errors.Forbidden("no", http=403)
    job_id = await house.doubtful()
    house.partner.answers.pop("list")
    house.partner.listed = [program("Pg_new")]
    job, _ = await house.step(job_id, 61)
    assert job.asks


async def test_an_edit_in_doubt_is_completed_by_what_the_partner_shows(house):
    house.partner.answers["edit"] = errors.Ambiguous("reset")
    job_id = (await house.programs.edit("Pg1", {"budget": "600.00"})).id
    house.partner.info = [program("Pg1")]
    job, _ = await house.step(job_id)
    job, _ = await house.step(job_id, 5)
    assert job.phase is Phase.UNCONFIRMED
    house.partner.info = [program("Pg1", program_metrics={"budget": 60000})]
    job, _ = await house.step(job_id, 5)
    assert (job.status, house.partner.count("edit")) == (JobStatus.COMPLETED, 1)


async def test_an_end_in_doubt_is_completed_when_the_program_is_gone(house):
    house.partner.answers["end"] = errors.Ambiguous("reset")
    job_id = (await house.programs.end("Pg1")).id
    house.partner.info, house.partner.info_errors = [], [{"id": "INVALID_PROGRAM_ID"}]
    await house.step(job_id)
    job, _ = await house.step(job_id)
    assert (job.status, job.kind) == (JobStatus.COMPLETED, JobKind.TERMINATE)


@pytest.mark.parametrize(
    "error",
    [
        errors.Unauthorized("no", http=401),
        errors.Forbidden("no", http=403),
        errors.Throttled("no", http=429),
        errors.Unavailable("no", http=503),
        errors.Unavailable("not JSON", http=200),
        errors.Unreachable("no connection"),
    ],
)
async def test_transport_trouble_never_changes_the_status_and_ends_when_the_partner_recovers(
    house, error
):
    house.partner.answers = {
        "create": "Jb1",
        "status": [StatusAnswer(200, {"status": "PROCESSING"}, "{}"), *[error] * 10, completed()],
    }
    job_id = await house.create()
    delay = 0.0
    statuses, fresh = [], set()
    while delay is not None:
        job, delay = await house.step(job_id, delay)
        statuses.append(job.status.value)
        fresh.add(freshness_of(job))
    assert list(dict.fromkeys(statuses)) == ["PENDING", "IN_PROGRESS", "COMPLETED"]
    assert Freshness.DELAYED in fresh
    assert job.trouble is None


async def test_a_forgotten_job_is_lost_looked_for_and_asked_about(house):
    house.partner.answers = {"create": "Jb1", "status": errors.Unknown("gone", http=404)}
    job_id = await house.create()
    delay = 0.0
    for _ in range(10):
        job, delay = await house.step(job_id, delay)
    assert freshness_of(job) is Freshness.LOST
    assert (job.status, job.asks) == (JobStatus.PENDING, True)
    house.partner.listed = [program("Pg_new")]
    job, _ = await house.step(job_id, delay)
    assert (job.status, job.program_id) == (JobStatus.COMPLETED, "Pg_new")


async def test_a_job_that_was_only_briefly_unknown_goes_on(house):
    unknown = errors.Unknown("gone", http=404)
    house.partner.answers = {"create": "Jb1", "status": [unknown, unknown, completed()]}
    job_id = await house.create()
    delay = 0.0
    while delay is not None:
        job, delay = await house.step(job_id, delay)
    assert job.status is JobStatus.COMPLETED


async def test_an_answer_without_a_status_is_no_receipt(house):
    house.partner.answers = {"create": "Jb1", "status": StatusAnswer(200, {"a": 1}, "{}")}
    job_id = await house.create()
    await house.step(job_id)
    job, _ = await house.step(job_id, 2)
    assert (job.status, freshness_of(job)) == (JobStatus.PENDING, Freshness.DELAYED)


async def test_a_program_id_that_the_receipt_lacks_is_found_in_the_list(house):
    house.partner.answers = {"create": "Jb1", "status": completed(None)}
    job_id = await house.create()
    await house.step(job_id)
    job, delay = await house.step(job_id, 2)
    assert (job.status, job.program_id) == (JobStatus.COMPLETED, None)
    house.partner.listed = [program("Pg_new")]
    job, delay = await house.step(job_id, delay)
    assert (job.program_id, delay) == ("Pg_new", None)


async def test_an_old_job_is_asked_about_seldom(house):
    house.partner.answers = {"create": "Jb1", "status": StatusAnswer(202, None, "")}
    job_id = await house.create()
    delay, day = 0.0, START + timedelta(days=1)
    while house.clock.now() < day:
        _, delay = await house.step(job_id, delay)
    assert house.partner.count("status") < 1700


async def test_looking_without_news_writes_nothing(house):
    house.partner.answers = {"create": "Jb1", "status": StatusAnswer(202, None, "")}
    job_id = await house.create()
    for _ in range(3):
        await house.step(job_id, 2)
    version = house.store.get(job_id).version
    for _ in range(20):
        await house.step(job_id, 15)
    assert house.store.get(job_id).version == version


async def test_a_key_is_still_the_same_job_when_its_order_has_gone_out_of_date(house):
    old = await house.programs.create(ORDER, key="k")
    house.clock.advance(60 * 24 * 3600)  # the start that it asks for is over
    assert (await house.programs.create(ORDER, key="k")).id == old.id
