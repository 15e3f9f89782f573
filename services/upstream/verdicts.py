"""What an answer means: a value to go on with, or the error of the tree that fits.

The same HTTP status means different things on a submit, where money may have been spent, and on
a read, which can be repeated (contract 6 and 14.1).
"""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from services.clock import Clock
from services.i18n import N_
from services.retelling import ANSWERED_HTTP, CUT_OFF, NOT_ANSWERED, NOT_REACHED
from services.upstream import listings
from services.upstream.errors import (
    Ambiguous,
    Declined,
    Forbidden,
    NotGranted,
    NotSent,
    Refused,
    Throttled,
    Unauthorized,
    Unavailable,
    Unknown,
    Unreachable,
    UpstreamError,
)
from services.upstream.exchange import Answer, Exchange, NoAnswer
from services.upstream.wire import read_error, read_json

_LONGEST_WAIT = 86_400.0  # seconds; nobody is told to wait longer than a day
_READS: dict[int, type[UpstreamError]] = {
    HTTPStatus.BAD_REQUEST: Unknown,
    HTTPStatus.UNAUTHORIZED: Unauthorized,
    HTTPStatus.FORBIDDEN: Forbidden,
    HTTPStatus.NOT_FOUND: Unknown,
    HTTPStatus.REQUEST_TIMEOUT: Unavailable,
    HTTPStatus.TOO_MANY_REQUESTS: Throttled,
}
_SUBMITS: dict[int, type[UpstreamError]] = {
    HTTPStatus.UNAUTHORIZED: Unauthorized,
    HTTPStatus.REQUEST_TIMEOUT: Ambiguous,
    HTTPStatus.TOO_MANY_REQUESTS: Throttled,
}


class Verdicts:
    def __init__(self, exchange: Exchange, clock: Clock) -> None:
        self._exchange = exchange
        self._clock = clock

    def no_answer(self, failure: NoAnswer, *, submit: bool) -> UpstreamError:
        if not failure.sent:
            message = NOT_REACHED.format(failure.reason)
            return NotSent(message) if submit else Unreachable(message)
        message = NOT_ANSWERED.format(failure.reason)
        return Ambiguous(message) if submit else Unavailable(message)

    def job_id(self, answer: Answer) -> str:
        """The job id of a submit's answer: any 2xx with one (contract 3). Raises otherwise."""
        if not HTTPStatus(200) <= answer.http < HTTPStatus.MULTIPLE_CHOICES:
            raise self.of_submit(answer)
        if answer.damage:
            raise self._error(Ambiguous, answer, CUT_OFF.format(answer.damage))
        try:
            body = read_json(answer.text)
        except ValueError:
            body = None
        found = body.get("job_id") if isinstance(body, dict) else None
        if not isinstance(found, str) or not found.strip() or not found.isprintable():
            raise self._error(Ambiguous, answer, N_("The partner's answer names no job."))
        return found.strip()

    def done(self, answer: Answer) -> None:
        """Check the answer to a pause or resume: 202, or 200 (contract 8)."""
        if answer.http in {HTTPStatus.OK, HTTPStatus.ACCEPTED}:
            return
        if answer.http == HTTPStatus.NOT_FOUND:
            raise self._error(NotGranted, answer)
        raise self.of_submit(answer)

    def features(self, answer: Answer) -> str:
        """The answer to a change of features, as it came; anything that is none leaves doubt."""
        if answer.http != HTTPStatus.OK:
            raise self.of_submit(answer)
        try:
            listings.features(read_json(answer.text))
        except (ValueError, listings.WrongShape):
            raise self._error(
                Ambiguous, answer, N_("The partner's answer has an unknown shape.")
            ) from None
        return answer.text

    def of_submit(self, answer: Answer) -> UpstreamError:
        return self._error(_of_submit(answer.http), answer)

    def of_read(self, answer: Answer) -> UpstreamError:
        refusal = Declined if _is_refusal(answer.http) else Unavailable
        return self._error(_READS.get(answer.http, refusal), answer)

    def written(self, answer: Answer) -> Any:
        """The JSON of a 200 to a write that may be repeated, so that no doubt is left by it.

        It is refused as a submit is; what leaves a submit in doubt is passing trouble here.
        """
        if answer.http != HTTPStatus.OK:
            kind = _of_submit(answer.http)
            raise self._error(Unavailable if kind is Ambiguous else kind, answer)
        return self.json(answer)

    def json(self, answer: Answer) -> Any:
        """The JSON of a 200. Raises what fits for everything else."""
        if answer.http != HTTPStatus.OK:
            raise self.of_read(answer)
        if answer.damage:
            raise self._error(Unavailable, answer, CUT_OFF.format(answer.damage))
        try:
            return read_json(answer.text)
        except ValueError:
            raise self._error(
                Unavailable, answer, N_("The partner's answer is not JSON.")
            ) from None

    def json_object(self, answer: Answer) -> dict[str, Any]:
        body = self.json(answer)
        if not isinstance(body, dict):
            raise self.unusable(answer)
        return body

    def unusable(self, answer: Answer) -> UpstreamError:
        """JSON it is, but not of the shape that was asked for."""
        return self._error(Unavailable, answer, N_("The partner's answer has an unknown shape."))

    def _error(
        self, kind: type[UpstreamError], answer: Answer, message: str | None = None
    ) -> UpstreamError:
        text = answer.text
        code, said = read_error(text, self._exchange.redact_value)
        return kind(
            message or said or ANSWERED_HTTP.format(answer.http),
            http=answer.http,
            code=code if answer.http >= HTTPStatus.BAD_REQUEST else None,
            raw=self._exchange.redact(text),
            retry_after=retry_after(answer.headers, self._clock),
        )


def _of_submit(http: int) -> type[UpstreamError]:
    return _SUBMITS.get(http) or (Refused if _is_refusal(http) else Ambiguous)


def _is_refusal(http: int) -> bool:
    return HTTPStatus.BAD_REQUEST <= http < HTTPStatus(500)


def retry_after(headers: Mapping[str, str], clock: Clock) -> float | None:
    """Seconds from now, of either form of the header (RFC 9110, 10.2.3); None if it has none.

    A date is measured by the partner's own clock where the answer tells it, for ours may differ.
    """
    value = headers.get("retry-after")
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        then, there = _moment(value), _moment(headers.get("date", ""))
        if then is None:
            return None
        seconds = (then - (there or clock.now())).total_seconds()
    return min(max(seconds, 0.0), _LONGEST_WAIT) if not math.isnan(seconds) else None


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
