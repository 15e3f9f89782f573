"""Web Push against a push service on a socket: sealed, signed, once, and never in a job's way."""

import asyncio
import json
import logging
import stat
from datetime import timedelta

import pytest
import structlog
from push_service import BrowserKeys, signed_by

from models.evidence import Accepted, Asked, Doubted, Reported, SubmitStarted
from models.job import Job, JobKind
from models.job_status import JobStatus
from services.errors import Invalid
from services.job_ids import new_job_id
from services.push import pushes as pushes_module
from services.push.pushes import Pushes

WORDS = {
    "COMPLETED": "Program created successfully!",
    "FAILED": "Program was not created",
    "PARTLY": "Only partly done",
}


@pytest.fixture
def settings(settings):
    return settings.model_copy(update={"push_loopback": True})


@pytest.fixture
async def parts(adtrail, monkeypatch):
    """The store and what pushes need, without the engine: a job stays as it was put."""
    monkeypatch.setattr(pushes_module, "_SOON", 0.01)
    monkeypatch.setattr(pushes_module, "_CALM", 0.05)
    await adtrail.pushes.start()
    yield adtrail
    await adtrail.pushes.stop()
    await adtrail.partner.aclose()
    await asyncio.to_thread(adtrail.store.close)
    adtrail.lock.release()


def another(parts):
    """As another process, or the same after a restart."""
    return Pushes(parts.settings, parts.store, parts.jobs, parts.bus, parts.clock)


async def make_job(parts, *, ended=None, until=None):
    """`until` is the last thing that happened to it; else it is under way, or has ended."""
    now = parts.clock.now()
    job = Job(id=new_job_id(now), kind=JobKind.CREATE, created_at=now, updated_at=now)
    job.business_id = "GoldenGateHvacRepair00"
    await parts.store.record(job, lambda _session, _job: None)
    if until is not None:
        return (await parts.store.move(job.id, until)).job
    await parts.store.move(job.id, SubmitStarted(baseline=()))
    await parts.store.move(job.id, Accepted(partner_job_id="PartnerJobNumber0000000"))
    if ended is not None:
        await end(parts, job, ended)
    return job


async def end(parts, job, status=JobStatus.COMPLETED):
    done = Reported(
        status=status,
        partner_status=status.value,
        receipt="{}",
        program_id="ProgActiveManualBid000" if status is JobStatus.COMPLETED else None,
        error={"code": "NO", "message": "No.", "field": None, "all": []},
    )
    await parts.store.move(job.id, done)


async def until(condition, seconds=10):
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - a push service tells nobody
            await asyncio.sleep(0.02)


async def quiet():
    """Long enough for several rounds."""
    await asyncio.sleep(0.4)


async def test_a_message_that_only_the_browser_can_read_signed_with_our_key(parts, service, keys):
    name = await parts.pushes.subscribe(keys.subscription(service.endpoint()))
    job = await make_job(parts)
    await parts.pushes.wish(job.id, name, WORDS)
    await quiet()
    assert service.requests == [], "the job has not ended"
    await end(parts, job)
    await until(lambda: service.requests)
    await quiet()
    ((path, headers, body),) = service.requests
    assert path == "/send/one"
    assert b"Program" not in body
    assert keys.open(body) == {
        "title": "Program created successfully!",
        "body": "ProgActiveManualBid000",
        "tag": job.id,
        "url": f"/jobs/{job.id}",
    }
    assert headers["Content-Encoding"] == "aes128gcm"
    assert headers["Topic"] == job.id
    assert len(headers["Topic"]) <= 32
    assert int(headers["TTL"]) > 0
    key, claims = signed_by(headers["Authorization"])
    assert key == parts.pushes.public_key
    assert claims["aud"] == service.url
    assert claims["sub"] == parts.settings.push_contact
    left = claims["exp"] - parts.clock.now().timestamp()
    assert 0 < left <= timedelta(hours=24).total_seconds()


async def test_a_failure_has_its_own_words(parts, service, keys):
    name = await parts.pushes.subscribe(keys.subscription(service.endpoint()))
    job = await make_job(parts, ended=JobStatus.FAILED)
    await parts.pushes.wish(job.id, name, WORDS)  # it had ended already
    await until(lambda: service.requests)
    assert keys.open(service.requests[0][2])["title"] == "Program was not created"


async def test_who_has_to_decide_is_told_once_and_of_the_end_as_well(parts, service, keys):
    more = [another(parts) for _ in range(2)]
    for one in more:
        await one.start()
    name = await parts.pushes.subscribe(keys.subscription(service.endpoint()))
    job = await make_job(parts, until=SubmitStarted(baseline=()))
    await parts.pushes.wish(job.id, name, WORDS | {"ASKS": "Please decide"})
    await parts.store.move(job.id, Doubted(reason="No answer."))
    await quiet()
    assert service.requests == [], "nobody is asked yet"
    await parts.store.move(job.id, Asked(reason="It is not in the list."))
    await until(lambda: service.requests)
    await quiet()
    for one in more:
        await one.stop()
    ((_path, headers, body),) = service.requests
    assert headers["Topic"] == job.id
    assert keys.open(body) == {
        "title": "Please decide",
        "body": "GoldenGateHvacRepair00",
        "tag": job.id,
        "url": f"/jobs/{job.id}",
        "asks": True,
    }
    await parts.store.move(job.id, Accepted(partner_job_id="PartnerJobNumber0000000"))
    await end(parts, job)
    await until(lambda: len(service.requests) > 1)
    await quiet()
    _question, (_path, _headers, body) = service.requests
    assert keys.open(body)["title"] == "Program created successfully!"


async def test_a_question_that_nobody_takes_is_dropped_and_the_end_is_told(
    parts, service, keys, monkeypatch
):
    monkeypatch.setattr(pushes_module, "_PAUSE", 0.001)
    name = await parts.pushes.subscribe(keys.subscription(service.endpoint()))
    job = await make_job(parts, until=SubmitStarted(baseline=()))
    await parts.pushes.wish(job.id, name, WORDS)
    service.answers = [(503, {})] * 5
    await parts.store.move(job.id, Doubted(reason="No answer."))
    await parts.store.move(job.id, Asked(reason="It is not in the list."))
    await until(lambda: len(service.requests) == 5)
    await quiet()
    assert len(service.requests) == 5
    await parts.store.move(job.id, Accepted(partner_job_id="PartnerJobNumber0000000"))
    service.answers = [(503, {})]
    await end(parts, job)
    await until(lambda: len(service.requests) == 7)
    assert keys.open(service.requests[-1][2])["title"] == "Program created successfully!"


async def test_one_message_each_however_many_look_for_it(parts, service, keys):
    more = [another(parts) for _ in range(3)]
    for one in more:
        await one.start()
    names = [
        await parts.pushes.subscribe(BrowserKeys().subscription(service.endpoint(f"b{n}")))
        for n in range(4)
    ]
    jobs = [await make_job(parts) for _ in range(5)]
    for job in jobs:
        for name in names:
            await parts.pushes.wish(job.id, name, WORDS)
            await parts.pushes.wish(job.id, name, WORDS)
    for job in jobs:
        await end(parts, job)
    await until(lambda: len(service.requests) >= 20)
    await quiet()
    for one in more:
        await one.stop()
    sent = sorted((path, headers["Topic"]) for path, headers, _ in service.requests)
    assert sent == sorted((f"/send/b{n}", job.id) for n in range(4) for job in jobs)


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_is_gone_is_forgotten(parts, service, keys, status):
    name = await parts.pushes.subscribe(keys.subscription(service.endpoint()))
    first, second = await make_job(parts), await make_job(parts)
    for job in (first, second):
        await parts.pushes.wish(job.id, name, WORDS)
    service.answers = [(status, {})]
    await end(parts, first)
    await until(lambda: not parts.pushes.has(name))
    await end(parts, second)
    await quiet()
    assert len(service.requests) == 1


async def test_a_busy_service_is_asked_again_and_not_for_ever(
    parts, service, keys, monkeypatch, capsys
):
    monkeypatch.setattr(pushes_module, "_PAUSE", 0.001)
    name = await parts.pushes.subscribe(keys.subscription(service.endpoint()))
    job = await make_job(parts)
    await parts.pushes.wish(job.id, name, WORDS)
    service.answers = [(503, {}), (429, {"Retry-After": "0"})]
    await end(parts, job)
    await until(lambda: len(service.requests) == 3)
    await quiet()
    assert len(service.requests) == 3, "the third was taken"

    other = await make_job(parts)
    await parts.pushes.wish(other.id, name, WORDS)
    service.answers = [(500, {})] * 50
    with structlog.testing.capture_logs() as said:
        await end(parts, other)
        await until(lambda: any("could not be delivered" in line["event"] for line in said))
    await quiet()
    assert len(service.requests) == 3 + 5
    (line,) = [line for line in said if "could not be delivered" in line["event"]]
    assert line["reason"] == "HTTP 500"
    assert service.url not in json.dumps(said)
    assert keys.subscription("")["keys"]["auth"] not in json.dumps(said)
    assert parts.pushes.has(name)


async def test_a_service_that_is_away_costs_the_job_nothing(parts, service, keys, monkeypatch):
    monkeypatch.setattr(pushes_module, "_PAUSE", 0.001)
    gone = "http://127.0.0.1:9/send"  # nothing listens there
    name = await parts.pushes.subscribe(keys.subscription(gone))
    job = await make_job(parts)
    await parts.pushes.wish(job.id, name, WORDS)
    with structlog.testing.capture_logs() as said:
        await end(parts, job)
        assert parts.store.get(job.id).status is JobStatus.COMPLETED
        await until(lambda: any("could not be delivered" in line["event"] for line in said))
    assert service.requests == []


async def test_a_redirect_is_not_followed(parts, service, keys):
    name = await parts.pushes.subscribe(keys.subscription(service.endpoint()))
    job = await make_job(parts)
    await parts.pushes.wish(job.id, name, WORDS)
    service.answers = [(307, {"Location": f"{service.url}/elsewhere"})]
    await end(parts, job)
    await until(lambda: service.requests)
    await quiet()
    assert [path for path, _, _ in service.requests] == ["/send/one"]


async def test_a_wish_can_be_taken_back(parts, service, keys):
    name = await parts.pushes.subscribe(keys.subscription(service.endpoint()))
    job = await make_job(parts)
    await parts.pushes.wish(job.id, name, WORDS)
    await parts.pushes.unwish(job.id, name)
    await end(parts, job)
    await quiet()
    assert service.requests == []


async def test_what_was_due_while_nobody_ran_is_sent_at_the_next_start(parts, service, keys):
    name = await parts.pushes.subscribe(keys.subscription(service.endpoint()))
    job = await make_job(parts)
    await parts.pushes.wish(job.id, name, WORDS)
    await parts.pushes.stop()
    await end(parts, job)
    next_ = another(parts)
    await next_.start()
    await until(lambda: service.requests)
    await next_.stop()
    key, _ = signed_by(service.requests[0][1]["Authorization"])
    assert key == parts.pushes.public_key, "the key outlives the process"


async def test_the_key_is_for_our_eyes_only(parts):
    kept = parts.settings.data_dir / "push.key"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text().startswith("-----BEGIN PRIVATE KEY-----")


async def test_a_key_that_cannot_be_read_turns_web_push_off_and_nothing_else(parts):
    (parts.settings.data_dir / "push.key").write_text("garbage")
    broken = another(parts)
    logging.disable(logging.CRITICAL)
    await broken.start()
    logging.disable(logging.NOTSET)
    assert broken.public_key == ""
    await broken.stop()


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        {"endpoint": "https://push.example.org/x"},
        {"endpoint": "https://push.example.org/x", "keys": {"p256dh": "AAAA", "auth": "AAAA"}},
        {"endpoint": "https://push.example.org/x", "keys": {"p256dh": "ü", "auth": "ü"}},
    ],
)
async def test_a_subscription_without_usable_keys_is_refused(parts, given):
    with pytest.raises(Invalid):
        await parts.pushes.subscribe(given)
