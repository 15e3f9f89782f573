"""How an answer is written, and what every handler is handed."""

import json
import math
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from starlette.responses import JSONResponse

from models.job import Job
from services.container import Adtrail
from services.jobs import JobView

LONGEST_KEY = 255  # characters of an Idempotency-Key
_LONGEST_RETRY_AFTER = 60  # seconds; a client that asks a little too often costs nothing


class JsonAnswer(JSONResponse):
    """JSON in plain ASCII: a lone surrogate or a NaN in a partner's receipt is no error of ours."""

    def render(self, content: Any) -> bytes:
        try:
            text = json.dumps(content, allow_nan=False, separators=(",", ":"))
        except ValueError:
            loose = json.dumps(content, separators=(",", ":"))
            text = json.dumps(json.loads(loose, parse_constant=lambda _: None))
        return text.encode()


async def parts(request: Request) -> Adtrail:
    """The application's parts. Async, or FastAPI would ask a thread for them."""
    adtrail: Adtrail = request.app.state.adtrail
    return adtrail


Parts = Annotated[Adtrail, Depends(parts)]

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=LONGEST_KEY,
        description="The same key with the same body gives the same job, however often it is sent.",
        examples=["5f0c1c1e-6b1f-4b0a-9d4e-2f6a8c1d7e90"],
    ),
]


def retry_after(adtrail: Adtrail, view: JobView) -> dict[str, str]:
    """`Retry-After` in whole seconds, until about the next look at the partner; or nothing."""
    if view.job.terminal:
        return {}
    seconds = adtrail.settings.first_poll
    if view.next_check_at is not None:
        seconds = (view.next_check_at - adtrail.clock.now()).total_seconds()
    return {"Retry-After": str(min(max(1, math.ceil(seconds)), _LONGEST_RETRY_AFTER))}


def etag(job: Job) -> str:
    """Weak: the same version may be told with another `last_checked_at`."""
    return f'W/"{job.version}"'
