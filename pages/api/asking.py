"""What is asked about a business before it is bought for: who it is, and what speaks against it."""

from typing import Annotated

from fastapi import APIRouter, Query

from models.found_business import FoundBusiness
from pages.api import schemas
from pages.api.answers import JsonAnswer, Parts
from pages.api.businesses import BusinessId
from pages.api.documents import Document
from pages.api.openapi import answers
from pages.api.refusals import refuses
from services.errors import LookupFailed, NoLookup
from services.i18n import _

router = APIRouter(prefix="/businesses", tags=["Businesses"])


@router.get(
    "/lookup",
    summary="Find businesses by name and place",
    description="Beside the sandbox by itself, else where `ADTRAIL_FUSION_KEY` is set; where "
    "there is none 409 `lookup_not_set_up`, and 502 where it does not answer.",
    responses=answers(schemas.FoundBusinesses, "Those like it; nothing is kept."),
)
@refuses(NoLookup, LookupFailed)
async def lookup(
    adtrail: Parts,
    *,
    name: Annotated[str, Query(examples=["Golden Gate HVAC Repair"])] = "",
    city: Annotated[str, Query(examples=["San Francisco"])] = "",
    state: Annotated[str, Query(description="Its letters.", examples=["CA"])] = "",
    country: Annotated[str, Query(description="Two letters.", examples=["US"])] = "",
    address1: Annotated[str, Query(description="The street; may be left out.")] = "",
) -> JsonAnswer:
    asked = {"name": name, "city": city, "state": state, "country": country, "address1": address1}
    found = [_document(one) for one in await adtrail.lookup.find(asked)]
    return JsonAnswer({"count": len(found), "businesses": found})


@router.get(
    "/{business_id}/categories",
    summary="The categories of a business's listing",
    description="By the look-up; an order takes their aliases as `ad_categories`.",
    responses=answers(schemas.CategoriesDocument, "Its categories, if any."),
)
@refuses(NoLookup, LookupFailed)
async def categories(business_id: BusinessId, adtrail: Parts) -> JsonAnswer:
    told = [one._asdict() for one in await adtrail.lookup.categories(business_id)]
    return JsonAnswer({"business_id": business_id, "ad_categories": told})


@router.get(
    "/{business_id}/preflight",
    summary="What speaks against advertising for a business",
    description="By what the partner says now; a warning forbids nothing. None where the partner "
    "does not answer, or does not let this account ask.",
    responses=answers(schemas.PreflightDocument, "The warnings, if any."),
)
async def preflight(business_id: BusinessId, adtrail: Parts) -> JsonAnswer:
    warned = await adtrail.businesses.preflight(business_id)
    warnings = [_(one.sentence).format(one.detail) for one in warned]
    return JsonAnswer({"business_id": business_id, "warnings": warnings})


def _document(one: FoundBusiness) -> Document:
    return {"business_id": one.business_id, "name": one.name, "address": one.address}
