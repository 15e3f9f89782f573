"""Who did what when, out of every history that Adtrail keeps; for administrators.

What Adtrail does by itself (submitting, looking, settling) stands in each job's own history.
"""

import heapq
from collections.abc import Iterator

from models.audit import Deed
from models.people import Role
from services.people.acting import required
from services.store.audit import AuditRows, DeedFilter


class Audit:
    def __init__(self, rows: AuditRows) -> None:
        self._rows = rows

    def deeds(self, which: DeedFilter) -> Iterator[Deed]:
        """The newest first, read as they are asked for, in a thread. Raises NotPermitted at once.

        What is done meanwhile stands before the first: `which` should have an end.
        """
        required(Role.ADMIN)
        return heapq.merge(*self._rows.histories(which), key=lambda deed: deed.at, reverse=True)
