"""Whether Adtrail itself works. Quick, and the partner is never asked."""

import asyncio

import structlog
from fastapi import APIRouter

from models.dates import rfc3339
from pages.api import schemas
from pages.api.answers import JsonAnswer, Parts
from pages.api.openapi import OPEN, answers
from services.container import Adtrail
from services.settings import SANDBOX

log = structlog.get_logger(__name__)
router = APIRouter(tags=["Health"])

_PATIENCE = 1.0  # seconds for the database


@router.get(
    "/health",
    summary="Whether Adtrail works",
    responses=answers(schemas.Health, "Every part works.")
    | answers(schemas.Health, "The database or the runner is down.", 503),
    openapi_extra=OPEN,
)
async def health(adtrail: Parts) -> JsonAnswer:
    database = await _reads(adtrail)
    well = database and adtrail.engine.running
    partner = adtrail.partner
    document = {
        "status": "ok" if well else "down",
        "database": "ok" if database else "down",
        "runner": {"active": adtrail.engine.active, "lag_s": round(adtrail.engine.lag, 3)},
        "upstream": {
            "last_success_at": partner.last_success_at and rfc3339(partner.last_success_at),
            "last_error": partner.last_error and partner.last_error.message,
            "sandbox": adtrail.partners.current == SANDBOX,
        },
    }
    return JsonAnswer(document, 200 if well else 503, {"Cache-Control": "no-store"})


async def _reads(adtrail: Adtrail) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            await adtrail.store.ping()
    except Exception:
        log.warning("the database cannot be read", exc_info=True)
        return False
    return True
