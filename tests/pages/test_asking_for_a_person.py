"""A job that needs a person's decision calls him, where he wished to be told."""

from components import job_watch
from components.job_watch import JobWatch
from models.evidence import Asked, Doubted, SubmitStarted


async def test_who_wanted_to_be_told_is_called_once_to_decide(
    user, make_job, move, eventually, monkeypatch
):
    told = []
    monkeypatch.setattr(
        job_watch, "_notify", lambda job, words, *, asks: told.append((job.id, words, asks))
    )
    wanted, other = await make_job("recorded"), await make_job("recorded")
    await user.open("/jobs")
    with user:
        JobWatch.here().started(other.id)
        await JobWatch.here().notify(wanted.id, wanted=True)
    for job in (wanted, other):
        await move(job, SubmitStarted(), Doubted(reason="No answer."), Asked(reason="Not found."))
    await eventually(lambda: told)
    await user.open("/programs")
    assert told == [(wanted.id, "Please decide", True)]
