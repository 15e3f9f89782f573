"""One circuit for the partner as a whole: a dead partner is asked once in a while, not per job.

It opens when several different jobs in a row got no answer, or at once when the partner says so
for all of them (credentials refused, a time named to come back); any answer closes it. While it
is open one job at a time may try.
"""

from services.clock import Clock

_JOBS_TO_OPEN = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 4.0, 60.0  # seconds
_LONGEST_NAMED = 600.0  # seconds; a partner that names more is tried again after ten minutes


class Circuit:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failing: set[str] = set()
        self._pause = 0.0
        self._until = 0.0
        self._tried_at = 0.0
        self._trying = False
        self.trouble: dict[str, object] | None = None

    @property
    def open(self) -> bool:
        return self._pause > 0

    @property
    def left(self) -> float:
        """Seconds until the next try; unlike `wait`, asking takes nobody's turn."""
        return max(0.0, self._until - self._clock.monotonic()) if self.open else 0.0

    def wait(self, *, urgent: bool = False) -> float:
        """Seconds to stay away; 0 lets the caller through, and the next one not.

        An urgent caller, whom a person waits for, goes before the pause is over, but never
        sooner than a few seconds after the last one.
        """
        if not self.open:
            return 0
        now = self._clock.monotonic()
        left = self._until - now
        if left > 0 and not (urgent and now - self._tried_at >= _FIRST_PAUSE):
            return left
        self._until = now + self._pause
        self._tried_at = now
        self._trying = True
        return 0

    def succeeded(self) -> None:
        self._failing.clear()
        self._pause = 0.0
        self._trying = False
        self.trouble = None

    def failed(
        self,
        job_id: str,
        trouble: dict[str, object],
        *,
        at_once: bool = False,
        retry_after: float | None = None,
    ) -> None:
        """No answer for this job (or `at_once`: none to be had for any).

        `retry_after` is how many seconds the partner asked to be left alone.
        """
        self._failing.add(job_id)
        if not (at_once or self.open or len(self._failing) >= _JOBS_TO_OPEN):
            return
        if self.open and not self._trying and retry_after is None:
            return  # it left before the circuit opened and says nothing new
        self._trying = False
        self._pause = min(self._pause * 2, _LONGEST_PAUSE) or _FIRST_PAUSE
        named = min(retry_after or 0.0, _LONGEST_NAMED)
        self._tried_at = self._clock.monotonic()
        self._until = max(self._until if named else 0.0, self._tried_at + max(self._pause, named))
        self.trouble = trouble

    def retry_now(self) -> None:
        """Something was mended (credentials, a person's click): let the next one through."""
        self._until = 0.0
