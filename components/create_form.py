"""The form of a new program (interface 3), with a review of what will be bought."""

import asyncio
import secrets
from collections.abc import Callable, Mapping

from nicegui import ui

from components.basics import button, panel, text
from components.business_lookup import BusinessLookup
from components.category_choice import CategoryChoice
from components.filling import Filling
from components.in_turns import STANDS
from components.job_watch import JobWatch
from components.parts import parts
from components.permission import acts
from components.preflight import Preflight
from components.program_fields import ProgramFields
from models.dates import pacific_today
from models.fields import CPC_FIELDS
from models.job import Job
from models.orders import InvalidOrder, check_create, check_field, review, to_form
from models.program import FeePeriod, Pacing, ProgramType
from services.errors import DomainError, NotAllowed
from services.i18n import N_, _
from services.orders import order_of

_DOUBLE_CLICK = 1.0  # seconds after a submission in which another click is the same one

PACINGS = {
    "": N_("As the partner chooses"),
    Pacing.PACED.value: N_("Paced: spread over the month"),
    Pacing.UNPACED.value: N_("Unpaced: as fast as clicks come"),
}
_FEE_PERIODS = {
    "": N_("As the account has it"),
    FeePeriod.CALENDAR_MONTH.value: N_("Calendar month"),
    FeePeriod.ROLLING_MONTH.value: N_("Rolling month"),
}
_CATEGORIES_HINT = N_("Aliases such as hvac, plumbing; empty means all of the listing's")


class CreateForm:
    """`submitted(job)` is called at once after a job was recorded; the form is ready again then."""

    def __init__(self, submitted: Callable[[Job], None]) -> None:
        self._submitted = submitted
        self._retry_of: str | None = None
        self._renew_key()
        self._last_submit = float("-inf")
        self._emptying = False  # the values of the last submission stand under the next one's key
        self._last_values: dict[str, object] = {}
        with panel():
            text("h2", _("New program"))
            self._problem = ui.label().classes("ad-note").props('role="alert"')
            self._problem.set_visibility(False)
            self.fields = ProgramFields(self._check, self._changed)
            self._build()
            self._review = ui.label().classes("ad-review")
            self._button = acts(button(_("Create Program"), self._submit, "primary wide"))
        Filling.offer(self._button, lambda said: self.fields.put("business_id", said))
        self._changed()

    def _build(self) -> None:
        fields = self.fields
        with ui.element("div").classes("ad-form"):
            business = fields.words(
                "business_id",
                _("22 characters; not the page's address name"),
                "maxlength=60 spellcheck=false autocapitalize=off",
            )
            Preflight(business)
            BusinessLookup(lambda found: fields.put("business_id", found.business_id))
            types = {t.value: f"{t.value} - {t.label}" for t in ProgramType}
            fields.choice("program_name", types, ProgramType.CPC.value)
            with ui.element("div") as self._cpc:
                self._build_cpc().follow(business)
            with ui.element("div").classes("ad-grid two"):
                fields.day("start", _("Empty: starts at once. Days are Pacific time"))
                fields.day("end", _("Empty: no end date"))
            fields.words("promotion_code", _("New advertisers only"), "spellcheck=false")

    def _build_cpc(self) -> CategoryChoice:
        fields = self.fields
        fields.money("budget", _("A month, at least $25.00"))
        fields.switch("is_autobid", value=True)
        with ui.element("div") as self._bid:
            fields.money("max_bid", _("For one click, at least $0.50"))
        with ui.element("div").classes("ad-grid two"):
            fields.choice("pacing_method", PACINGS)
            fields.choice("fee_period", _FEE_PERIODS, hint=_("Some accounts refuse this choice"))
            fields.words("currency", _("Empty: USD"), "maxlength=3")
            aliases = _(_CATEGORIES_HINT)
            categories = fields.words(
                "ad_categories", aliases, "spellcheck=false autocapitalize=off"
            )
        return CategoryChoice(categories)

    def fill(self, values: Mapping[str, object]) -> None:
        """Start from these values (REST names, dollars)."""
        self._retry_of = None
        self.fields.fill(values)

    def bring_back(self, job: Job, problem: tuple[str, str] | None) -> None:
        """The values of a failed job again, the field at fault marked; submitting links the two."""
        order = order_of(job)
        if order is None:
            return
        self.fields.fill(to_form(order) | {"is_autobid": bool(order.is_autobid)})
        self._retry_of = job.id if job.retried_by is None else None
        if problem is not None:
            self._say(self.fields.show([problem]))

    def _check(self, name: str, values: Mapping[str, object]) -> str | None:
        return check_field(name, values, pacific_today(parts().clock.now()))

    def _changed(self) -> None:
        if not hasattr(self, "_review"):
            return
        cpc = self.fields.get("program_name") == ProgramType.CPC.value
        self._cpc.set_visibility(cpc)
        self._bid.set_visibility(cpc and not self.fields.get("is_autobid"))
        self._review.set_text(self._sentence())

    def _sentence(self) -> str:
        try:
            order = check_create(self._values(), pacific_today(parts().clock.now()))
        except InvalidOrder:
            return _("What will be bought is shown here as soon as the form is complete.")
        return f"{review(order)}."

    def _values(self) -> dict[str, object]:
        values = self.fields.values()
        if values.get("program_name") != ProgramType.CPC.value:
            return {name: value for name, value in values.items() if name not in CPC_FIELDS}
        return values

    async def _submit(self) -> None:
        values, key = self._values(), self._key
        now = parts().clock.monotonic()
        again = values == self._last_values or "business_id" not in values
        if self._emptying or (again and now - self._last_submit < _DOUBLE_CLICK):
            return
        try:
            job = await parts().programs.create(values, key=key, retry_of=self._retry_of)
        except DomainError as error:
            self._say(self.fields.show(error.errors) if error.errors else str(error))
            if isinstance(error, NotAllowed):  # it was submitted again elsewhere: this is a new one
                self._retry_of = None
            return
        self._last_submit, self._last_values = parts().clock.monotonic(), values
        if key == self._key:  # the second of two clicks finds everything done
            self._renew_key()
            self._emptying = True
            try:
                self._submitted(job)
                await asyncio.sleep(STANDS)
                JobWatch.here().started(job.id)
            finally:
                if not self._button.is_deleted:
                    self._say(None)
                    self.fill({})
                self._emptying = False

    def _say(self, sentence: str | None) -> None:
        self._problem.set_visibility(sentence is not None)
        self._problem.set_text(sentence or "")

    def _renew_key(self) -> None:
        """Each opening of the form has its own key: the same one again is the same job."""
        self._key = f"form-{secrets.token_urlsafe(16)}"
