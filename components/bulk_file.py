"""Where the rows come from: pasted, or a file. Both go to the server the same way.

What is pasted is sent like a file when it is to be checked: two thousand rows are no text to hold
in step with the server at each key.
"""

from collections.abc import Awaitable, Callable

from nicegui import ui
from nicegui.events import UploadEventArguments

from components.address import address
from components.basics import button, fold, link_button, panel, row, text
from components.field_names import field_name
from components.program_picker import ProgramPicker
from models.bulk_reading import (
    COLUMNS,
    NEEDED,
    NO_TEXT,
    PROGRAM,
    Sheet,
    decoded,
    read_any,
    template,
)
from models.job import JobKind
from services.bulk.bulks import aside
from services.i18n import _

_MOST = 8 * 1024 * 1024  # bytes
_PASTED = "pasted"


class BulkFile:
    """`read(sheet, name)` is called with each file; `name` is empty for what was pasted."""

    def __init__(
        self, kind: JobKind, read: Callable[[Sheet, str], Awaitable[None]], start: str = ""
    ) -> None:
        self._kind = kind
        self._read = read
        with panel():
            text("h2", _("Rows"))
            self._columns()
            self.upload = ui.upload(
                on_upload=self._arrived,
                on_rejected=self._too_large,
                max_file_size=_MOST,
                auto_upload=True,
            ).style("display:none")
            with ui.element("div").classes("ad-stack tight"):
                label = text("label", _("Rows as CSV"), "ad-label")
                self._box = text("textarea", start, "ad-paste ad-mono")
                self._box.props('rows="8" spellcheck="false" autocapitalize="off" wrap="off"')
                self._box._props["placeholder"] = template(kind)  # noqa: SLF001 - verbatim
                label.props(f'for="{self._box.html_id}"')
                self._box.props(f'id="{self._box.html_id}"')
            self._problem = text("div", "", "ad-note bad bg-red-50").props('role="alert"')
            self._problem.set_visibility(False)
            with row():
                self._buttons()

    def _buttons(self) -> None:
        made = button(_("Check the rows"), None, "primary", "check")
        queue = f"const q = getElement({self.upload.id}).$refs.qRef; q.reset();"
        pasted = f"document.getElementById('{self._box.html_id}').value"
        file = f"new File([{pasted} || '\\n'], '{_PASTED}', {{type: 'text/csv'}})"
        made.on("click", js_handler=f"() => {{ {queue} q.addFiles([{file}]); }}")
        chosen = button(_("Choose a file"), None, "", "cloud_upload")
        chosen.on("click", js_handler=f"(e) => {{ {queue} q.pickFiles(e); }}")
        if PROGRAM in COLUMNS[self._kind]:
            button(_("Pick programs"), self._pick, "", "campaign")
        href = f"/api/bulk/template?kind={self._kind.value}"
        link_button(_("Template"), href, "", "download").props("download")

    async def _pick(self) -> None:
        await ProgramPicker(self._picked).read()

    def _picked(self, program_ids: list[str]) -> None:
        """The address holds them, so that a reload brings the same rows back."""
        query = {"kind": self._kind.value, "programs": ",".join(program_ids)}
        ui.navigate.to(address("/bulk", query))

    def _columns(self) -> None:
        """Which columns there are, under the names of the form."""
        text(
            "p",
            _("The first line names the columns; each further line is one request."),
            "ad-muted",
        )
        with fold(_("The columns")), ui.element("ul").classes("ad-columns"):
            for name in COLUMNS[self._kind]:
                words = field_name(name) or _("Program ID")
                if name in NEEDED[self._kind]:
                    words = _("{} (needed)").format(words)
                with ui.element("li"):
                    text("code", name)
                    text("span", words, "ad-muted")
        text(
            "p",
            _(
                "Amounts are dollars, days are YYYY-MM-DD in Pacific time. "
                "Empty cells are left out."
            ),
            "ad-muted ad-small",
        )

    async def _arrived(self, event: UploadEventArguments) -> None:
        self.say(None)
        words = decoded(await event.file.read())
        if words is None:
            self.say(_(NO_TEXT))
            return
        name = "" if event.file.name == _PASTED else event.file.name
        await self._read(await aside(read_any, words, self._kind), name)

    def _too_large(self) -> None:
        self.say(_("The file is larger than 8 MiB. Send it in parts."))

    def say(self, sentence: str | None) -> None:
        """Why a file cannot be used at all; None when that is over."""
        self._problem.set_text(sentence or "")
        self._problem.set_visibility(sentence is not None)
