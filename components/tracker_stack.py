"""The trackers above a form, newest on top; older ones that only run are folded to a line each."""

from collections.abc import Callable, Sequence

from nicegui import ui

from components.basics import link_button
from components.card_fold import CardFold
from components.dismissed import DismissedLine
from components.in_turns import in_turns
from components.job_tracker import JobTracker, NewTracker, OnResubmit
from models.job import Job
from services.i18n import _
from services.people.acting import own_name

MOST = 10  # cards of jobs under way; more are a list, and slow to draw


class TrackerStack:
    def __init__(self, on_resubmit: OnResubmit, busy: Callable[[], bool]) -> None:
        self._on_resubmit = on_resubmit
        self._busy = busy
        self._shown: dict[str, JobTracker] = {}
        self._place = ui.element("div").classes("ad-stack")
        self._place.set_visibility(False)
        self._put_away = DismissedLine(self.add)
        self._more = link_button(_("All jobs under way"), "/jobs", "small")
        self._more.set_visibility(False)

    def add(
        self,
        job: Job,
        done: Callable[[bool], None] | None = None,
        made: type[JobTracker] = JobTracker,
    ) -> JobTracker | None:
        """Put a card on top; `done(success)` when the job ends. None when it is there already."""
        if job.id in self._shown:
            return None
        self._place.set_visibility(True)
        with self._place:
            card = made(
                job.id,
                job.kind.value,
                job.program_id,
                on_complete=lambda success, _program: done(success) if done else None,
                on_resubmit=self._on_resubmit,
                busy=self._busy,
                may_leave=lambda: self._others_have_ended(job.id),
                on_dismiss=lambda: self._dismissed(job.id),
            )
        card.fold = CardFold(card, card.head, job)
        for older in self._shown.values():
            if older.fold is not None and not older.speaks:
                older.fold.fold()
        self._shown[job.id] = card
        card.move(target_index=0)
        return card

    def submitted(self, job: Job, done: Callable[[bool], None] | None = None) -> None:
        """Put the card of a job that was just submitted on top, and into view."""
        card = self.add(job, done, NewTracker)
        if card is not None:
            ui.run_javascript(
                "requestAnimationFrame(() => document.getElementById("
                f"'{card.html_id}')?.scrollIntoView({{block: 'nearest'}}))"
            )

    async def restore(
        self, jobs: Sequence[Job], done: Callable[[bool], None] | None = None
    ) -> None:
        """The cards that belong here after a reload; newest first, at most `MOST` unfinished."""
        async for job in in_turns(reversed(jobs)):
            if self._place.is_deleted:
                return
            self.add(job, done)
        self._more.set_visibility(sum(not job.terminal for job in jobs) >= MOST)

    def _others_have_ended(self, job_id: str) -> bool:
        """Nobody is taken away from a job that is still under way, or that asks him something.

        What scripts submit does not count: there is always some of it somewhere.
        """
        others = [card for name, card in self._shown.items() if name != job_id]
        return all(card.ended for card in others if card.actor == own_name())

    def _dismissed(self, job_id: str) -> None:
        self._shown.pop(job_id, None)
        self._place.set_visibility(bool(self._shown))
        self._put_away.show(job_id)
