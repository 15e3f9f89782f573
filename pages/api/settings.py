"""What is set, as on /settings, and who changed it when, as on /settings/changes."""

import asyncio
from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import SecretStr

from models.dates import rfc3339
from models.setting import SettingChange
from pages.api import schemas
from pages.api.answers import JsonAnswer, Parts
from pages.api.bodies import Body, Values, no_values, only, text_fields, texts
from pages.api.credentials import told
from pages.api.documents import Document
from pages.api.openapi import answers, takes
from pages.api.refusals import refuses
from pages.api.setting_schemas import PartnerRequest, SettingsDocument, SettingsRequest
from services.changing import written
from services.errors import NotAllowed, PartnerProblem, together
from services.kept import ADDRESS, CHOICES, RATE, Kept
from services.sealing import Pair

router = APIRouter(prefix="/settings", tags=["Settings"])

_MOST = 200
_PAIR = "username", "password"
_NOW = answers(SettingsDocument, "What is in force now.")
_REFUSED = answers(schemas.CredentialsVerdict, "The partner does not take them.", 401)


@router.get("", summary="What is set", responses=_NOW)
async def show(adtrail: Parts) -> JsonAnswer:
    return JsonAnswer(_in_force(adtrail.changing.kept))


@router.patch(
    "",
    summary="Set the rate, and what browsers do in which nothing was chosen",
    description="For administrators, as on the page; all of it is taken, or nothing.",
    responses=_NOW,
    openapi_extra=takes(SettingsRequest, slower={"upstream_rate": 2.5}, loud={"sound": True}),
)
@refuses(NotAllowed)
async def change(body: Body, adtrail: Parts) -> JsonAnswer:
    values = {name: value for name, value in body.items() if value is not None}
    together(partial(only, values, RATE, *CHOICES), partial(written, values))
    await adtrail.changing.values(values)
    return JsonAnswer(_in_force(adtrail.changing.kept))


@router.put(
    "/partner",
    summary="Take a partner into use",
    description="For administrators. The pair is tried first, and kept encrypted; without one the "
    "pair that is kept for the address is tried. The sandbox needs none.",
    responses=_NOW | _REFUSED,
    openapi_extra=takes(
        PartnerRequest,
        the_sandbox={"upstream_url": "sandbox"},
        the_real_one={
            "upstream_url": "https://partner-api.yelp.com",
            "username": "partner",
            "password": "secret",
        },
    ),
)
@refuses(NotAllowed, PartnerProblem)
async def take_into_use(body: Body, adtrail: Parts) -> JsonAnswer:
    bare = all(body.get(name) is None for name in _PAIR)
    together(
        partial(only, body, ADDRESS, *_PAIR),
        partial(text_fields, body, ADDRESS, *(() if bare else _PAIR)),
    )
    pair = None if bare else _pair(body)
    verdict = await adtrail.changing.partner(body[ADDRESS], pair)
    if verdict is not None and not verdict.valid:
        return told(verdict, body.get("username"))
    return JsonAnswer(_in_force(adtrail.changing.kept))


@router.put(
    "/features-credentials",
    summary="Use another pair for features",
    description="For administrators: of the partner in use. It is not tried; only a call for a "
    "program's features would show.",
    responses=_NOW,
    openapi_extra=takes(
        schemas.CredentialsRequest, a_pair={"username": "features", "password": "secret"}
    ),
)
@refuses(NotAllowed)
async def features_pair(body: Body, adtrail: Parts) -> JsonAnswer:
    texts(body, *_PAIR)
    await adtrail.changing.features_pair(_pair(body))
    return JsonAnswer(_in_force(adtrail.changing.kept))


@router.delete(
    "/features-credentials",
    summary="Use the same pair for features",
    description="For administrators. Again and again is the same.",
    responses=_NOW,
    dependencies=[Depends(no_values)],
)
@refuses(NotAllowed)
async def same_pair(adtrail: Parts) -> JsonAnswer:
    await adtrail.changing.features_pair(None)
    return JsonAnswer(_in_force(adtrail.changing.kept))


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


def _pair(values: Values) -> Pair:
    """Raises Invalid."""
    username, password = text_fields(values, *_PAIR)
    return username, SecretStr(password)


def _in_force(kept: Kept) -> Document:
    address = kept.address
    fixed = {
        ADDRESS: kept.given(ADDRESS) or kept.shared,
        "credentials": kept.pair_given(address),
        "features_credentials": kept.pair_given(address, "features"),
        RATE: kept.given(RATE),
    }
    return {
        ADDRESS: address,
        "credentials": _standing(kept, address),
        "features_credentials": _features_standing(kept, address),
        RATE: kept.rate,
        **{name: kept.choice(name) for name in CHOICES},
        "fixed": [name for name, is_fixed in fixed.items() if is_fixed],
    }


def _standing(kept: Kept, address: str) -> str:
    if kept.pair_given(address):
        return "environment"
    if kept.unreadable(address):
        return "unreadable"
    return "kept" if kept.pair(address) else "none"


def _features_standing(kept: Kept, address: str) -> str:
    if kept.pair_given(address, "features"):
        return "environment"
    return "kept" if kept.row(address).features_pair is not None else "same"


def _document(change: SettingChange) -> Document:
    return {
        "at": rfc3339(change.at),
        "actor": change.actor,
        "name": change.name,
        "about": change.about,
        "before": change.before,
        "after": change.after,
    }
