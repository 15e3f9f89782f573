"""What a file would do, before anything is recorded: errors by cell, and the button that sends."""

import secrets
from collections.abc import Callable, Sequence

from nicegui import ui

from components.amounts import count, money
from components.basics import button, named, panel, row, text
from components.bulk_cells import cells_table, used_columns
from components.bulk_words import kind_words
from components.kept_picks import KeptPicks
from components.moments import Moment
from components.parts import parts
from models.bulk import Bulk
from models.bulk_checks import CheckedRow
from models.job import JobKind
from models.program import Program
from models.transition import storable
from services.bulk.bulks import Preview
from services.errors import DomainError
from services.i18n import _, ngettext

_SIZE = 25  # rows on the screen at once


class BulkPreview:
    """Stands where it is made; `sent(bulk)` when the rows are recorded."""

    def __init__(self, preview: Preview, name: str, sent: Callable[[Bulk], object]) -> None:
        self._preview = preview
        self._name = name
        self._sent = sent
        self._key = f"bulk-{secrets.token_urlsafe(16)}"  # two clicks make one batch
        self._page = 0
        self._columns = used_columns(preview.rows, preview.sheet.kind)
        warned = [r for r in preview.rows if r.warnings]
        self._sets: list[tuple[str, list[CheckedRow]]] = [
            (_("Errors"), preview.wrong),
            (_("Worth a look"), warned),
            (_("All rows"), list(preview.rows)),
        ]
        self._rows = next(rows for _words, rows in self._sets if rows or rows is self._sets[2][1])
        with panel().props('data-part="preview"'):
            self._build()

    def _build(self) -> None:
        preview = self._preview
        text("h2", _("Preview")).props('tabindex="-1" data-focus')
        if preview.sheet.problems:
            with ui.element("ul").classes("ad-note bad bg-red-50 ad-problems"):
                for sentence in preview.sheet.problems:
                    text("li", sentence)
            return
        self._say()
        self._problem = text("div", "", "ad-note bad bg-red-50").props('role="alert"')
        self._problem.set_visibility(False)
        if preview.valid:
            with row():
                self._send_button()
        self._tabs = named(ui.element("div"), _("Rows shown")).classes("ad-tabs")
        self._table = ui.html("", sanitize=False).classes("ad-scroll")
        named(self._table.props('tabindex="0" role="region"'), _("Rows"))
        with row("between"):
            self._place = text("span", "", "ad-muted ad-num")
            with row():
                self._back = button(_("Previous"), lambda: self._turn(-1), "small", "chevron_left")
                self._next = button(_("Next"), lambda: self._turn(1), "small", "chevron_right")
        if preview.sheet.kind is JobKind.EDIT:
            self._as_of()
        ui.timer(0, self._draw, once=True)

    def _as_of(self) -> None:
        """Whence the present values are: nobody is asked for thousands of programs here."""
        read_at = parts().program_list.rows.state().read_at
        with row("ad-muted ad-small"):
            if read_at is None:
                words = _("Present values are unknown: the list of programs was not read yet.")
                text("span", words)
            else:
                Moment(read_at, _("Present values are those of the list of programs, as of") + " ")

    def _say(self) -> None:
        """The sum of it, in sentences that can be checked at a glance."""
        preview = self._preview
        valid, wrong, every = len(preview.valid), len(preview.wrong), len(preview.rows)
        said = ngettext("{} of {} row can be sent.", "{} of {} rows can be sent.", every)
        text("p", said.format(count(valid), count(every)), "ad-strong")
        if wrong:
            left = ngettext(
                "{} row has an error and is left out; correct it and check again, or send the "
                "others.",
                "{} rows have errors and are left out; correct them and check again, or send the "
                "others.",
                wrong,
            )
            text("p", left.format(count(wrong)), "ad-note")
        if preview.budget:
            text("p", _("{} a month in all.").format(money(preview.budget)), "ad-review ad-num")

    def _send_button(self) -> None:
        valid = len(self._preview.valid)
        words = ngettext("Send {} row", "Send {} rows", valid).format(count(valid))
        if self._preview.sheet.kind is JobKind.TERMINATE:
            button(words, self._ask, "danger", "block")
        else:
            button(words, self._send, "primary", "check")

    def _ask(self) -> None:
        """An end cannot be undone: it is asked about once more."""
        valid = len(self._preview.valid)
        title = ngettext("Terminate {} program?", "Terminate {} programs?", valid)
        with ui.dialog(value=True) as dialog, ui.card().classes("ad-panel"):
            text("h2", title.format(count(valid)))
            words = _(
                "They end at once, not at the end of the day; one that has not begun yet "
                "disappears. This cannot be undone."
            )
            ui.label(words).classes("ad-note bad bg-red-50")
            with row("ad-end"):
                button(_("Keep them"), dialog.close)
                button(_("Terminate programs"), self._send, "danger", "block")
        named(dialog, title.format(count(valid)))

    async def _send(self) -> None:
        try:
            bulk = await parts().bulks.send(self._preview, name=self._name, key=self._key)
        except DomainError as error:
            self._problem.set_text(str(error))
            self._problem.set_visibility(True)
            return
        if self._preview.sheet.kind is not JobKind.CREATE:
            KeptPicks().drop(row.subject for row in self._preview.valid)
        self._sent(bulk)

    async def _choose(self, rows: list[CheckedRow]) -> None:
        self._rows, self._page = rows, 0
        await self._draw()

    async def _turn(self, by: int) -> None:
        self._page += by
        await self._draw()

    async def _programs(self, shown: Sequence[CheckedRow]) -> dict[str, Program] | None:
        """What is known of the programs of these rows, where they are to be changed."""
        if self._preview.sheet.kind is not JobKind.EDIT:
            return None
        known = await parts().program_list.rows.some([str(storable(row.subject)) for row in shown])
        return {one.program_id: one.program for one in known}

    async def _draw(self) -> None:
        self._tabs.clear()
        with self._tabs:
            for words, rows in self._sets:
                tab = text("button", f"{words} ({count(len(rows))})").props('type="button"')
                tab.on("click", lambda _event, rows=rows: self._choose(rows))
                tab.props(f'aria-pressed="{str(rows is self._rows).lower()}"')
        first = self._page * _SIZE
        shown = self._rows[first : first + _SIZE]
        programs = await self._programs(shown)
        if self._table.is_deleted or shown != self._rows[self._page * _SIZE :][:_SIZE]:
            return  # somebody turned on meanwhile
        caption = kind_words(self._preview.sheet.kind)
        table = cells_table(shown, self._columns, caption, programs) if shown else ""
        self._table.set_content(table)
        last, every = first + len(shown), len(self._rows)
        place = _("{} to {} of {}").format(count(first + 1), count(last), count(every))
        self._place.set_text(place if shown else _("None"))
        self._back.set_enabled(self._page > 0)
        self._next.set_enabled(last < every)
