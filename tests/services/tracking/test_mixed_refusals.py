"""Refusals, an unknown job number and outages in turns: nobody is told what was not said.

A person who reads that a job is lost may submit it again, and buy it twice.
"""

import pytest
from test_refused_looks import accepted, after, conflict, seen
from test_tracking import House, program

from models.job import Freshness, JobKind, Phase, freshness_of
from models.job_status import JobStatus
from services.i18n import speaking
from services.retelling import retold
from services.upstream import errors

PROGRAM = "Pg0000000000000000bbbB"
FORGOTTEN = errors.Unknown("Which job?", http=404)
BROKEN = errors.Unavailable("Broken.", http=500)
DOWN = errors.Unavailable("Down.", http=503)


@pytest.fixture
async def house(tmp_path):
    made = House(tmp_path)
    yield made
    made.store.close()


async def told(house, job_id, answers, pause=20):
    """The row after these answers to looks at the status, one each `pause` seconds."""
    for answer in answers:
        house.partner.answers["status"] = answer
        job, _ = await house.step(job_id, pause)
    return job


async def switched(house):
    async def taken(_program_id):
        pass

    house.partner.pause = taken
    job = await house.programs.switch(PROGRAM, pause=True)
    await house.step(job.id)
    return job.id


@pytest.mark.parametrize("passing", [FORGOTTEN, BROKEN])
async def test_one_that_does_not_know_after_refusals_is_no_lost_job(house, passing):
    job_id = await accepted(house)
    job = await told(house, job_id, [conflict()] * 3 + [passing], 30)
    assert (freshness_of(job), job.asks, job.doubtful) == (Freshness.DELAYED, False, False)
    job = await told(house, job_id, [passing] * 3, 30)
    assert (freshness_of(job), job.asks) == (Freshness.LOST, True)


async def test_a_refusal_after_a_long_outage_is_no_lasting_one(house):
    job_id = await accepted(house)
    house.partner.answers["list"] = DOWN
    await told(house, job_id, [BROKEN] * 12, 60)
    del house.partner.answers["list"]
    job = await told(house, job_id, [conflict()] * 5)
    assert (job.asks, job.doubtful) == (False, False)


async def test_an_outage_that_others_found_is_no_part_of_a_silence(house):
    job_id = await accepted(house)
    await told(house, job_id, [conflict()] * 5)
    for other in "abc":
        house.tracking.circuit.failed(other, {"kind": "no_answer"}, retry_after=650)
    job = await told(house, job_id, [conflict()] * 2, 350)
    assert job.asks is False
    job, _ = await after(house, job_id, 900)
    assert job.asks is True


async def test_an_outage_of_the_list_is_no_part_of_a_silence(house):
    """One refusal by the list, after eleven minutes of 500 and 503, is no word about the job."""
    job_id = await accepted(house)
    house.partner.answers["list"] = DOWN
    await told(house, job_id, [BROKEN] * 12, 60)
    house.partner.answers["list"] = conflict()
    job = await told(house, job_id, [BROKEN])
    assert (job.asks, job.doubtful) == (False, False)


async def test_refusals_and_unknowns_in_turns_conclude_nothing(house):
    job_id = await accepted(house)
    job = await told(house, job_id, [conflict(), FORGOTTEN, conflict(), BROKEN] * 10)
    assert (job.status, job.asks, job.doubtful) == (JobStatus.PENDING, False, False)


async def test_a_forgotten_job_whose_list_is_refused_once_asks_nobody_yet(house):
    job_id = await accepted(house)
    await told(house, job_id, [FORGOTTEN] * 3, 30)
    house.partner.answers["list"] = conflict()
    job = await told(house, job_id, [FORGOTTEN], 30)
    assert (job.asks, job.doubtful) == (False, False)
    job, _ = await after(house, job_id, 1000)
    assert (job.asks, freshness_of(job)) == (True, Freshness.LOST)


@pytest.mark.parametrize("refusal", [conflict(), FORGOTTEN])
async def test_an_outage_between_two_refusals_of_a_list_begins_the_silence_anew(house, refusal):
    job_id = await switched(house)
    for failure, pause in [(refusal, 1)] * 3 + [(DOWN, 60)] * 11 + [(refusal, 60)] * 5:
        house.partner.answers["info"] = failure
        job, _ = await house.step(job_id, pause)
    assert (job.asks, job.doubtful) == (False, False)
    assert freshness_of(job) is Freshness.DELAYED


async def test_two_refusals_far_apart_are_not_enough(house):
    job_id = await switched(house)
    house.partner.answers["info"] = conflict()
    for pause in (1, 700):
        job, _ = await house.step(job_id, pause)
    assert job.asks is False


async def test_while_nobody_is_asked_anything_the_silence_does_not_grow(house):
    """Others have found the partner out of order: this job is kept from asking."""
    job_id = await switched(house)
    house.partner.answers["info"] = conflict()
    for pause in (1, 2, 4, 8):
        await house.step(job_id, pause)
    for other in "abc":
        house.tracking.circuit.failed(other, {"kind": "no_answer"}, retry_after=650)
    await house.step(job_id, 300)
    job, _ = await house.step(job_id, 500)
    assert job.asks is False


async def test_the_grace_is_respected_by_a_list_that_is_refused(house):
    object.__setattr__(house.tracking, "grace", 3600)
    job_id = await house.doubtful()
    house.partner.answers["list"] = conflict()
    job, _ = await after(house, job_id, 3000)
    assert job.asks is False
    job, _ = await after(house, job_id, 900)
    assert job.asks is True


async def ending(house):
    house.partner.answers["end"] = "Je1"
    job = await house.programs.end(PROGRAM)
    await house.step(job.id)
    house.partner.answers["status"] = FORGOTTEN
    return job.id


async def test_a_program_that_is_gone_is_ended(house):
    job_id = await ending(house)
    house.partner.info_errors = [{"id": "INVALID_PROGRAM_ID"}]
    job = await told(house, job_id, [FORGOTTEN] * 4)
    assert (job.kind, job.status) == (JobKind.TERMINATE, JobStatus.COMPLETED)


@pytest.mark.parametrize("error", [{"id": "TIMEOUT", "description": "Too slow."}, {"what": "no"}])
async def test_an_error_in_place_of_the_program_does_not_say_that_it_is_gone(house, error):
    job_id = await ending(house)
    house.partner.info_errors = [error]
    job = await told(house, job_id, [FORGOTTEN] * 8)
    assert job.status is JobStatus.PENDING
    assert job.asks


@pytest.mark.parametrize("said", [[], [{"id": "INVALID_PROGRAM_ID"}, {"id": "TIMEOUT"}]])
async def test_no_word_of_the_program_does_not_say_that_it_is_gone(house, said):
    """Contract 9: gone is an empty list and that error."""
    job_id = await ending(house)
    house.partner.info_errors = said
    job = await told(house, job_id, [FORGOTTEN] * 8)
    assert (job.status, job.asks) == (JobStatus.PENDING, True)


async def test_another_program_in_the_answer_says_nothing_of_this_one(house):
    """Ended long ago, it would be told as the end of the one that was asked for."""
    job_id = await ending(house)
    house.partner.info = [program("Pg_other", program_status="EXPIRED", end_date="2026-01-01")]
    house.partner.info_errors = [{"id": "INVALID_PROGRAM_ID"}]
    job = await told(house, job_id, [FORGOTTEN] * 8)
    assert (job.status, job.asks) == (JobStatus.PENDING, True)
    house.partner.info.append(program(PROGRAM, end_date="2026-01-01"))
    job = await told(house, job_id, [FORGOTTEN] * 2)
    assert job.status is JobStatus.COMPLETED


async def test_one_that_was_sent_without_a_list_is_a_rival_all_the_same(house):
    """Its program is new in the list that the other one had read before."""
    house.partner.answers |= {"list": conflict(), "create": "Jb1"}
    rival = await house.create()
    await house.step(rival)
    del house.partner.answers["list"]
    house.partner.answers["create"] = errors.Ambiguous("No answer.")
    mine = await house.create(ad_categories=["plumbing"])
    await house.step(mine)
    house.partner.listed = [program("Pg_rival")]
    job, _ = await house.step(mine, 5)
    assert (job.phase, job.program_id) == (Phase.UNCONFIRMED, None), "it may be the rival's"


@pytest.mark.parametrize("http", [409, 410, 422])
async def test_a_create_whose_list_is_refused_is_sent_without_it(house, http):
    house.partner.answers |= {"list": conflict(http), "create": "Jb1"}
    job_id = await house.create()
    job, _ = await house.step(job_id)
    assert (job.phase, job.baseline, job.trouble) == (Phase.ACCEPTED, None, None)


async def test_one_of_them_in_doubt_adopts_nothing(house):
    """Without a list from before, any program in it may be an older one."""
    house.partner.answers |= {"list": conflict(), "create": errors.Ambiguous("No answer.")}
    job_id = await house.create()
    await house.step(job_id)
    del house.partner.answers["list"]
    house.partner.listed = [program("Pg_older")]
    job, _ = await house.step(job_id, 61)
    assert (job.phase, job.asks) == (Phase.UNCONFIRMED, True)


async def test_the_words_say_what_was_asked(house):
    status, doubt, switch = await accepted(house), await house.doubtful(), await switched(house)
    house.partner.answers |= dict.fromkeys(("status", "list", "info"), conflict())
    words = []
    for job_id in (status, doubt, switch):
        await house.step(job_id, 5)
        words.append(seen(house, job_id).trouble_words.title)
    shown = "The partner does not show what it is asked for (HTTP 409): Come to the counter"
    assert "instead of how this job stands" in words[0]
    assert words[1:] == [shown, shown]
    with speaking("uk"):
        assert seen(house, doubt).trouble_words.title.startswith("Партнер не показує")


async def test_an_answer_without_a_number_is_told_without_one(house):
    job_id = await house.doubtful()
    house.partner.answers["list"] = errors.Unknown("Which business?", code="INVALID_BUSINESS_ID")
    job, _ = await after(house, job_id, 1000)
    assert job.asks
    assert "None" not in job.note + seen(house, job_id).trouble_words.text
    assert seen(house, job_id).trouble_words.code == "INVALID_BUSINESS_ID"
    with speaking("uk"):
        assert retold(job.note) != job.note


async def test_an_error_without_words_is_told_in_ours(house):
    job_id = await switched(house)
    house.partner.info_errors = [{"id": "TIMEOUT"}]
    await house.step(job_id, 5)
    ours = "The partner does not show what it is asked for: The partner does not show this program"
    assert seen(house, job_id).trouble_words.title == ours
    with speaking("uk"):
        assert "partner" not in seen(house, job_id).trouble_words.title


@pytest.mark.parametrize("refused", ["status", "list"])
async def test_a_named_pause_is_kept_to_however_often_it_was_refused(house, refused):
    job_id = await accepted(house)
    house.partner.answers["status"] = conflict()
    await told(house, job_id, [conflict()] * 5)
    wait = errors.Declined("Not now.", http=409, retry_after=1800)
    house.partner.answers[refused] = wait
    _, delay = await house.step(job_id, 20)
    assert delay >= 1800


@pytest.mark.parametrize("asked", ["status", "list", "info"])
async def test_codes_in_turns_are_not_written_down_at_each_look(house, asked):
    make = {"status": accepted, "list": House.doubtful, "info": switched}[asked]
    job_id = await make(house)
    pause = 60.0
    for look in range(90):
        house.partner.answers[asked] = conflict((409, 410, 422)[look % 3], f"No, for the {look}.")
        job, _ = await house.step(job_id, pause)
        if look == 30:
            before = job.version
    assert job.asks
    assert job.version == before


async def test_once_a_day_the_code_is_told_anew(house):
    job_id = await accepted(house)
    await told(house, job_id, [conflict(409)] * 15, 60)
    job = await told(house, job_id, [conflict(410)] * 3, 900)
    assert job.trouble["http"] == 409
    job = await told(house, job_id, [conflict(410)], 86_400)
    assert job.trouble["http"] == 410


async def test_what_was_not_shown_is_not_said_to_be_absent(house):
    """Who reads that the list does not show it may buy it once more."""
    job_id = await ending(house)
    house.partner.info_errors = [{"id": "TIMEOUT"}]
    job = await told(house, job_id, [FORGOTTEN] * 8)
    assert job.asks
    assert job.note.endswith("does not show what became of it.")
