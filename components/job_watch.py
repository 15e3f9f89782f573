"""The jobs of this browser, watched from the shell: the tab's title and icon, sound, notification.

What was started here is kept for the browser, with whether its person wants to be notified. A
page tells each end once, whichever page of the app is open by then.
"""

import json
from functools import partial
from typing import Any, ClassVar
from weakref import WeakKeyDictionary

from nicegui import Client, app, context, ui
from nicegui.element import Element

from components import push_browser, sounds
from components.attention import Attention, announce
from components.choices import chosen
from components.job_words import HEADLINES, end_words
from components.notice import Notices
from components.parts import parts
from models.job import Job
from models.job_status import JobStatus
from services.bus import JobChanged
from services.i18n import _
from services.kept import NOTIFY, SOUND, TAB

_KEPT = "jobs"  # job id -> whether a notification is wanted
_ALLOWED = "may_notify"  # this browser was asked for its permission, and gave it
_MOST = 200  # a browser's list stays short even if its jobs never end
_SOON = 0.1  # seconds; what changes together is told together


class JobWatch(Element):
    """One for each browser page, made by the shell; ask for it with `here()`."""

    _by_client: ClassVar[WeakKeyDictionary[Client, "JobWatch"]] = WeakKeyDictionary()

    def __init__(self) -> None:
        super().__init__("ad-tab")
        self.set_visibility(False)
        self._kept = app.storage.user
        self._running: dict[str, Job] = {}
        self._wishes: dict[str, bool] = {}
        self._asking: set[str] = set()
        self._news: dict[str, Any] = {"news": "", "words": "", "turn": 0}
        self._waiting = False
        self._notices = Notices()
        self._attention = Attention.here()
        self._by_client[context.client] = self
        ui.on("ad_open", lambda event: _open(str(event.args)))
        self._unsubscribe = parts().bus.subscribe(self._hear)
        self._look()

    @classmethod
    def here(cls) -> "JobWatch":
        found = cls._by_client.get(context.client)
        return found if found is not None else cls()

    def started(self, job_id: str) -> None:
        """The person started this job in this browser."""
        wanted = self.wanted(job_id) or self._each
        self._remember(job_id, wanted=wanted)
        if wanted:
            with self:
                ui.timer(0, partial(push_browser.wish, job_id, wanted=True), once=True)

    async def notify(self, job_id: str, *, wanted: bool) -> None:
        """Show a notification when this job ends, or do not; by Web Push, too, where that is on."""
        if wanted:
            self._kept[_ALLOWED] = True
        self._remember(job_id, wanted=wanted)
        await push_browser.wish(job_id, wanted=wanted)

    def wanted(self, job_id: str) -> bool:
        """Whether a notification is wanted for this job."""
        return bool(self._jobs().get(job_id))

    @property
    def _each(self) -> bool:
        """Every job that is started here, as soon as this browser allows notifications."""
        return bool(self._kept.get(_ALLOWED)) and chosen(NOTIFY, self._kept)

    def redraw(self) -> None:
        """Show in the tab what is known; after a setting was changed."""
        names = [HEADLINES[job.kind.value].of(job.status) for job in self._running.values()]
        if any(job.asks for job in self._running.values()):
            names.append(_("Please decide"))
        shown = bool(names) and chosen(TAB, self._kept)
        state = {"running": f"({len(self._running)}) {names[-1]} - Adtrail" if shown else ""}
        self._props["tells"] = json.dumps(state | self._news)
        self.update()

    def _remember(self, job_id: str, *, wanted: bool) -> None:
        jobs = self._jobs() | {job_id: wanted}
        self._kept[_KEPT] = dict(list(jobs.items())[-_MOST:])
        self._look()

    def _jobs(self) -> dict[str, bool]:
        return dict(self._kept.get(_KEPT, {}))

    def _hear(self, change: JobChanged) -> None:
        job_id = change.job_id
        mine = not job_id or job_id in self._running or job_id in self._kept.get(_KEPT, {})
        if mine and not self._waiting:
            self._waiting = True
            with self:
                ui.timer(_SOON, self._look, once=True)

    def _look(self) -> None:
        self._waiting = False
        # Another page of this browser may have put away what this one has yet to tell.
        self._wishes |= self._jobs()
        for job_id, wanted in list(self._wishes.items()):
            job = parts().store.get(job_id)
            if job is not None and not job.terminal:
                seen = job_id in self._running
                self._running[job_id] = job
                self._ask(job, tell=seen and wanted)
                continue
            self._forget(job_id)
            seen = self._running.pop(job_id, None) is not None
            if job is not None and (seen or wanted):
                self._ended(job, seen=seen, wanted=wanted)
        self.redraw()

    def _forget(self, job_id: str) -> None:
        del self._wishes[job_id]
        jobs = self._jobs()
        if jobs.pop(job_id, None) is not None:
            self._kept[_KEPT] = jobs

    def _ask(self, job: Job, *, tell: bool) -> None:
        """A job that waits for a person's decision would else wait until somebody looks."""
        if not job.asks:
            self._asking.discard(job.id)
            return
        if job.id not in self._asking and tell:
            with self:
                _notify(job, _("Please decide"), asks=True)
        self._asking.add(job.id)

    def _ended(self, job: Job, *, seen: bool, wanted: bool) -> None:
        good = job.status is JobStatus.COMPLETED
        partly = parts().jobs.view(job).partly
        words = end_words(job.kind.value, job.status, partly=partly)
        with self:
            if wanted:
                _notify(job, words)
            if not seen:
                return
            if chosen(TAB, self._kept):
                sign = "✓" if good else "✗"
                self._news["news"] = "done" if good else "failed"
                self._news["words"] = f"{sign} {words} - Adtrail"
                self._news["turn"] += 1
            if chosen(SOUND, self._kept):
                self._sound(job, words, good=good)

    def _sound(self, job: Job, words: str, *, good: bool) -> None:
        """The sound, and its twin for the eyes: the card where it stands, or a notice."""
        sounds.play(good=good, volume=sounds.volume(self._kept), once=job.id)
        if self._attention.shows(job.id):
            ui.run_javascript(f"adtrail.point({json.dumps(job.id)})")
            return
        self._notices.add(job.id, words, job.status)
        announce(words, urgent=not good)

    def _handle_delete(self) -> None:
        self._unsubscribe()
        super()._handle_delete()


def _notify(job: Job, words: str, *, asks: bool = False) -> None:
    said = {
        "title": words,
        "body": job.program_id or job.business_id or job.id,
        "tag": job.id,
        "url": f"/jobs/{job.id}",
        "asks": asks,
    }
    ui.run_javascript(f"adtrail.notify({json.dumps(said)})")


def _open(url: str) -> None:
    """Where a click on a notification leads; the address comes from the browser."""
    if url.startswith("/jobs/"):
        ui.navigate.to(url)
