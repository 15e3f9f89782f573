"""/features/{program_id}: everything that can be set for a program, saved one type at a time."""

import asyncio
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from nicegui import context, ui

from components.asking import asking
from components.basics import empty, heading, link_button, wrap
from components.feature_card import FeatureCard
from components.follow import Follower
from components.parts import parts
from components.program_jobs import RunningJobs, of_program
from components.waiting_saves import WaitingSaves
from models.dates import pacific_today
from models.feature_change import FeatureChange
from models.feature_types import FEATURES
from models.job import Job, JobKind
from models.program import Life, Program
from pages.guard import problem
from pages.safely import safely
from services.errors import DomainError
from services.i18n import _
from services.store.filtering import JobFilter

_RECENT = 50  # jobs of one program among which those under way are looked for


@safely
async def features_page(program_id: str) -> None:
    client = context.client
    place = ui.element("div")
    to = f"/program-status/{quote(program_id, safe='')}"
    with place, wrap(narrow=True):
        heading(_("Features"), program_id)
        asking()
    try:
        await client.connected(timeout=30)  # a form in the first answer would lose what is typed
        catalog = parts().catalog
        program, shown = await asyncio.gather(
            catalog.program(program_id), catalog.features(program_id)
        )
    except DomainError as error:
        place.clear()
        with client, place:
            problem(error, to, _("To the program"))
        return
    except TimeoutError:  # whoever asked has gone
        return
    place.clear()
    with client, place:
        page = _FeaturesPage(program, to)
        await page.build(shown)


class _FeaturesPage:
    def __init__(self, program: Program, to: str) -> None:
        self._program, self._to = program, to
        self._cards: dict[str, FeatureCard] = {}

    async def build(self, shown: Mapping[str, Any]) -> None:
        program = self._program
        name = program.type.label if program.type else program.type_word
        over = program.life(pacific_today(parts().clock.now())) is Life.ENDED
        with wrap(narrow=True) as self._place:
            with ui.element("div").classes("ad-head"):
                heading(_("Features"), f"{name} · {program.program_id}")
                link_button(_("Open this program"), self._to, "small", "campaign")
            self._running = RunningJobs()
            if over:
                empty("event_busy", _("This program has ended"), _("It cannot be changed."))
            elif not any(feature in shown for feature in FEATURES):
                empty("tune", _("This program has no features"), _("There is nothing to set."))
            else:
                self._build_cards(shown)
        self._place._props["data-leave"] = _("What you have not saved is lost. Leave the page?")  # noqa: SLF001 - an attribute, verbatim
        Follower(self._heard)
        await self._restore()

    def _build_cards(self, shown: Mapping[str, Any]) -> None:
        ui.label(_("Each feature is saved by itself.")).classes("ad-muted")
        saves = WaitingSaves(self._program.program_id)
        for feature in FEATURES:
            values = shown.get(feature)
            if isinstance(values, Mapping):
                self._cards[feature] = FeatureCard(
                    self._program.program_id,
                    feature,
                    values,
                    self._program.business_id,
                    saves=saves,
                    changed=self._changed,
                    ended=self._ended,
                )

    async def _restore(self) -> None:
        """After a reload: what is under way, asks or was to be sent stands at its type again."""
        which = JobFilter(program_id=self._program.program_id, kinds=frozenset({JobKind.FEATURES}))
        jobs = await parts().store.page(which, _RECENT)
        for job in jobs:
            if not job.terminal:
                self._put(job)
        for card in self._cards.values():
            card.restore()

    def _put(self, job: Job) -> None:
        names = FeatureChange.of(job.order).names
        card = self._cards.get(names[0]) if len(names) == 1 else None
        if card is None:
            self._running.add(job)
        else:
            card.follow(job)

    def _changed(self) -> None:
        dirty = any(card.dirty for card in self._cards.values())
        if dirty != ("data-unsaved" in self._place.props):
            self._place.props("data-unsaved" if dirty else "", remove="data-unsaved")

    def _ended(self) -> None:
        ui.timer(0, self._reread, once=True)

    async def _reread(self) -> None:
        """Every type as the partner shows it now; what is being typed stays."""
        try:
            shown = await parts().catalog.features(self._program.program_id)
        except DomainError:
            return  # the answer stands in the job's card; nothing here is wrong
        for feature, card in self._cards.items():
            values = shown.get(feature)
            if isinstance(values, Mapping):
                card.show(values)
        self._changed()

    async def _heard(self, job_ids: set[str]) -> None:
        """Somebody else, or a script, changed features of this program."""
        own = {card.job_id for card in self._cards.values()}
        others = [
            job
            for job in of_program(job_ids - {one for one in own if one}, self._program.program_id)
            if job.kind is JobKind.FEATURES
        ]
        if any(job.terminal for job in others):
            await self._reread()
