"""Trying a pair of partner credentials, and keeping one that the partner takes."""

from http import HTTPStatus

from fastapi import APIRouter
from pydantic import SecretStr

from pages.api import schemas
from pages.api.answers import JsonAnswer, Parts
from pages.api.bodies import Body, text_fields
from pages.api.openapi import answers, takes
from pages.api.refusals import refuses
from services.credentials import Verdict
from services.errors import NotAllowed, PartnerProblem

router = APIRouter(prefix="/auth", tags=["Credentials"])


@router.post(
    "/validate-credentials",
    summary="Try a username and a password against the partner",
    description="They are not stored, and the pair in use is not changed; so an operator may try "
    "them, too. Keeping them takes an administrator.",
    responses=answers(schemas.CredentialsVerdict, "The partner takes them.")
    | answers(schemas.CredentialsVerdict, "The partner does not take them.", 401),
    openapi_extra=takes(
        schemas.CredentialsRequest, a_pair={"username": "partner", "password": "secret"}
    ),
)
@refuses(PartnerProblem)
async def validate(adtrail: Parts, values: Body) -> JsonAnswer:
    username, password = text_fields(values, "username", "password")
    return told(await adtrail.credentials.check(username, SecretStr(password)), username)


@router.post(
    "/save-credentials",
    summary="Try a username and a password, and use them from now on",
    description="Of the partner in use. They are kept encrypted and never told again; what the "
    "partner does not take is not kept. What the environment gives is not changed (409).",
    responses=answers(schemas.CredentialsVerdict, "They are kept and in use.")
    | answers(schemas.CredentialsVerdict, "The partner does not take them; none is kept.", 401),
    openapi_extra=takes(
        schemas.CredentialsRequest, a_pair={"username": "partner", "password": "secret"}
    ),
)
@refuses(NotAllowed, PartnerProblem)
async def save(adtrail: Parts, values: Body) -> JsonAnswer:
    username, password = text_fields(values, "username", "password")
    pair = (username, SecretStr(password))
    verdict = await adtrail.changing.partner(adtrail.partners.current, pair)
    assert verdict is not None  # noqa: S101 - a pair was tried
    return told(verdict, username)


def told(verdict: Verdict, username: str | None) -> JsonAnswer:
    status = HTTPStatus.OK if verdict.valid else HTTPStatus.UNAUTHORIZED
    document = {"valid": verdict.valid, "message": verdict.message, "username": username}
    return JsonAnswer(document, status)
