"""A job as a card shows it, read once for all the cards that draw it in one turn of the loop."""

import asyncio

from components.parts import parts
from models.job import Freshness
from services.i18n import Language, language
from services.jobs import JobView

_this_turn: dict[tuple[str, Language], JobView] = {}


def look_at(job_id: str) -> JobView:
    """The job as it is now, in the language of the page; raises NotFound.

    Two hundred pages that hear of a change draw it in few turns. Nothing can have been written in
    the middle of one that its reader has heard of.
    """
    key = (job_id, language())
    view = _this_turn.get(key)
    if view is None:
        view = parts().jobs.get(job_id)
        if not _this_turn:
            asyncio.get_running_loop().call_soon(_this_turn.clear)
        _this_turn[key] = view
    return view


def is_running(view: JobView) -> bool:
    """Whether there is something to wait for: neither over nor in doubt."""
    job = view.job
    uncertain = view.freshness is Freshness.UNCONFIRMED
    return not job.terminal and not uncertain and not job.asks


def same(one: JobView, other: JobView) -> bool:
    """Whether the second would be drawn like the first; the next look is said only in trouble."""
    return one is other or (
        one.job.version == other.job.version
        and one.freshness is other.freshness
        and one.trouble == other.trouble
        and (one.trouble is None or one.next_check_at == other.next_check_at)
    )
