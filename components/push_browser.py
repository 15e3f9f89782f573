"""Whether this browser is told by Web Push, when no page of Adtrail is open in it."""

from typing import Any

from nicegui import app, ui

from components.basics import button, row, text
from components.job_words import HEADLINES, PARTLY_DONE
from components.parts import parts
from models.job_status import TERMINAL
from services.errors import Invalid
from services.i18n import N_, _
from services.push.pushes import ASKS, PARTLY

_SETTING = "push"
_OFF = N_("No. Press “Notify me when this finishes” on a running job: it offers that then.")
_ON = N_("Yes, for the jobs that you want to be notified of.")


def possible() -> bool:
    return bool(parts().pushes.public_key)


def subscription() -> str | None:
    """This browser's, as long as its push service knows it."""
    kept = app.storage.user.get(_SETTING)
    return str(kept) if kept and parts().pushes.has(str(kept)) else None


async def subscribe(given: Any) -> str | None:
    """Keep what the browser says about itself; a sentence if that cannot be."""
    if not isinstance(given, dict) or "problem" in given:
        return _("The browser's push service did not take this up. Everything else goes on.")
    try:
        app.storage.user[_SETTING] = await parts().pushes.subscribe(given)
    except Invalid as error:
        return str(error)
    return None


async def wish(job_id: str, *, wanted: bool) -> None:
    """Tell this browser by Web Push when the job ends or asks, or do not."""
    name, job = subscription(), parts().store.get(job_id)
    if name is None or job is None:
        return
    if wanted:
        said = {end.value: HEADLINES[job.kind.value].of(end) for end in TERMINAL}
        others = {PARTLY: _(PARTLY_DONE), ASKS: _("Please decide")}
        await parts().pushes.wish(job_id, name, said | others)
    else:
        await parts().pushes.unwish(job_id, name)


def push_settings() -> None:
    """Whether it is on, and the way to turn it off."""
    with ui.element("div").classes("ad-stack tight ad-notify"):
        text("div", _("Notifications when Adtrail is closed"), "ad-label")
        with row():
            said = ui.label(_(_ON if subscription() else _OFF))

            async def stop() -> None:
                if (name := subscription()) is not None:
                    await parts().pushes.unsubscribe(name)
                app.storage.user.pop(_SETTING, None)
                ui.run_javascript("adtrail.unsubscribe()")
                said.set_text(_(_OFF))
                off.set_visibility(False)

            off = button(_("Turn off"), stop, "small", "notifications_off")
            off.set_visibility(subscription() is not None)
