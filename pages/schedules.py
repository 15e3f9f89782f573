"""/schedules: what is to happen by itself, and what became of it."""

from components.basics import heading, wrap
from components.parts import parts
from components.schedule_list import ScheduleList
from components.section_tabs import section_tabs
from models.schedule import IfMissed
from pages.safely import safely
from services.i18n import N_, _

_IF_MISSED = {
    IfMissed.RUN: N_("One whose moment passes while Adtrail does not run happens late."),
    IfMissed.ASK: N_("One whose moment passes while Adtrail does not run waits for you."),
}


@safely
async def schedules_page() -> None:
    with wrap():
        heading(_("Schedules"), _(_IF_MISSED[parts().schedules.if_missed]))
        section_tabs()
        schedules = ScheduleList()
    await schedules.read()
