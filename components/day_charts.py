"""Durations and outcomes by day, folded away: nothing of it is read or sent before it is opened."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from html import escape

from nicegui import ui
from nicegui.element import Element
from nicegui.events import GenericEventArguments

from components.amounts import UNKNOWN, count, span
from components.basics import fold, named, text
from components.day_options import Options, durations, outcomes
from models.daily import Day, every_day
from models.dates import format_day
from services.i18n import _

_SOON = 1.0  # seconds
Ask = Callable[[], Awaitable[Sequence[Day]]]


class DayCharts(Element):
    """`ask()` reads the days of what is filtered; it is called while the fold is open."""

    def __init__(self, ask: Ask) -> None:
        super().__init__("div")
        self._ask = ask
        self._open = False
        self._asked = 0
        self._following = False
        self._drawn: _Drawn | None = None
        with self, fold(_("Durations and outcomes")) as folded:
            self._inside = ui.element("div").classes("ad-panel")
        folded.on("toggle", self._toggle, js_handler="(e) => emit(e.target.open)")

    async def read(self) -> None:
        """Draw anew, when a person looks; what is folded away is read when it is opened."""
        if not self._open:
            return
        self._asked += 1
        mine = self._asked
        days = every_day(await self._ask())
        if mine != self._asked or self.is_deleted:
            return
        if self._drawn is not None and days:
            self._drawn.show(days)
            return
        self._inside.clear()
        with self._inside:
            self._drawn = _draw(days)

    def follow(self) -> None:
        """A job has ended: what is open shows it soon, a crowd of ends in one go."""
        if not self._open or self._following:
            return
        self._following = True
        with self:
            ui.timer(_SOON, self._follow, once=True)

    async def _follow(self) -> None:
        self._following = False
        await self.read()

    async def _toggle(self, event: GenericEventArguments) -> None:
        opened = event.args is True
        if opened != self._open:
            self._open = opened
            await self.read()


class _Drawn:
    """The two charts and their table; what changes is put into them, so that nothing jumps."""

    def __init__(self, days: Sequence[Day]) -> None:
        with ui.element("div").classes("ad-charts"):
            self._outcomes = _chart(_("Outcomes"), outcomes(days))
            self._durations = _chart(_("From creation to end"), durations(days))
        with fold(_("As a table")):
            # Numbers and our own words: one element instead of hundreds.
            self._table = ui.html(_table(days), sanitize=False).classes("ad-scroll")
            self._table.props('tabindex="0" role="region"')  # scrolled by keyboard, too
            named(self._table, _("Durations and outcomes by day (UTC)"))

    def show(self, days: Sequence[Day]) -> None:
        for chart, options in (
            (self._outcomes, outcomes(days)),
            (self._durations, durations(days)),
        ):
            chart.options.clear()
            chart.options.update(options)
            chart.update()
        self._table.set_content(_table(days))


def _draw(days: Sequence[Day]) -> _Drawn | None:
    if not days:
        text("p", _("None of these jobs has ended in this time."), "ad-muted")
        return None
    words = _(
        "By the day on which a job was made, in UTC; the last 30 days if no other time is chosen."
    )
    text("p", words, "ad-muted ad-small")
    return _Drawn(days)


def _chart(title: str, options: Options) -> ui.echart:
    with ui.element("section").classes("ad-chart"):
        text("h2", title)
        drawn = ui.echart(options, renderer="svg").props('role="img"')
        return named(drawn, _("{}: a chart; the table below has its numbers").format(title))


def _table(days: Sequence[Day]) -> str:
    names = (_("Day"), _("Completed"), _("Failed"), _("Median"), _("9 of 10"))
    head = "".join(_cell("th", name, 'scope="col"', place) for place, name in enumerate(names))
    lines = "".join(_line(day) for day in reversed(days) if day.median is not None)
    caption = escape(_("Durations and outcomes by day (UTC)"))
    return (
        f'<table class="ad-table"><caption class="ad-sr">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"
    )


def _line(day: Day) -> str:
    cells = (count(day.completed), count(day.failed), _span(day.median), _span(day.most))
    numbers = "".join(_cell("td", cell, "", 1) for cell in cells)
    return f"<tr>{_cell('th', format_day(day.day), 'scope=row', 0)}{numbers}</tr>"


def _cell(tag: str, words: str, attributes: str, place: int) -> str:
    look = ' class="num"' if place else ""
    return f"<{tag} {attributes}{look}>{escape(words)}</{tag}>"


def _span(seconds: float | None) -> str:
    return UNKNOWN if seconds is None else span(timedelta(seconds=seconds))
