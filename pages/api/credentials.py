"""Trying a pair of partner credentials, without keeping them."""

from http import HTTPStatus

from fastapi import APIRouter
from pydantic import SecretStr

from pages.api import schemas
from pages.api.answers import JsonAnswer, Parts
from pages.api.bodies import Body, text_fields
from pages.api.openapi import answers, takes

router = APIRouter(prefix="/auth", tags=["Credentials"])


@router.post(
    "/validate-credentials",
    summary="Try a username and a password against the partner",
    description="They are not stored, and the pair in use is not changed.",
    responses=answers(schemas.CredentialsVerdict, "The partner takes them.")
    | answers(schemas.CredentialsVerdict, "The partner does not take them.", 401),
    openapi_extra=takes(
        schemas.CredentialsRequest, a_pair={"username": "partner", "password": "secret"}
    ),
)
async def validate(adtrail: Parts, values: Body) -> JsonAnswer:
    username, password = text_fields(values, "username", "password")
    verdict = await adtrail.credentials.check(username, SecretStr(password))
    status = HTTPStatus.OK if verdict.valid else HTTPStatus.UNAUTHORIZED
    document = {"valid": verdict.valid, "message": verdict.message, "username": username}
    return JsonAnswer(document, status)
