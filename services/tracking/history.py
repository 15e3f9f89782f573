"""How long jobs took, in memory: read once at the start, and told of every end after that."""

from collections import deque
from itertools import islice

from models.durations import REMEMBERED
from models.eta import Outlook, outlook
from models.job import JobKind
from models.polling import KEPT, MIN_HISTORY, Pauses, Plan
from services.store.queries import Queries

_NEWS = 8  # ends after which the plan is made anew; making one takes a few milliseconds


class _Kind:
    """One kind's latest durations in seconds, newest first, and what was made of them."""

    def __init__(self) -> None:
        self.durations: deque[float] = deque(maxlen=REMEMBERED)
        self.news = _NEWS
        self.plan: Plan | None = None
        self.outlook: Outlook | None = None


class History:
    def __init__(self) -> None:
        self._kinds = {kind: _Kind() for kind in JobKind}

    async def load(self, store: Queries) -> None:
        """Read what is known from before, and what other processes have learned since."""
        for kind, known in self._kinds.items():
            found = await store.durations(kind, REMEMBERED)
            if found != list(known.durations):
                known.durations = deque(found, maxlen=REMEMBERED)
                known.news, known.outlook = _NEWS, None

    def ended(self, kind: JobKind, seconds: float) -> None:
        """A job of this kind took so long, from acceptance to end."""
        known = self._kinds[kind]
        known.durations.appendleft(max(0.0, seconds))
        known.news += 1
        known.outlook = None

    def outlook(self, kind: JobKind) -> Outlook | None:
        """How long jobs of this kind take; None when too few are known."""
        known = self._kinds[kind]
        if known.outlook is None:
            known.outlook = outlook(list(islice(known.durations, KEPT)))
        return known.outlook

    def next(self, kind: JobKind, age: float, pauses: Pauses) -> float:
        """Seconds until the next look at a job of this kind and age."""
        known = self._kinds[kind]
        if len(known.durations) < MIN_HISTORY:
            return pauses.next(age)
        if known.plan is None or known.news >= _NEWS:
            known.plan, known.news = Plan(pauses, list(known.durations)), 0
        return known.plan.next(age)
