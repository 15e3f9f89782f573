"""Why a job failed: what happened, what to do, which field; the partner's words folded away."""

import json

from nicegui import ui
from nicegui.element import Element

from components.amounts import money
from components.basics import copy_button, pre, row, text
from components.field_names import field_name
from models.catalogue import explain
from models.job import Job, JobKind
from models.receipt import ReceiptResult
from services.i18n import _, language
from services.jobs import JobError, JobView
from services.retelling import in_words, retold

_AMOUNTS = frozenset({"budget", "max_bid"})
_LONGEST = 15  # digits of an amount


def error_block(view: JobView) -> None:
    error = view.error
    if error is None:
        return
    text("strong", error.title)
    if view.job.kind is JobKind.FEATURES and error.message:
        ui.label(in_words(error.message))
    ui.label(f"{error.advice}.")
    where = field_name(error.field)
    with row("ad-at-fault"):
        if where:
            ui.label(_("Field: {}").format(where))
        if isinstance(error.value, str | int) and (said := _value(error, view.job)):
            ui.label(_("Value: “{}”").format(said))
        if view.went_through:
            names = ", ".join(field_name(name, name) for name in view.went_through)
            ui.label(_("Went through: {}").format(names))
        if view.job.left_a_program:
            ui.label(_("The program exists: change it instead of creating it again."))
        Details(error, view.job.receipt)


def _value(error: JobError, job: Job) -> str:
    """The refused value; an amount in dollars, for the partner echoes its cents (contract 7)."""
    said = str(error.value)
    if error.field in _AMOUNTS and said.isascii() and said.isdigit():
        return money(int(said[:_LONGEST]), str(job.order.get("currency") or "USD"))
    return said


def outcome_words(result: ReceiptResult) -> str:
    """What became of one business of several."""
    if result.ok:
        return _("done")
    return explain(result.code, None, language()).title


class Details(Element):
    """The code and the raw answer; made when it is opened, for few people ever do."""

    def __init__(self, error: JobError, receipt: str | None) -> None:
        super().__init__("details")
        self._error = error
        self._receipt = receipt
        self._made = False
        self.classes("ad-fold").on("toggle", self._make)
        with self:
            text("summary", _("Details"))

    def _make(self) -> None:
        if self._made:
            return
        self._made = True
        error, receipt = self._error, self._receipt
        with self:
            with row():
                text("span", _("Code: {}").format(error.code), "ad-mono")
                copy_button(error.code, _("the error code"))
            if error.message:
                ui.label(_("The partner's words: {}").format(retold(error.message)))
            for one in error.all:
                said = f"{one.get('field') or ''} {one.get('code')} {one.get('message') or ''}"
                text("div", said.strip(), "ad-mono ad-small")
            if receipt:
                with row():
                    ui.label(_("The partner's answer"))
                    copy_button(receipt, _("the partner's answer"))
                pre(pretty(receipt))


def pretty(raw: str) -> str:
    """JSON indented; anything else as it is."""
    try:
        return json.dumps(json.loads(raw), indent=2, ensure_ascii=False)
    except ValueError:
        return raw
