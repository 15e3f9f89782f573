"""One feature of a program: its values, saving and removing it, and the partner's answer."""

import secrets
from collections.abc import Callable, Mapping
from typing import Any

from nicegui import ui

from components.basics import button, named, panel, row, text
from components.feature_fields import FeatureFields
from components.feature_words import told
from components.job_tracker import JobTracker
from components.job_watch import JobWatch
from components.parts import parts
from components.permission import acts
from components.refusal import Refusal
from components.unsent_note import UnsentNote
from components.waiting_saves import WaitingSaves
from models.feature_checks import check_write
from models.feature_types import FEATURES
from models.features import is_active, writable
from models.job import Job
from models.job_status import JobStatus
from models.order_models import FieldProblem, InvalidOrder
from services.errors import DomainError, IdempotencyConflict, ProgramBusy
from services.i18n import N_, _

_LOOK = 0.3  # seconds between looks at the job that is waited for
_WAITS = N_(
    "Another change of this program is under way. This one is sent as soon as that has ended; "
    "should the page be closed before, it is offered here again."
)
_SENT_OTHERWISE = N_(
    "Other values were sent meanwhile, by another tab or the page before the reload. Look at what "
    "became of them; Save then sends these."
)


class FeatureCard:
    """`changed()` after every change by the person, `ended()` when a job of this type has ended."""

    def __init__(
        self,
        program_id: str,
        feature: str,
        shown: Mapping[str, Any],
        business_id: str | None,
        *,
        saves: WaitingSaves,
        changed: Callable[[], None],
        ended: Callable[[], None],
    ) -> None:
        self._program_id, self._feature = program_id, feature
        self._told, self._ended = changed, ended
        self._shown = shown
        self.job_id: str | None = None
        self._given: Mapping[str, Any] | None = None  # the fields it was sent with, until told
        self._waits_for: str | None = None  # the job after which it is sent
        self._waiting: dict[str, Any] = {}  # what is sent then
        self._saves = saves
        self._renew_key()
        title = _(FEATURES[feature])
        with panel().props(f"data-feature={feature}"):
            with row("between"):
                text("h2", title)
                self._state = text("span", "", "ad-chip")
            self._facts = ui.element("div").classes("ad-muted ad-small")
            with ui.element("div").classes("ad-form"):
                self._fields = FeatureFields(feature, shown, self._changed, business_id)
            self._problem = Refusal()
            self._unsent = UnsentNote(title, self._send_kept, self._back)
            self._answer = ui.element("div")
            self._answer.set_visibility(False)
            with row() as self._buttons:
                save = acts(button(_("Save"), self._save, "primary small"))
                named(save, _("Save: {}").format(title))
                self._undo = button(_("Undo"), self._back, "small", "undo")
                named(self._undo, _("Undo: {}").format(title))
                self._remove = acts(button(_("Remove"), self._ask, "danger small", "close"))
                named(self._remove, _("Remove: {}").format(title))
            self._dialogs = ui.element("div").classes("ad-none")
        self.show(shown)

    @property
    def dirty(self) -> bool:
        return self._fields.dirty

    def show(self, shown: Mapping[str, Any]) -> None:
        """What the partner shows now; what is being typed stays."""
        self._shown = shown
        active = is_active(writable(self._feature, shown))
        self._state.set_text(_("Set") if active else _("Not set"))
        self._remove.set_visibility(active)
        lines = told(self._feature, shown)
        self._facts.clear()
        self._facts.set_visibility(bool(lines))
        with self._facts:
            for line in lines:
                ui.label(line)
        if not self._fields.dirty:
            self._fields.fill(shown)
        self._undo.set_visibility(self._fields.dirty)

    def follow(self, job: Job, sent: Mapping[str, Any] | None = None) -> None:
        """The card of a change of this type; `sent` are the fields' values, if it is theirs."""

        def done(success: bool, _program: str | None) -> None:
            if success and sent is not None and self._fields.values() == sent:
                self._fields.settle()
            self._given = None
            self._ended()

        self.job_id, self._given = job.id, sent
        self._answer.clear()
        self._answer.set_visibility(True)
        with self._answer:
            JobTracker(
                job.id,
                job.kind.value,
                job.program_id,
                on_complete=done,
                may_leave=lambda: False,
                on_dismiss=self._put_away,
            )

    def _put_away(self) -> None:
        self._answer.clear()
        self._answer.set_visibility(False)

    def restore(self) -> None:
        """What waited its turn when the page was closed stands here again, and is asked about."""
        kept = self._saves.of(self._feature)
        if kept is None:
            return
        self._waiting, self._key = kept.change, kept.key
        if "write" in kept.change:
            self._fields.type_in(kept.change["write"].get(self._feature, {}))
            if not self._fields.dirty:  # the partner has it by now
                self._saves.drop(self._feature)
                return
        self._offer(on=True)
        self._changed()

    def _offer(self, *, on: bool) -> None:
        """The note has buttons of its own: the others do not stand beside them."""
        if on:
            self._unsent.offer(removal="remove" in self._waiting)
        self._unsent.set_visibility(on)
        self._buttons.set_visibility(not on)

    async def _send_kept(self) -> None:
        await (self._save() if "write" in self._waiting else self._submit(self._waiting))

    def _changed(self) -> None:
        self._undo.set_visibility(self._fields.dirty)
        self._problem.say(self._fields.mark(self._problems() if self._fields.dirty else ()))
        if self._waits_for is not None:
            self._say_waiting()
            if "write" in self._waiting:
                self._keep(self._written)
        self._told()

    def _problems(self) -> tuple[FieldProblem, ...]:
        try:
            check_write({self._feature: self._fields.values()}, {self._feature: self._shown})
        except InvalidOrder as invalid:
            return invalid.problems
        return ()

    def _back(self) -> None:
        self._waits_for = None
        self._sent()
        self._fields.fill(self._shown)
        self._changed()

    async def _save(self) -> None:
        if not self._fields.dirty or self._just_taken():
            self._problem.say(_("Nothing has changed."))
            return
        await self._submit(self._written)

    def _just_taken(self) -> bool:
        """The partner has these very values by now, and this page is about to be told so."""
        job = parts().store.get(self.job_id) if self.job_id else None
        done = job is not None and job.status is JobStatus.COMPLETED
        return done and self._fields.values() == self._given

    @property
    def _written(self) -> dict[str, Any]:
        return {"write": {self._feature: self._fields.values()}}

    def _keep(self, change: dict[str, Any]) -> None:
        self._waiting = change
        self._saves.keep(self._feature, change, self._key)

    def _sent(self) -> None:
        """Sent, or taken back: nothing waits here any more."""
        self._saves.drop(self._feature)
        self._offer(on=False)

    async def _submit(self, change: dict[str, Any]) -> None:
        shown, key = {self._feature: self._shown}, self._key
        try:
            job = await parts().programs.features(self._program_id, change, shown=shown, key=key)
        except ProgramBusy as error:
            self._wait(change, error)
            return
        except IdempotencyConflict as error:
            self._renew_key()
            self._problem.say(_(_SENT_OTHERWISE), error.job_id)
            return
        except DomainError as error:
            problems = tuple(FieldProblem(one.field, one.message) for one in error.errors)
            said = self._fields.mark(problems) if problems else str(error)
            self._problem.say(said, error.job_id)
            return
        if key != self._key:  # the second of two clicks
            return
        self._renew_key()
        self._sent()
        JobWatch.here().started(job.id)
        self._problem.say(None)
        self.follow(job, change["write"][self._feature] if "write" in change else None)

    def _wait(self, change: dict[str, Any], busy: ProgramBusy) -> None:
        """Changes of one program never overlap: this one goes when that job has ended."""
        self._waits_for = busy.job_id
        self._keep(change)
        self._offer(on=False)
        self._say_waiting()

        async def look() -> None:
            job = parts().store.get(self._waits_for) if self._waits_for else None
            if job is not None and not job.terminal:
                return
            timer.cancel()
            if self._waits_for is None:  # taken back meanwhile
                return
            self._waits_for = None
            self._problem.say(None)
            if not self._saves.taken_back(self._feature, self._key):
                await self._send_kept()

        with self._dialogs:  # a timer of the person's own: the bus does not know whose page it is
            timer = ui.timer(_LOOK, look)

    def _say_waiting(self) -> None:
        self._problem.say(_(_WAITS), self._waits_for)

    def _renew_key(self) -> None:
        self._key = f"features-{secrets.token_urlsafe(16)}"

    def _ask(self) -> None:
        title = _("Remove: {}?").format(_(FEATURES[self._feature]))
        with self._dialogs, ui.dialog(value=True) as dialog, ui.card().classes("ad-panel"):
            text("h2", title)
            ui.label(_("The partner forgets the values of this feature."))

            async def go() -> None:
                dialog.close()
                self._fields.fill(self._shown)
                await self._submit({"remove": [self._feature]})

            with row("ad-end"):
                button(_("Cancel"), dialog.close)
                button(_("Remove feature"), go, "danger", "close")
        named(dialog, title)
