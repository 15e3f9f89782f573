"""/program-status/{program_id}: the program as the partner reports it now."""

from nicegui import ui

from components.asking import asking
from components.basics import button, empty, row, text, wrap
from components.budget_card import budget_card
from components.duplicate_dialog import DuplicateDialog
from components.follow import Follower
from components.moments import Moment
from components.order_words import type_label
from components.parts import parts
from components.program_absent import Absence, absence, absent, known_from
from components.program_facts import program_facts
from components.program_head import ProgramHead, switchable
from components.program_jobs import ProgramJobs, RunningJobs, of_program
from components.program_schedules import ProgramSchedules
from components.terminate_dialog import TerminateDialog
from models.dates import pacific_today
from models.job import Job
from models.program import Life, Program
from pages.safely import safely
from services.errors import DomainError, NotFound, PartnerProblem
from services.i18n import N_, _
from services.store.filtering import JobFilter

_LISTED = 100  # jobs of one program on its page
_AGAIN = 5.0  # seconds between looks at a list that does not show a new program yet
_LOOKS = 60
_NO_PAUSE = N_(
    "Pausing is not switched on for your account, the partner said last. Ask the vendor to enable "
    "it; pressing Pause asks the partner again."
)


@safely
async def program_status_page(program_id: str) -> None:
    page = _ProgramPage(program_id, await _jobs_of(program_id))
    await page.draw_jobs()
    await page.read()


async def _jobs_of(program_id: str) -> list[Job]:
    return await parts().store.page(JobFilter(program_id=program_id), _LISTED)


class _ProgramPage:
    """Drawn at once from our own jobs; the partner's part comes when it has answered."""

    def __init__(self, program_id: str, jobs: list[Job]) -> None:
        self._program_id = program_id
        self._jobs = jobs
        self._program: Program | None = None
        self._reading = False
        self._stale = False
        word = next((job.program_type for job in jobs if job.program_type), None)
        with wrap():
            self._head = ProgramHead(
                program_id,
                type_label(word) or _("Program"),
                terminate=self._terminate,
                duplicate=self._duplicate,
                switch=self._switch,
                schedule=self._schedule,
            )
            self._running = RunningJobs()
            self._schedules = ProgramSchedules(program_id, self._running.add)
            with row("between ad-asof"):
                self._as_of = ui.element("div").classes("ad-muted ad-small").props('role="status"')
                self._refresh = button(_("Refresh"), self.read, "small", "refresh").props(
                    "data-refresh"
                )
            self._place = ui.element("div").classes("ad-stack")
            self._history = ProgramJobs()
            self._dialogs = ui.element("div")
            Follower(self._heard)
            self._again = ui.timer(_AGAIN, self.read, active=False, immediate=False)
        self._looks = 0
        with self._place:
            asking()

    async def read(self) -> None:
        """Ask the partner and draw what it says; a second wish meanwhile is granted afterwards."""
        await self._schedules.read()
        self._stale = True
        if self._reading:
            return
        self._reading = True
        self._refresh.disable()
        try:
            while self._stale:
                self._stale = False
                await self._read()
        finally:
            self._reading = False
            if not self._refresh.is_deleted:
                self._refresh.enable()

    async def _read(self) -> None:
        answer: Program | NotFound | PartnerProblem
        try:
            answer = await parts().catalog.program(self._program_id)
        except (NotFound, PartnerProblem) as problem:
            answer = problem
        self._jobs = await _jobs_of(self._program_id)
        if self._place.is_deleted:  # the person has gone elsewhere meanwhile
            return
        if isinstance(answer, Program):
            self._show(answer)
        elif isinstance(answer, NotFound):
            self._show_absent()
        else:
            self._show_unasked(answer)
        await self.draw_jobs()

    def _show(self, program: Program) -> None:
        self._say_when(_("As of"))
        self._again.deactivate()
        life = program.life(pacific_today(parts().clock.now()))
        with self._place:
            self._head.show(program, life)
        if program == self._program:
            return
        self._program = program
        self._place.clear()
        with self._place:
            if switchable(program, life) and not parts().programs.may_switch:
                ui.label(_(_NO_PAUSE)).classes("ad-note")
            budget_card(program)
            program_facts(program)

    def _show_absent(self) -> None:
        why = absence(self._jobs, parts().clock.now())
        self._say_when(_("The partner was asked at"))
        self._program = None
        self._head.forget()
        self._place.clear()
        with self._place:
            absent(why)
            if why is Absence.NOT_YET:
                known_from(self._jobs)
        self._looks += 1
        self._again.active = why is Absence.NOT_YET and self._looks < _LOOKS

    def _show_unasked(self, problem: PartnerProblem) -> None:
        """Keep what was read before, and say of when it is; else what our own jobs know."""
        if self._program is not None:
            self._as_of.clear()
            with self._as_of:
                ui.label(_("Not up to date: {}").format(problem)).classes("ad-note")
            return
        self._as_of.clear()
        self._place.clear()
        with self._place:
            with empty("cloud_off", _("The partner could not be asked"), str(problem)):
                button(_("Try again"), self.read, "primary", "refresh")
            known_from(self._jobs)

    def _say_when(self, words: str) -> None:
        self._as_of.clear()
        with self._as_of:
            text("span", f"{words} ")
            Moment(parts().clock.now()).classes("ad-num")

    async def draw_jobs(self) -> None:
        """Rows and cards of our own jobs."""
        self._history.set_visibility(bool(self._jobs) or self._program is not None)
        await self._running.show(job for job in self._jobs if not job.terminal)
        await self._history.show(self._jobs)

    async def _heard(self, job_ids: set[str]) -> None:
        """A job of this program changed: rows and cards follow, and an end changes the program."""
        changed = of_program(job_ids, self._program_id)
        if not changed:
            return
        self._jobs = await _jobs_of(self._program_id)
        await self.draw_jobs()
        if any(job.terminal for job in changed):
            await self.read()

    def _duplicate(self) -> None:
        if self._program is not None:
            with self._dialogs:
                DuplicateDialog(self._program, self._running.add)

    def _schedule(self) -> None:
        if self._program is not None:
            self._schedules.ask(self._program)

    async def _switch(self) -> None:
        """Pause a running program, let a paused one run."""
        if (program := self._program) is None:
            return
        pause = program.life(pacific_today(parts().clock.now())) is not Life.PAUSED
        try:
            job = await parts().programs.switch(program.program_id, pause=pause, program=program)
        except DomainError as error:
            ui.notify(str(error), type="warning")
        else:
            self._running.add(job)

    def _terminate(self) -> None:
        if self._program is None:
            return
        life = self._program.life(pacific_today(parts().clock.now()))
        with self._dialogs:
            TerminateDialog(self._program, life, self._running.add)
