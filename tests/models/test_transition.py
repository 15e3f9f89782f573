"""The one function that moves a job: all pairs of phase and evidence, and what never happens."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import duplicate_evidence as duplicate
from models import evidence as ev
from models.duplication import Plan
from models.job import Freshness, Job, JobKind, Phase, freshness_of
from models.job_status import JobStatus
from models.transition import apply, born, replay, transition

NOW = datetime(2026, 5, 4, 9, 12, 7, tzinfo=UTC)
TROUBLE = {"kind": "unreachable", "http": None, "code": None, "message": "no connection"}

PLAN = Plan("Pg0", left=[("AD_GOAL", {"ad_goal": "CALLS"})])

EVIDENCE: dict[str, ev.Evidence] = {
    "planned": duplicate.Planned(order={}, business_id="B", program_type="CPC", plan=PLAN),
    "impossible": duplicate.Impossible(error={"code": "SOURCE_NOT_FOUND"}),
    "feature": duplicate.FeatureWritten(feature="AD_GOAL"),
    "feature_tried": duplicate.FeatureTried(feature="AD_GOAL", tries=1, trouble=TROUBLE),
    "feature_left": duplicate.FeatureLeft(feature="AD_GOAL", why="No."),
    "copied": duplicate.Copied(),
    "submitting": ev.SubmitStarted(baseline=("Pg1",)),
    "not_sent": ev.NotSent(trouble=TROUBLE),
    "accepted": ev.Accepted(partner_job_id="Jb1"),
    "switched": ev.Switched(),
    "refused": ev.Refused(error={"code": "HTTP_400"}),
    "unconfirmed": ev.Doubted(reason="time-out"),
    "pending": ev.Reported(status=JobStatus.PENDING, partner_status="QUEUED"),
    "processing": ev.Reported(status=JobStatus.IN_PROGRESS, partner_status="PROCESSING"),
    "completed": ev.Reported(status=JobStatus.COMPLETED, program_id="Pg2", receipt="{}"),
    "failed": ev.Reported(status=JobStatus.FAILED, error={"code": "NO_CATEGORIES"}),
    "trouble": ev.Troubled(trouble=TROUBLE),
    "recovered": ev.Recovered(),
    "asked": ev.Asked(reason="nothing fits"),
    "found": ev.Found(program_id="Pg3", reason="in the list"),
    "named": ev.Named(program_id="Pg4", reason="in the list"),
    "absent": ev.Absent(reason="not there"),
    "retried": ev.Retried(retried_by="job_2"),
    "dismissed": ev.Dismissed(),
    "restored": ev.Restored(),
}

# phase -> evidence -> the phase after it; whatever is not here must not move the job's phase.
MOVES: dict[Phase, dict[str, Phase]] = {
    Phase.RECORDED: {"submitting": Phase.SUBMITTING, "impossible": Phase.SETTLED},
    Phase.SUBMITTING: {
        "not_sent": Phase.RECORDED,
        "accepted": Phase.ACCEPTED,
        "switched": Phase.PROCESSING,
        "refused": Phase.SETTLED,
        "unconfirmed": Phase.UNCONFIRMED,
    },
    Phase.UNCONFIRMED: {
        "accepted": Phase.ACCEPTED,
        "found": Phase.SETTLED,
        "absent": Phase.SETTLED,
    },
    Phase.ACCEPTED: {
        "processing": Phase.PROCESSING,
        "completed": Phase.SETTLED,
        "failed": Phase.SETTLED,
        "found": Phase.SETTLED,
        "absent": Phase.SETTLED,
    },
    Phase.PROCESSING: {
        "pending": Phase.ACCEPTED,
        "completed": Phase.SETTLED,
        "failed": Phase.SETTLED,
        "found": Phase.SETTLED,
        "absent": Phase.SETTLED,
    },
    Phase.COPYING: {"copied": Phase.SETTLED},
    Phase.SETTLED: {},
}


def job_in(phase: Phase, status: JobStatus | None = None) -> Job:
    settled = phase is Phase.SETTLED
    return Job(
        id="job_1",
        kind=JobKind.CREATE,
        phase=phase,
        status=status or (JobStatus.COMPLETED if settled else JobStatus.PENDING),
        completed_at=NOW if settled else None,
        created_at=NOW,
        updated_at=NOW,
    )


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("name", list(EVIDENCE))
def test_every_pair_of_phase_and_evidence_moves_as_the_table_says(phase, name):
    job = job_in(phase)

    event = transition(job, EVIDENCE[name], NOW + timedelta(seconds=1))

    after = job if event is None else apply(job, event)
    assert after.phase is MOVES[phase].get(name, phase)
    assert job.phase is phase, "the row that was handed in is left alone"


@pytest.mark.parametrize("status", [JobStatus.COMPLETED, JobStatus.FAILED])
@pytest.mark.parametrize("name", list(EVIDENCE))
def test_terminal_is_terminal(status, name):
    job = job_in(Phase.SETTLED, status)
    event = transition(job, EVIDENCE[name], NOW + timedelta(days=1))
    after = job if event is None else apply(job, event)
    assert (after.status, after.phase, after.completed_at) == (status, Phase.SETTLED, NOW)


def test_what_changes_nothing_makes_no_event():
    job = job_in(Phase.PROCESSING, JobStatus.IN_PROGRESS)
    job.partner_status = "PROCESSING"
    assert transition(job, EVIDENCE["processing"], NOW) is None


def test_the_same_trouble_again_makes_no_event_and_keeps_its_beginning():
    job = job_in(Phase.PROCESSING)
    troubled = apply(job, transition(job, ev.Troubled(trouble=TROUBLE), NOW))
    assert transition(troubled, ev.Troubled(trouble=TROUBLE), NOW + timedelta(hours=1)) is None
    assert troubled.trouble["since"] == NOW.isoformat()


def test_trouble_never_changes_the_status():
    job = job_in(Phase.PROCESSING, JobStatus.IN_PROGRESS)
    after = apply(job, transition(job, ev.Troubled(trouble=TROUBLE), NOW))
    assert after.status is JobStatus.IN_PROGRESS
    assert freshness_of(after) is Freshness.DELAYED


def test_a_late_answer_after_a_person_decided_is_kept_but_changes_no_status():
    job = job_in(Phase.SETTLED, JobStatus.FAILED)
    after = apply(job, transition(job, ev.Accepted(partner_job_id="Jb9"), NOW))
    assert after.partner_job_id == "Jb9"
    assert after.status is JobStatus.FAILED


def test_an_unknown_word_keeps_the_partners_raw_word():
    job = job_in(Phase.ACCEPTED)
    seen = ev.Reported(status=JobStatus.IN_PROGRESS, partner_status="REVIEWING")
    after = apply(job, transition(job, seen, NOW))
    assert (after.status, after.partner_status) == (JobStatus.IN_PROGRESS, "REVIEWING")


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        (NOW + timedelta(seconds=30), NOW + timedelta(seconds=30)),
        (NOW + timedelta(days=9), NOW + timedelta(seconds=60)),  # a clock that runs ahead
        (NOW - timedelta(days=9), NOW + timedelta(seconds=60)),  # a clock that runs behind
        (None, NOW + timedelta(seconds=60)),
    ],
)
def test_the_partners_end_counts_only_where_its_clock_makes_sense(ended, expected):
    job = job_in(Phase.PROCESSING)
    job.accepted_at = NOW
    done = ev.Reported(status=JobStatus.COMPLETED, completed_at=ended)
    assert apply(job, transition(job, done, NOW + timedelta(seconds=60))).completed_at == expected


@pytest.mark.parametrize(
    ("evidence", "phase"),
    [("completed", Phase.PROCESSING), ("found", Phase.UNCONFIRMED), ("found", Phase.ACCEPTED)],
)
def test_a_program_whose_features_are_left_to_write_is_not_done(evidence, phase):
    job = job_in(phase)
    job.plan = PLAN.kept()
    after = apply(job, transition(job, EVIDENCE[evidence], NOW))
    assert (after.phase, after.status) == (Phase.COPYING, JobStatus.IN_PROGRESS)
    assert after.program_id is not None
    assert after.completed_at is None


@given(
    st.lists(st.sampled_from(sorted(EVIDENCE)), max_size=12),
    st.sampled_from([None, PLAN.kept()]),
)
def test_events_replay_to_the_row_and_terminal_never_changes(names, plan):
    job = job_in(Phase.RECORDED)
    job.plan = plan
    events, ended = [born(job)], None
    for second, name in enumerate(names, start=1):
        event = transition(job, EVIDENCE[name], NOW + timedelta(seconds=second))
        if event is None:
            continue
        assert event.version == job.version + 1
        job = apply(job, event)
        events.append(event)
        if ended is not None:
            assert job.status is ended
        ended = job.status if job.terminal else None
    assert replay(events).model_dump() == job.model_dump()


def test_freshness_is_derived():
    lost = job_in(Phase.PROCESSING)
    lost.trouble = {"kind": "unknown_job"}
    assert freshness_of(lost) is Freshness.LOST
    assert freshness_of(job_in(Phase.UNCONFIRMED)) is Freshness.UNCONFIRMED
    assert freshness_of(job_in(Phase.SETTLED)) is Freshness.FRESH


def test_a_dismissed_card_can_be_brought_back_and_the_events_say_both():
    job = Job(id="job_1", kind=JobKind.CREATE, created_at=NOW, updated_at=NOW)
    events = [born(job)]
    for evidence in (ev.Dismissed(), ev.Restored(actor="local")):
        events.append(transition(job, evidence, NOW))
        job = apply(job, events[-1])
    assert job.dismissed_at is None
    assert transition(job, ev.Restored(), NOW) is None, "there is nothing to bring back"
    assert replay(events) == job
