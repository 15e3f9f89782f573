"""What is known of how long jobs take: read once, told of every end, never asked for again."""

import pytest

from models.durations import REMEMBERED
from models.job import JobKind
from models.polling import KEPT, MIN_HISTORY, Pauses
from services.tracking.history import History

PAUSES = Pauses(2.0, 15.0)
AGE = 5.0


class Shelf:
    """A store of durations that counts how often it is asked."""

    def __init__(self, durations):
        self._durations = durations
        self.asked = 0

    async def durations(self, kind, limit=200):
        self.asked += 1
        return self._durations[:limit] if kind is JobKind.CREATE else []


def told(history, durations, kind=JobKind.CREATE):
    for seconds in durations:
        history.ended(kind, seconds)


def test_too_little_history_changes_nothing():
    history = History()
    told(history, [40.0] * (MIN_HISTORY - 1))
    assert history.next(JobKind.CREATE, AGE, PAUSES) == PAUSES.next(AGE)


def test_enough_of_it_lets_a_young_job_alone():
    history = History()
    told(history, [40.0] * MIN_HISTORY)
    assert history.next(JobKind.CREATE, AGE, PAUSES) > 2 * PAUSES.next(AGE)


def test_every_kind_has_its_own():
    history = History()
    told(history, [40.0] * KEPT)
    assert history.next(JobKind.EDIT, AGE, PAUSES) == PAUSES.next(AGE)


async def test_the_store_is_asked_at_the_start_and_never_for_a_look():
    history, shelf = History(), Shelf([40.0 + n % 3 for n in range(500)])
    await history.load(shelf)
    asked = shelf.asked
    for age in range(2, 60):
        history.next(JobKind.CREATE, float(age), PAUSES)
        history.ended(JobKind.CREATE, 40.0)
    assert asked == len(JobKind)
    assert shelf.asked == asked


def test_jobs_that_get_longer_are_followed():
    history = History()
    told(history, [10.0] * KEPT)
    early = history.next(JobKind.CREATE, 20.0, PAUSES)
    told(history, [60.0 + n % 5 for n in range(KEPT)])
    assert history.next(JobKind.CREATE, 20.0, PAUSES) > early
    assert history.next(JobKind.CREATE, 58.0, PAUSES) < 2.5


def test_the_outlook_follows_every_end():
    history = History()
    told(history, [40.0] * (MIN_HISTORY - 1))
    assert history.outlook(JobKind.CREATE) is None
    told(history, [40.0])
    assert history.outlook(JobKind.CREATE).jobs == MIN_HISTORY
    assert history.outlook(JobKind.EDIT) is None


async def test_what_others_have_learned_is_read_again():
    history, shelf = History(), Shelf([40.0] * KEPT)
    await history.load(shelf)
    shelf._durations = [90.0] * KEPT
    await history.load(shelf)
    assert history.outlook(JobKind.CREATE).low == pytest.approx(90)
    assert history.outlook(JobKind.CREATE).jobs == KEPT


async def test_the_looks_are_planned_from_more_jobs_than_people_are_told_of():
    history, shelf = History(), Shelf([40.0] * KEPT + [200.0 + n % 9 for n in range(KEPT)] * 8)
    await history.load(shelf)
    told_of = history.outlook(JobKind.CREATE)
    assert (told_of.jobs, told_of.high) == (KEPT, pytest.approx(40))
    assert len(history._kinds[JobKind.CREATE].durations) == REMEMBERED
    told(history, [40.0])
    assert len(history._kinds[JobKind.CREATE].durations) == REMEMBERED


def test_jobs_that_become_slow_at_once_are_followed_after_thirty_two():
    history = History()
    told(history, [10.0 + n % 3 for n in range(REMEMBERED)])
    early = history.next(JobKind.CREATE, 20.0, PAUSES)
    told(history, [60.0 + n % 5 for n in range(32)])
    assert history.next(JobKind.CREATE, 20.0, PAUSES) >= early
    assert history.next(JobKind.CREATE, 58.0, PAUSES) < 2.5
