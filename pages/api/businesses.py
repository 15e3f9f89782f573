"""The businesses that one works for, as they are kept by name on /businesses."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from starlette.responses import Response

from models.dates import rfc3339
from models.listed import Business
from pages.api import schemas
from pages.api.answers import JsonAnswer, Parts
from pages.api.bodies import Body, no_values, only
from pages.api.documents import Document
from pages.api.openapi import answers, takes
from pages.api.programs import is_possible_id
from pages.api.refusals import refuses
from services.errors import NotAllowed, NotFound
from services.i18n import _

router = APIRouter(prefix="/businesses", tags=["Businesses"])

_KEPT = answers(schemas.SavedBusiness, "The business as it is kept.")
_GOLDEN = {"name": "Golden Gate HVAC Repair", "ad_categories": ["hvac", "plumbing"]}


async def possible_id(
    business_id: Annotated[str, Path(description="The partner's id of the business.")],
) -> str:
    if not is_possible_id(business_id):
        raise NotFound(_("There is no business {} in the list.").format(business_id))
    return business_id


BusinessId = Annotated[str, Depends(possible_id)]


@router.get(
    "",
    summary="The businesses that are kept",
    description="Of the partner in use. Those that are known from programs and jobs alone are at "
    "`/api/reseller/business-ids`.",
    responses=answers(schemas.SavedBusinesses, "All of them."),
)
async def listed(adtrail: Parts) -> JsonAnswer:
    kept = [_document(one) for one in await adtrail.businesses.saved()]
    return JsonAnswer({"count": len(kept), "businesses": kept})


@router.post(
    "",
    status_code=201,
    summary="Keep a business",
    description="409 when it is kept already: change it by PUT.",
    responses=answers(schemas.SavedBusiness, "It is kept.", 201, Location="The business."),
    openapi_extra=takes(
        schemas.BusinessRequest, golden_gate={"business_id": "GoldenGateHvacRepair00"} | _GOLDEN
    ),
)
@refuses(NotAllowed)
async def add(body: Body, adtrail: Parts) -> JsonAnswer:
    values = only(body, "business_id", "name", "ad_categories")
    made = await adtrail.businesses.save(values, new=True)
    return JsonAnswer(_document(made), 201, {"Location": f"/api/businesses/{made.business_id}"})


@router.get("/{business_id}", summary="A business that is kept", responses=_KEPT)
async def show(business_id: BusinessId, adtrail: Parts) -> JsonAnswer:
    return JsonAnswer(_document(await adtrail.businesses.get(business_id)))


@router.put(
    "/{business_id}",
    summary="Keep or change a business",
    description="What is left out is emptied. One that is not kept yet is kept then.",
    responses=_KEPT,
    openapi_extra=takes(schemas.BusinessChange, golden_gate=_GOLDEN),
)
async def change(business_id: BusinessId, body: Body, adtrail: Parts) -> JsonAnswer:
    values = only(body, "name", "ad_categories") | {"business_id": business_id}
    return JsonAnswer(_document(await adtrail.businesses.save(values)))


@router.delete(
    "/{business_id}",
    status_code=204,
    response_class=Response,
    summary="Keep a business no longer",
    description="Its programs and its name beside them stay.",
    responses={204: {"description": "It is off the list."}},
    dependencies=[Depends(no_values)],
)
async def remove(business_id: BusinessId, adtrail: Parts) -> Response:
    await adtrail.businesses.remove(business_id)
    return Response(status_code=204)


def _document(one: Business) -> Document:
    saved_at = one.saved_at
    assert saved_at is not None  # noqa: S101 - it is written whenever a business is saved
    return {
        "business_id": one.business_id,
        "name": one.name,
        "ad_categories": one.categories,
        "saved_at": rfc3339(saved_at),
    }
