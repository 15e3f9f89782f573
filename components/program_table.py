"""Programs as the partner lists them, one a row; cards on a small screen."""

from collections.abc import Iterable
from datetime import date
from urllib.parse import quote

from nicegui import ui
from nicegui.element import Element

from components.amounts import money, percent
from components.basics import text
from components.budget_card import meter
from components.status_badge import life_badge
from models.dates import format_day
from models.program import Life, Program
from services.i18n import _


def program_table(programs: Iterable[Program], today: date) -> None:
    names = (_("Program"), _("Business ID"), _("Dates"), _("Budget"), _("Spent"), _("State"))
    with (
        ui.element("div").classes("ad-scroll"),
        ui.element("table").classes("ad-table stack ad-list"),
    ):
        with ui.element("thead"), ui.element("tr"):
            for name in names:
                text("th", name, "num" if name == _("Budget") else "")
        with ui.element("tbody"):
            for program in programs:
                _row(program, program.life(today))


def _row(program: Program, life: Life) -> None:
    with ui.element("tr"):
        with _cell("", "lead"):
            text("div", program.type.label if program.type else program.type_word, "ad-strong")
            target = f"/program-status/{quote(program.program_id, safe='')}"
            ui.link(program.program_id, target).classes("ad-mono ad-small ad-row-link")
        with _cell(_("Business ID")):
            text("span", program.business_id or "—", "ad-mono ad-small")
        with _cell(_("Dates")):
            _dates(program)
        with _cell(_("Budget"), "num"):
            text("span", _price(program))
        with _cell(_("Spent")):
            _spent(program)
        with _cell(_("State")), ui.element("div").classes("ad-row ad-tight"):
            life_badge(life)
            if program.paused and life is Life.FUTURE:
                life_badge(Life.PAUSED)


def _dates(program: Program) -> None:
    begin = format_day(program.start) if program.start else "?"
    end = f"– {format_day(program.end)}" if program.end else _("no end date")
    with ui.element("div").classes("ad-num"):
        text("div", begin)
        text("div", end, "" if program.end else "ad-muted ad-small")


def _price(program: Program) -> str:
    if program.monthly_rate is not None and not program.is_cpc:
        return money(int(program.monthly_rate * 100))
    return money(program.budget, program.currency)


def _spent(program: Program) -> None:
    if program.ad_cost is None:
        text("span", "—", "ad-muted")
        return
    with ui.element("div").classes("ad-spent"):
        said = money(program.ad_cost, program.currency)
        if program.spent_share is None:
            text("span", said, "ad-num")
            return
        text("div", f"{said} · {percent(program.spent_share, 0)}", "ad-small ad-num")
        meter(program.spent_share, _("Spent of the budget"))


def _cell(label: str, classes: str = "") -> Element:
    made = ui.element("td").classes(classes)
    made._props["data-label"] = label  # noqa: SLF001 - an attribute, verbatim
    return made
