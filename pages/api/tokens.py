"""What one's own scripts sign in with: made, listed and revoked by anybody who has an account."""

from functools import partial

from fastapi import APIRouter, Depends
from starlette.responses import Response

from models.dates import rfc3339
from models.people import ApiToken
from pages.api.answers import JsonAnswer, Parts
from pages.api.bodies import Body, no_values, texts
from pages.api.documents import Document
from pages.api.openapi import answers, takes
from pages.api.people import WhoseAccount, role_in, with_accounts
from pages.api.people_schemas import (
    NewTokenDocument,
    RevokedDocument,
    TokenRequest,
    TokensDocument,
)
from services.errors import together

router = APIRouter(prefix="/tokens", tags=["People"], dependencies=[Depends(with_accounts)])


@router.get(
    "",
    summary="The tokens of an account",
    description="One's own, or, for administrators, anybody's.",
    responses=answers(TokensDocument, "Those in force."),
)
async def listed(adtrail: Parts, account_id: WhoseAccount) -> JsonAnswer:
    tokens = [_document(one) for one in await adtrail.tokens.of(account_id)]
    return JsonAnswer({"count": len(tokens), "tokens": tokens})


@router.post(
    "",
    status_code=201,
    summary="Make a token for one's own account",
    description="By a name and a password, or in a browser; a token makes no tokens (403). The "
    "secret stands in this answer and nowhere else.",
    responses=answers(NewTokenDocument, "The token, this once.", 201),
    openapi_extra=takes(TokenRequest, ci={"name": "ci", "role": "viewer"}),
)
async def make(body: Body, adtrail: Parts) -> JsonAnswer:
    together(partial(texts, body, "name", "role"), partial(role_in, body))
    token, secret = await adtrail.tokens.make(body["name"], role_in(body))
    headers = {"Cache-Control": "no-store"}
    return JsonAnswer(_document(token) | {"token": secret}, 201, headers)


@router.delete(
    "/{token_id}",
    status_code=204,
    response_class=Response,
    summary="Revoke a token",
    description="At once. One's own, or, for administrators, anybody's; a token revokes itself "
    "alone, unless it is an administrator's. Again and again is the same.",
    responses={
        **answers(RevokedDocument, "Likewise; accounts were added through it, and they stay."),
        204: {"description": "It is good for nothing any more."},
    },
    dependencies=[Depends(no_values)],
)
async def revoke(token_id: str, adtrail: Parts) -> Response:
    made = await adtrail.tokens.accounts_made(token_id)  # a token cannot ask once it has gone
    await adtrail.tokens.revoke(token_id)
    if made:
        return JsonAnswer({"token_id": token_id, "accounts": made})
    return Response(status_code=204)


def _document(token: ApiToken) -> Document:
    return {
        "token_id": token.id,
        "name": token.name,
        "role": token.role.value,
        "created_at": rfc3339(token.created_at),
        "used_at": rfc3339(token.used_at) if token.used_at else None,
    }
