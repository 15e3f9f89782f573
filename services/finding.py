"""Finding jobs, programs and businesses by a few letters, in our own rows: no partner is asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from models.job import Job
from services.store.filtering import JobFilter
from services.store.queries import Queries

_RECENT = (
    200  # jobs that are compared letter by letter; the database finds parts of ids in the rest
)
_EXACT = 20
_SHORT = 3  # fewer letters are in too many ids to mean one


class What(StrEnum):
    PROGRAM = "program"
    JOB = "job"
    BUSINESS = "business"


@dataclass(frozen=True)
class Hit:
    what: What
    id: str
    job: Job  # the newest one that speaks of it


class Finder:
    def __init__(self, store: Queries) -> None:
        self._store = store

    async def find(self, words: str, limit: int = 8) -> list[Hit]:
        """The best hits first; of equals the newest. Without words what was used last."""
        wanted = words.strip()
        jobs = await self._store.page(JobFilter(), _RECENT)
        if len(wanted) >= _SHORT:
            jobs += await self._store.page(JobFilter(text=wanted), _EXACT)
        hits = _hits(jobs)
        if not wanted:
            return hits[:limit]
        scored = [(score, hit) for hit in hits if (score := _score(wanted, hit))]
        return [hit for _, hit in sorted(scored, key=lambda one: -one[0])][:limit]


def likeness(wanted: str, text: str) -> int:
    """How well `wanted` is found in `text`, 0 if not: whole words, beginnings, parts, letters.

    Letters count when they stand in this order, and more the closer together they stand.
    """
    want, has = wanted.casefold(), text.casefold()
    if want in has:
        starts = has.startswith(want) or f" {want}" in has
        return 300 + 100 * starts + 100 * (want == has)
    first = place = has.find(want[:1])
    for letter in want[1:]:
        place = has.find(letter, place + 1) if place >= 0 else -1
    if place < 0 or len(want) < _SHORT:
        return 0
    return max(0, 200 - 4 * (place - first + 1 - len(want)))


def _score(wanted: str, hit: Hit) -> int:
    parts = (hit.id, hit.job.business_id or "", f"{hit.job.kind.value} {hit.job.status.value}")
    return max(likeness(wanted, part) - 20 * place for place, part in enumerate(parts))


def _hits(jobs: Iterable[Job]) -> list[Hit]:
    """Every job, program and business once, in the order in which they come up."""
    found: dict[tuple[What, str], Hit] = {}
    for job in jobs:
        for what, its in (
            (What.JOB, job.id),
            (What.PROGRAM, job.program_id),
            (What.BUSINESS, job.business_id),
        ):
            if its:
                found.setdefault((what, its), Hit(what, its, job))
    return list(found.values())
