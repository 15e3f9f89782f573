"""Why a program is ended: kept with the job, never sent to the partner."""

from models.job import LONGEST_REASON
from models.transition import storable
from models.wording import _


def read_reason(said: object) -> dict[str, object]:
    """What an order keeps of it: nothing of an empty one. Raises ValueError with a sentence."""
    if said is not None and not isinstance(said, str):
        raise ValueError(_("This has to be text."))
    reason = str(storable((said or "").strip()))
    if len(reason) > LONGEST_REASON:
        raise ValueError(_("A reason has at most {} characters.").format(LONGEST_REASON))
    return {"reason": reason} if reason else {}
