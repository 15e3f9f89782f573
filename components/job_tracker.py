"""The tracker card: a job's status, how well it is known, and what can be done (experience 1, 2).

It subscribes to the job, reads the row when it changes and redraws what differs. A slow
`ui.timer` is the safety net for a push that was missed.
"""

import asyncio
from collections.abc import Callable
from functools import partial

from nicegui import ui
from nicegui.element import Element

from components.attention import announce
from components.basics import button, copy_button, copy_link, link_button, named
from components.card_fold import CardFold
from components.freshness_line import FreshnessLine
from components.in_turns import STANDS, Turns
from components.job_look import is_running, look_at, same
from components.job_words import ALL_BACKGROUNDS, HEADLINES, LOOKS, PARTLY_DONE
from components.moments import Moment
from components.parts import parts
from components.permission import acts
from components.redirect import Redirect
from components.timeline import TimelineFold, timeline_opener
from components.tracker_doubt import doubt_block
from components.tracker_error import error_block, outcome_words
from components.tracker_head import TrackerHead
from components.tracker_progress import TrackerProgress
from models.job import MAKES_PROGRAM, Freshness, Job, Phase
from models.job_status import JobStatus
from services.bus import JobChanged
from services.i18n import _
from services.jobs import JobView
from services.retelling import in_words

_SAFETY_NET = 5.0  # seconds
_REDRAW = 0.25  # seconds; at most four redraws a second (design 4)

OnComplete = Callable[[bool, str | None], None]
OnResubmit = Callable[[Job], None]


class JobTracker(ui.card):
    _rest_follows = False
    _told: JobStatus | None = None  # the last status that was announced

    def __init__(
        self,
        job_id: str,
        job_type: str,
        program_id: str | None = None,
        on_complete: OnComplete | None = None,
        *,
        on_resubmit: OnResubmit | None = None,
        busy: Callable[[], bool] | None = None,
        may_leave: Callable[[], bool] | None = None,
        on_dismiss: Callable[[], None] | None = None,
        timeline: bool = True,
    ) -> None:
        """A card for one job; `job_type` is create, edit, duplicate or terminate.

        `on_complete(success, program_id)` is called once, when the job ends while the card is
        on the screen; with it the card goes to the program's page by itself on success, if
        `may_leave()` allows it, and not while `busy()` says that a field has unsaved input.
        `timeline` is False on a page that shows it anyway.
        """
        super().__init__()
        self._job_id = job_id
        self._job_type = job_type
        self._program_id = program_id
        self._on_complete = on_complete
        self._on_resubmit = on_resubmit
        self._on_dismiss = on_dismiss
        self._busy = busy or (lambda: False)
        self._may_leave = may_leave or (lambda: True)
        self._timeline = timeline
        self._redirects = on_complete is not None and Redirect.wanted()
        self._program: Element | None = None
        self._whole = False
        self._shown: JobView | None = None
        self._drawn_at = asyncio.get_running_loop().time()
        self._waiting = False
        self._blocks: dict[Element, object] = {}
        self.fold: CardFold | None = None  # where it stands in a stack
        self.props("flat").classes("ad-tracker")
        self._props["data-job-id"] = job_id
        self._props["role"] = "group"
        with self:
            self._build()
        self._refresh()
        self._unsubscribe = parts().bus.subscribe(self._heard, job_id)
        if self._rest_follows:
            self.classes("ad-first")
            asyncio.get_running_loop().call_later(STANDS, self._complete)
        else:
            self._complete()

    @property
    def ended(self) -> bool:
        return self._shown is not None and self._shown.job.terminal

    @property
    def speaks(self) -> bool:
        """It tells of a failure or asks something: not to be folded away."""
        if self._shown is None:
            return False
        job = self._shown.job
        return job.status is JobStatus.FAILED or job.asks or job.phase is Phase.UNCONFIRMED

    @property
    def actor(self) -> str:
        """Who asked for the job."""
        return self._shown.job.actor if self._shown is not None else ""

    def _build(self) -> None:
        """What is said first; everything else is added to it, and moves nothing."""
        self.head = TrackerHead()
        with ui.element("div").classes("ad-tracker-slot") as self._slot:
            self._running = TrackerProgress(self._job_id)

    def _complete(self) -> None:
        if self.is_deleted:
            return
        with self:
            self._build_rest()
            self._net = ui.timer(_SAFETY_NET, self._refresh, immediate=False)
            self._whole = True
            if self._shown is not None and is_running(self._shown):
                self._running.show(self._shown)
        self._follow()
        self.classes(remove="ad-first")

    def _build_rest(self) -> None:
        self._early = self.head.complete(self._job_id)
        if not self.ended:
            self._running.complete()
        with self._slot, ui.element("div").classes("ad-tracker-outcome"):
            self._late = ui.element("div").classes("ad-tracker-id")
            self._mixed = ui.element("div").classes("ad-tracker-line")
            self._problem = ui.element("div").classes("ad-tracker-error")
            self._known = FreshnessLine(check=False)
            self._redirect = ui.element("div")
        self._times = ui.element("div").classes("ad-tracker-times")
        with ui.element("div").classes("ad-tracker-foot"):
            opener = timeline_opener() if self._timeline else None
            copy_link(f"/jobs/{self._job_id}", _("Copy link"))
            self._actions = ui.element("div").classes("ad-tracker-actions")
        if opener is not None:
            TimelineFold(self._job_id, opener)

    def _heard(self, _change: JobChanged) -> None:
        """Redraw now, or as soon as the pace allows; the row is read then."""
        if self._waiting:
            return
        self._waiting = True
        loop = asyncio.get_running_loop()
        turn = partial(Turns.here().soon, partial(self._redraw, loop.time))
        loop.call_at(max(loop.time(), self._drawn_at + _REDRAW), turn)

    def _redraw(self, now: Callable[[], float]) -> None:
        self._waiting = False
        if self.is_deleted:
            return
        self._drawn_at = now()
        self._refresh()

    def _handle_delete(self) -> None:
        self._unsubscribe()
        super()._handle_delete()

    def _refresh(self) -> None:
        """Show the state at once, and what hangs on it after the other pages show it, too."""
        with self:  # a push comes in somebody else's context: in here it is this page's language
            view = look_at(self._job_id)
            before, self._shown = self._shown, view
            if before is not None and same(before, view):
                return
            self._draw(view)
        if before is None:
            self._told = view.job.status
        elif self._whole:
            Turns.here().then(self._follow)

    def _draw(self, view: JobView) -> None:
        job, look, words = view.job, LOOKS[view.job.status], self._words(view)
        self._props["data-status"] = job.status.value
        self._props["data-freshness"] = view.freshness.value
        named(self, words)
        self.classes(remove=ALL_BACKGROUNDS, add=look.background)
        self.update()
        self.head.show(view, words)
        running = is_running(view)
        if running:
            self._running.show(view)
        self._running.stand(running)

    def _follow(self) -> None:
        """What hangs on the state: the words of an error, the buttons, and who has to be told."""
        view = self._shown
        if self.is_deleted or view is None:
            return
        with self:
            self._draw_rest(view)
            if self._told is not view.job.status:
                self._told = view.job.status
                self._changed(view)
        self._stop_if_over()

    def _draw_rest(self, view: JobView) -> None:
        self._known.set_visibility(not is_running(view) and self._known.show(view))
        self._draw_blocks(view)

    def _draw_blocks(self, view: JobView) -> None:
        """The parts that are built anew, each only when what it shows has changed."""
        job = view.job
        asked = (job.phase, job.asks, job.note)
        blocks: tuple[tuple[Element, object, Callable[[], None]], ...] = (
            (self._late, job.program_id, lambda: self._draw_program(job)),
            (self._mixed, job.receipt, lambda: self._draw_mixed(view)),
            (
                self._problem,
                (job.error, asked),
                lambda: self._draw_problem(view),
            ),
            (self._times, (job.completed_at, job.note), lambda: self._draw_times(job)),
            (self._actions, (job.status, job.retried_by), lambda: self._draw_actions(view)),
        )
        for block, shows, draw in blocks:
            if block not in self._blocks or self._blocks[block] != shows:
                self._blocks[block] = shows
                draw()

    def _words(self, view: JobView) -> str:
        if view.freshness is Freshness.UNCONFIRMED:
            return _("It is not certain that the partner got this request")
        if view.job.terminal and view.progress is not None and view.progress[0] < view.progress[1]:
            return _("{} of {} done").format(*view.progress)
        words = HEADLINES[self._job_type].of(view.job.status)
        return _(PARTLY_DONE) if view.partly else words

    def _draw_program(self, job: Job) -> None:
        """In the head when it is known from the start; later where the bar was: nothing moves."""
        program_id = job.program_id or self._program_id
        if self._program is None:
            self._program = self._early if program_id else self._late
            self._early.set_visibility(program_id is not None)
        self._program.clear()
        self._program.set_visibility(program_id is not None)
        if program_id is None:
            return
        with self._program:
            ui.link(_("Program ID: {}").format(program_id), f"/program-status/{program_id}")
            copy_button(program_id, _("program ID"))

    def _draw_mixed(self, view: JobView) -> None:
        progress = view.progress if view.job.terminal else None
        self._mixed.set_visibility(progress is not None)
        self._mixed.clear()
        if progress is None:
            return
        with self._mixed:
            for result in view.outcomes:
                ui.label(f"{result.identifier}: {outcome_words(result)}")

    def _draw_problem(self, view: JobView) -> None:
        self._problem.clear()
        asking = view.job.phase is Phase.UNCONFIRMED or view.job.asks
        self._problem.set_visibility(view.error is not None or asking)
        with self._problem:
            if view.error is not None:
                error_block(view)
            elif asking:
                doubt_block(view)

    def _draw_times(self, job: Job) -> None:
        self._times.clear()
        with self._times:
            Moment(job.created_at, _("Created: "))
            if job.completed_at is not None:
                Moment(job.completed_at, _("Completed: "))
            if job.note and job.terminal:
                ui.label(in_words(job.note))

    def _draw_actions(self, view: JobView) -> None:
        job = view.job
        self._actions.clear()
        with self._actions:
            if job.correctable:
                acts(button(_("Edit and resubmit"), self._resubmit, "small primary", "edit"))
            if job.left_a_program:
                edit = f"/edit/{job.program_id}"
                link_button(_("Edit the program"), edit, "small primary", "edit")
            if job.retried_by is not None:
                link_button(_("Open the new job"), f"/jobs/{job.retried_by}", "small")
            if job.terminal and self._on_dismiss is not None:
                acts(button(_("Dismiss"), self._dismiss, "small ad-dismiss", "close"))

    def _changed(self, view: JobView) -> None:
        """Once for each new status: say it, and on the last one do what follows."""
        job = view.job
        failed = job.status is JobStatus.FAILED
        why = f" {view.error.title}." if view.error else ""
        words = self._words(view)
        stop = "" if words.endswith((".", "!", "…")) else "."
        said = _("Status: {}").format(job.status.value)
        announce(f"{words}{stop} {said}.{why}", urgent=failed)
        if not job.terminal or self._on_complete is None:
            return
        program_id = job.program_id or self._program_id
        self._on_complete(job.status is JobStatus.COMPLETED, program_id)
        if (
            job.status is JobStatus.COMPLETED
            and program_id
            and self._redirects
            and self._may_leave()
        ):
            if self.fold is not None:
                self.fold.open()  # nobody is taken away by what cannot be seen
            with self._redirect:
                waits = lambda: self._busy() or not self._may_leave()  # noqa: E731 - asked each time
                Redirect(f"/program-status/{program_id}", waits)

    def _stop_if_over(self) -> None:
        """A settled job does not change any more, except for a program id that is found later."""
        over = self._shown is not None and self._shown.job.terminal
        if over and self._whole:
            self._net.cancel()

    def _resubmit(self) -> None:
        if self._shown is None:
            return
        job = self._shown.job
        if self._on_resubmit is not None:
            self._on_resubmit(job)
            return
        page = "/create-program" if job.kind in MAKES_PROGRAM else f"/edit/{job.program_id}"
        ui.navigate.to(f"{page}?again={job.id}")

    async def _dismiss(self) -> None:
        await parts().programs.dismiss(self._job_id)
        self.delete()
        if self._on_dismiss is not None:
            self._on_dismiss()


class NewTracker(JobTracker):
    """The card that answers a press: what it says first is shown alone, the rest in a moment."""

    _rest_follows = True
