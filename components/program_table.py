"""Programs as the partner lists them, one a row; cards on a small screen. Rows change in place."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from html import escape
from urllib.parse import quote

from nicegui import ui
from nicegui.element import Element

from components.amounts import money, percent
from components.basics import text
from components.budget_card import meter
from components.moments import moment_drawn
from components.program_label import ProgramLabel
from components.program_menu import ProgramMenu
from components.program_picks import ProgramPicks, Tick
from components.status_badge import badge_drawn, life_drawn
from models.dates import format_day
from models.job import Job
from models.listed import ListedProgram
from models.program import Life, Program
from services.i18n import _


class ProgramTable(Element):
    """`submitted(job)` when a job was made from a row; what is ticked is in `picks`."""

    def __init__(self, submitted: Callable[[Job], object], picks: ProgramPicks) -> None:
        super().__init__("div")
        self.classes("ad-scroll")
        self._submitted = submitted
        self._picks = picks
        picks.changed = self._mark
        self._rows: dict[str, _Row] = {}
        with self, ui.element("table").classes("ad-table stack ad-list"):
            with ui.element("thead"), ui.element("tr"):
                for name in _columns():
                    text("th", name, "num" if name == _("Budget") else "")
                with ui.element("th"):
                    text("span", _("Actions"), "ad-sr")
            self._body = ui.element("tbody")

    def show(self, programs: Iterable[ListedProgram], names: Mapping[str, str], day: date) -> None:
        """These programs and no others, in this order; what stays is changed in place."""
        wanted = {row.program_id: row for row in programs}
        for program_id in [one for one in self._rows if one not in wanted]:
            self._rows.pop(program_id).delete()
        for place, listed in enumerate(wanted.values()):
            row = self._rows.get(listed.program_id)
            if row is None:
                with self._body:
                    row = _Row(listed.program_id, self._submitted, self._picks)
                    self._rows[listed.program_id] = row
            row.show(listed, names.get(listed.business_id or "", ""), day)
            if self._body.default_slot.children.index(row) != place:
                row.move(target_index=place)

    def refresh(
        self, programs: Iterable[ListedProgram], names: Mapping[str, str], day: date
    ) -> None:
        """Change those of these that are here; nothing moves."""
        for listed in programs:
            if (row := self._rows.get(listed.program_id)) is not None:
                row.show(listed, names.get(listed.business_id or "", ""), day)

    @property
    def pickable(self) -> list[str]:
        """The programs that are here and can still be changed."""
        return [one for one, row in self._rows.items() if row.tick.visible]

    def _mark(self) -> None:
        for row in self._rows.values():
            row.tick.tell()

    def __contains__(self, program_id: object) -> bool:
        return program_id in self._rows

    def __len__(self) -> int:
        return len(self._rows)


class _Row(Element):
    def __init__(
        self, program_id: str, submitted: Callable[[Job], object], picks: ProgramPicks
    ) -> None:
        super().__init__("tr")
        self._props["data-program"] = program_id
        self._program_id = program_id
        self._told: tuple[object, ...] = ()
        with self:
            with _cell("", "lead"), ui.element("div").classes("ad-lead"):
                self.tick = Tick(picks, program_id)
                with ui.element("div"):
                    self._label = ProgramLabel(program_id)
                    self._type = text("div", "", "ad-strong")
                    target = f"/program-status/{quote(program_id, safe='')}"
                    ui.link(program_id, target).classes("ad-mono ad-small ad-row-link")
            _first, business, dates, budget, spent, state = _columns()
            self._business, self._dates = _written(business), _written(dates)
            self._price = _written(budget, "num")
            self._spent = _cell(spent)
            self._state = _written(state)
            with _cell("", "ad-row-menu"):
                self._menu = ProgramMenu(program_id, self._label.edit, submitted)

    def show(self, listed: ListedProgram, business: str, today: date) -> None:
        """Redraw what can change, when something did."""
        program = listed.program
        life = Life.ENDED if listed.vanished_at else program.life(today)
        told = (listed.label, listed.raw, listed.vanished_at, business, life)
        if told == self._told:
            return
        self._told = told
        self._props["data-life"] = life.value
        self.tick.call(listed.label or self._program_id)
        self.tick.set_visibility(life is not Life.ENDED)
        self._label.show(listed.label)
        self._type.set_text(program.type.label if program.type else program.type_word)
        self._type.classes(
            add="ad-muted ad-small" if listed.label else "ad-strong",
            remove="ad-strong" if listed.label else "ad-muted ad-small",
        )
        self._menu.show(program, None if listed.vanished_at else life)
        self._business.set_content(_business(program, business))
        self._dates.set_content(_dates(program))
        self._price.set_content(_price(program))
        self._state.set_content(_state(listed, program, life))
        self._spent.clear()
        with self._spent:
            _spent(program)


def _columns() -> tuple[str, ...]:
    return _("Program"), _("Business"), _("Dates"), _("Budget"), _("Spent"), _("State")


def _business(program: Program, name: str) -> str:
    said, look = escape(name), " ad-muted" if name else ""
    named = f'<div class="ad-business-name" title="{said}">{said}</div>' if name else ""
    known = f'<div class="ad-mono ad-small{look}">{escape(program.business_id or "—")}</div>'
    return f'<div class="ad-business">{named}{known}</div>'


def _dates(program: Program) -> str:
    begin = format_day(program.start) if program.start else "?"
    end = f"– {format_day(program.end)}" if program.end else escape(_("no end date"))
    look = "ad-day" if program.end else "ad-muted ad-small"
    days = f'<div class="ad-day">{begin}</div><div class="{look}">{end}</div>'
    return f'<div class="ad-num">{days}</div>'


def _price(program: Program) -> str:
    if program.monthly_rate is not None and not program.is_cpc:
        said = money(int(program.monthly_rate * 100))
    else:
        said = money(program.budget, program.currency)
    return f"<span>{escape(said)}</span>"


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


def _state(listed: ListedProgram, program: Program, life: Life) -> str:
    if listed.vanished_at is not None:
        gone = badge_drawn(_("No longer listed"), "search_off", "bg-gray-50")
        since = moment_drawn(listed.vanished_at, prefix=_("since") + " ")
        said = f'{gone}<div class="ad-muted ad-small ad-num">{since}</div>'
    else:
        also = program.paused and life is Life.FUTURE
        said = life_drawn(life) + (life_drawn(Life.PAUSED) if also else "")
    return f'<div class="ad-row ad-tight">{said}</div>'


def _written(label: str, classes: str = "") -> ui.html:
    """A cell in one piece: each element costs the server, and the browser at each change anew."""
    made = ui.html("", sanitize=False, tag="td").classes(classes)
    made._props["data-label"] = label  # noqa: SLF001 - an attribute, verbatim
    return made


def _cell(label: str, classes: str = "") -> Element:
    made = ui.element("td").classes(classes)
    made._props["data-label"] = label  # noqa: SLF001 - an attribute, verbatim
    return made
