"""Looking at jobs: the row, how well it is known, and its error in words. Nothing is written."""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from http import HTTPStatus
from typing import Any

from models.catalogue import (
    FEATURES_NOT_TAKEN,
    Explanation,
    TransportContext,
    explain,
    explain_transport,
    explain_unreachable,
)
from models.eta import Outlook
from models.job import SWITCHES, Freshness, Job, JobEvent, JobKind, freshness_of
from models.job_status import JobStatus
from models.receipt import Receipt, ReceiptResult, business_results_with_program_ids, read_receipt
from services.circuit import Circuit
from services.errors import NotFound
from services.i18n import Language, _, language
from services.partners import partner_name
from services.retelling import ANSWERED_HTTP, retold
from services.store.store import Store
from services.tracking.history import History
from services.tracking.observations import Observations
from services.tracking.troubles import DECLINED, OTHER_PARTNER, STATUS_DECLINED, UNKNOWN_JOB


@dataclass(frozen=True, kw_only=True)
class JobError:
    """Why a job failed: the partner's words and ours."""

    code: str
    message: str
    field: str | None
    value: Any
    title: str
    advice: str
    all: tuple[dict[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class JobView:
    """Everything there is to show of one job at one moment."""

    job: Job
    freshness: Freshness
    trouble: dict[str, Any] | None
    trouble_words: Explanation | None
    error: JobError | None
    last_checked_at: datetime | None
    next_check_at: datetime | None

    @property
    def business_results(self) -> list[Any]:
        """The partner's receipt with a `program_id` added where there is one (interface 5)."""
        return results_of(self.job)

    @property
    def progress(self) -> tuple[int, int] | None:
        """(done, total) of a receipt about several businesses."""
        results = self.outcomes
        if len(results) < 2:  # noqa: PLR2004 - one business is not a count
            return None
        return sum(result.ok for result in results), len(results)

    @property
    def partly(self) -> bool:
        """Failed, and yet something of it took effect (contract 7.8 and 7.9)."""
        receipt = self._receipt if self.job.status is JobStatus.FAILED else None
        return receipt is not None and receipt.partly_applied

    @property
    def went_through(self) -> tuple[str, ...]:
        """The fields that took effect although the job failed, by their form names."""
        return self._receipt.applied_fields if self._receipt is not None and self.partly else ()

    @property
    def outcomes(self) -> tuple[ReceiptResult, ...]:
        """What became of each business of the receipt."""
        return self._receipt.results if self._receipt is not None else ()

    @cached_property
    def _receipt(self) -> Receipt | None:
        body = receipt_of(self.job)
        return read_receipt(body) if body is not None else None


class Jobs:
    def __init__(
        self,
        store: Store,
        observations: Observations,
        circuit_of: Callable[[Job], Circuit | None],
        history: History,
    ) -> None:
        self._store = store
        self._observations = observations
        self._circuit_of = circuit_of
        self._history = history

    def get(self, job_id: str) -> JobView:
        """The job as it is now, in the language of who asks; raises NotFound."""
        job = self._store.get(job_id)
        if job is None:
            raise NotFound(_("There is no job {}.").format(job_id))
        return self.view(job)

    def events(self, job_id: str) -> list[JobEvent]:
        return self._store.events(job_id)

    def outlook(self, job: Job) -> Outlook | None:
        """How long jobs of this kind take from acceptance on; None when too few are known."""
        return self._history.outlook(job.kind)

    def views(self, jobs: Iterable[Job]) -> list[JobView]:
        return [self.view(job) for job in jobs]

    def view(self, job: Job) -> JobView:
        seen = self._observations.peek(job.id)
        trouble = job.trouble
        if trouble is None and not job.terminal and (circuit := self._circuit_of(job)):
            trouble = circuit.trouble
        freshness = freshness_of(job)
        if trouble is not None and freshness is Freshness.FRESH:
            freshness = Freshness.DELAYED
        return JobView(
            job=job,
            freshness=freshness,
            trouble=trouble,
            trouble_words=_trouble_words(trouble, language()),
            error=_error(job, language()),
            last_checked_at=(seen.last_checked_at if seen else None) or job.last_checked_at,
            next_check_at=seen.next_check_at if seen and not job.terminal else None,
        )


def results_of(job: Job) -> list[Any]:
    """`business_results` of the stored receipt; made up of what is known where there is none."""
    body = receipt_of(job)
    if isinstance(body, dict):
        results = business_results_with_program_ids(body, job.program_id)
        if results:
            return results
    if not job.terminal or job.program_id is None:
        return []
    return [
        {
            "status": job.status.value,
            "identifier": job.program_id,
            "identifier_type": "PROGRAM",
            "program_id": job.program_id,
            "update_results": {},
        },
    ]


def receipt_of(job: Job) -> Any:
    """The partner's receipt as JSON, or None."""
    return json.loads(job.receipt) if job.receipt else None


def _error(job: Job, said: Language) -> JobError | None:
    if job.error is None:
        return None
    kept = job.error
    words = explain(kept.get("code"), kept.get("message"), said)
    of_features = job.kind is JobKind.FEATURES and kept.get("http") == HTTPStatus.BAD_REQUEST
    if of_features and not words.known:  # the values, not the request: it names them itself
        words = explain(FEATURES_NOT_TAKEN, None, said)
    elif kept.get("http") and not words.known:
        about: TransportContext = "pause" if job.kind in SWITCHES else "submit"
        words = explain_transport(kept["http"], about, said)
    return JobError(
        code=str(kept.get("code")),
        message=str(kept.get("message") or ""),
        field=kept.get("field") or words.field,
        value=kept.get("value"),
        title=words.title,
        advice=words.advice,
        all=tuple(kept.get("all") or ()),
    )


def _trouble_words(trouble: dict[str, Any] | None, said: Language) -> Explanation | None:
    if trouble is None:
        return None
    if trouble.get("kind") == UNKNOWN_JOB:
        return explain_transport(404, "job", said)
    if trouble.get("kind") == OTHER_PARTNER:
        return Explanation(
            code="OTHER_PARTNER",
            title=_("This job belongs to {}").format(partner_name(str(trouble.get("message")))),
            advice=_("It waits until that partner is in use again, and no other one is asked"),
            field=None,
            known=True,
        )
    if trouble.get("kind") in {DECLINED, STATUS_DECLINED}:
        return _declined(trouble)
    if trouble.get("kind") == "unreachable":
        return explain_unreachable(said)
    return explain_transport(trouble.get("http"), "status", said)


def _declined(trouble: dict[str, Any]) -> Explanation:
    """What the partner refuses to tell, with its own words where it gave any."""
    http, words = trouble.get("http"), str(trouble.get("message") or "").rstrip(".")
    if http is None:
        title = _("The partner does not show what it is asked for")
    elif trouble["kind"] == STATUS_DECLINED:
        title = _("The partner answers HTTP {} instead of how this job stands").format(http)
    else:
        title = _("The partner does not show what it is asked for (HTTP {})").format(http)
    told = retold(str(trouble.get("message") or "")).rstrip(".")
    said = words and words != ANSWERED_HTTP.format(http).rstrip(".")
    return Explanation(
        code=f"HTTP_{http}" if http else str(trouble.get("code") or "DECLINED"),
        title=f"{title}: {told}" if said else title,
        advice=_("This says nothing about the job itself. It is asked about ever more seldom"),
        field=None,
        known=True,
    )
