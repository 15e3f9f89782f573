"""Who changed which setting when, as /settings/changes shows it."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query

from models.dates import rfc3339
from models.setting import SettingChange
from pages.api import schemas
from pages.api.answers import JsonAnswer, Parts
from pages.api.documents import Document
from pages.api.openapi import answers

router = APIRouter(prefix="/settings", tags=["Settings"])

_MOST = 200


@router.get(
    "/changes",
    summary="Who changed which setting when",
    description="The newest first. Of credentials only that they were changed, and whose.",
    responses=answers(schemas.SettingChanges, "A page of them."),
)
async def changes(
    adtrail: Parts,
    *,
    limit: Annotated[int, Query(ge=1, le=_MOST)] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> JsonAnswer:
    changing = adtrail.changing
    page = await asyncio.to_thread(changing.changes, limit, offset)
    count = await asyncio.to_thread(changing.rows.count_changes)
    return JsonAnswer({"count": count, "changes": [_document(one) for one in page]})


def _document(change: SettingChange) -> Document:
    return {
        "at": rfc3339(change.at),
        "actor": change.actor,
        "name": change.name,
        "about": change.about,
        "before": change.before,
        "after": change.after,
    }
