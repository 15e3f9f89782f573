"""Which jobs to list, as it stands in the address and in the fields above the list."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Self

from components.address import address, positive
from components.job_words import kind_name
from components.list_filters import ListFilters
from models.job import JobKind
from models.job_status import JobStatus
from services.i18n import N_, _

_STATUSES = {"": N_("Any status")} | {status.value: status.value for status in JobStatus}
_ANY_KIND = N_("Any kind")
_KINDS = {"", *JobKind}
_DAYS = {
    "": N_("Any time"),
    "1": N_("Last day"),
    "7": N_("Last 7 days"),
    "30": N_("Last 30 days"),
    "90": N_("Last 90 days"),
}
_ANYONE = N_("Anyone")
_NO_ACCOUNTS = {"local": N_("On these pages"), "rest": N_("Through REST")}
_LONGEST = 200  # of an account and its token
_SORTS = {
    "": N_("Newest first"),
    "created_at": N_("Oldest first"),
    "-duration": N_("Longest first"),
    "duration": N_("Shortest first"),
}
_NAMES = ("status", "kind", "days", "actor", "q", "sort")


@dataclass(frozen=True, kw_only=True)
class JobQuery:
    """Words as they stand in the address; "" is any. What makes no sense there does not count."""

    status: str = ""
    kind: str = ""
    days: str = ""
    actor: str = ""
    q: str = ""
    sort: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Self:
        def known(name: str, words: Collection[str], change: Callable[[str], str] = str) -> str:
            said = change(query.get(name, ""))
            return said if said in words else ""

        return cls(
            status=known("status", _STATUSES, str.upper),
            kind=known("kind", _KINDS, str.lower),
            days=known("days", _DAYS),
            actor=_as_kept(query.get("actor", "").strip()[:_LONGEST]),
            q=query.get("q", "").strip()[:100],
            sort=known("sort", _SORTS, str.lower),
            page=positive(query.get("page")),
        )

    @property
    def narrow(self) -> bool:
        return replace(self, page=1, sort="") != JobQuery()

    @property
    def said(self) -> dict[str, str]:
        """What is chosen, by its name in the address."""
        chosen = {name: getattr(self, name) for name in _NAMES}
        return {name: value for name, value in chosen.items() if value}

    def url(self, page: int) -> str:
        return address("/jobs", self.said | {"page": str(page) if page > 1 else ""})

    def export(self, form: str) -> str:
        """Where the file of these jobs is; it is in the order of their creation."""
        asked = {name: value for name, value in self.said.items() if name != "sort"}
        return address("/api/jobs/export", {"format": form} | asked)


class JobFilters(ListFilters):
    """The fields; `changed(query)` when a person chose something else."""

    def __init__(
        self, query: JobQuery, changed: Callable[[JobQuery], None], names: Iterable[str] = ()
    ) -> None:
        """`names` are those of all accounts; none where nobody signs in."""
        self._query = query
        self._changed = changed
        super().__init__(_("Jobs"), ("q", _("Search by ID")), self._chosen)
        self.choice("status", _("Status"), _said(_STATUSES))
        kinds = {"": _(_ANY_KIND)} | {kind.value: kind_name(kind) for kind in JobKind}
        self.choice("kind", _("Kind"), kinds)
        self.choice("days", _("Created"), _said(_DAYS))
        self._people = {"": _(_ANYONE)} | ({n: n for n in names} or _said(_NO_ACCOUNTS))
        self._who = self.choice("actor", _("Who"), self._offered())
        self.choice("sort", _("Order"), _said(_SORTS), counted=False)
        self.fill(query)

    def show(self, query: JobQuery) -> None:
        """What the address says now; nobody is told."""
        self._query = query
        with self.filling():
            self._who.set_options(self._offered(), value=query.actor)
        self.fill(query)

    def _offered(self) -> dict[str, str]:
        """One that is asked for in the address is offered, too: a token, or who left long ago."""
        asked = self._query.actor
        return self._people | ({} if asked in self._people else {asked: asked})

    def _chosen(self, said: dict[str, str]) -> None:
        query = JobQuery.of(said)
        if query != replace(self._query, page=1):
            self._query = query
            self._changed(query)


def _said(options: Mapping[str, str]) -> dict[str, str]:
    return {word: _(said) for word, said in options.items()}


def _as_kept(actor: str) -> str:
    """Accounts are kept in lower case, tokens as they were named."""
    account, slash, token = actor.partition("/")
    return account.lower() + slash + token
