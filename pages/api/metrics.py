"""What Prometheus reads. Beside `/api`, where it is looked for by convention."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from pages.api.answers import Parts
from pages.api.boundary import METRICS

router = APIRouter(include_in_schema=False)


@router.get(METRICS)
async def metrics(adtrail: Parts) -> Response:
    return Response(
        await adtrail.metrics.document(),
        media_type=CONTENT_TYPE_LATEST,
        headers={"Cache-Control": "no-store"},
    )
