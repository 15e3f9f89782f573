"""Who may sign in, for administrators: the accounts of /settings/people."""

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from models.dates import rfc3339
from models.people import Account, Role
from pages.api.answers import JsonAnswer, Parts
from pages.api.bodies import Body, Values, no_values, text_fields, texts
from pages.api.documents import Document
from pages.api.openapi import answers, takes
from pages.api.people_schemas import (
    DisabledDocument,
    PasswordRequest,
    PeopleDocument,
    PersonDocument,
    PersonRequest,
    RoleRequest,
)
from pages.api.refusals import refuses
from services.container import Adtrail
from services.errors import FieldError, Invalid, NotAllowed, NotFound, NotPermitted, together
from services.i18n import N_, _
from services.people.accounts import check_name
from services.people.acting import required
from services.people.passwords import check_password

_NOBODY = N_(
    "Nobody has to sign in here. "
    "Start Adtrail with ADTRAIL_PASSWORD, and everybody has an account of their own."
)
_CHOOSE = N_("Choose viewer, operator or admin.")
_NOW = answers(PersonDocument, "The account as it is now.")


@refuses(NotAllowed, NotPermitted)
async def with_accounts(adtrail: Parts) -> None:
    """Raises NotAllowed where nobody signs in."""
    if not adtrail.signing.required:
        raise NotAllowed(_(_NOBODY))


@refuses(NotFound)
async def whose_account(
    adtrail: Parts,
    account_id: Annotated[
        str | None, Query(max_length=40, description="One's own when left out.")
    ] = None,
) -> str:
    """An account that there is. Raises NotFound, and NotPermitted where it is somebody else's."""
    own = required(Role.VIEWER).account_id or ""
    if account_id and account_id != own:
        return (await adtrail.accounts.get(account_id)).id
    return own


WhoseAccount = Annotated[str, Depends(whose_account)]

router = APIRouter(prefix="/people", tags=["People"], dependencies=[Depends(with_accounts)])


@router.get(
    "",
    summary="Who may sign in",
    description="For administrators, as everything about other people.",
    responses=answers(PeopleDocument, "All accounts."),
)
async def listed(adtrail: Parts) -> JsonAnswer:
    people = [_document(one) for one in await adtrail.accounts.all()]
    return JsonAnswer({"count": len(people), "people": people})


@router.post(
    "",
    status_code=201,
    summary="Add somebody",
    responses=answers(PersonDocument, "They may sign in.", 201, Location="The account."),
    openapi_extra=takes(
        PersonRequest, hana={"name": "hana", "password": "correct horse", "role": "operator"}
    ),
)
async def add(body: Body, adtrail: Parts) -> JsonAnswer:
    together(
        partial(texts, body, "name", "password", "role"),
        partial(role_in, body),
        partial(check_name, _text(body, "name")),
        partial(check_password, _text(body, "password")),
    )
    made = await adtrail.accounts.add(body["name"], body["password"], role_in(body))
    return JsonAnswer(_document(made), 201, {"Location": f"/api/people/{made.id}"})


@router.get("/{account_id}", summary="One account", responses=_NOW)
async def show(account_id: str, adtrail: Parts) -> JsonAnswer:
    return await _now(adtrail, account_id)


@router.put(
    "/{account_id}/role",
    summary="Change what somebody may do",
    description="At once, and for their tokens, too. 409 for one's own account and for `admin`.",
    responses=_NOW,
    openapi_extra=takes(RoleRequest, viewer={"role": "viewer"}),
)
async def change_role(account_id: str, body: Body, adtrail: Parts) -> JsonAnswer:
    texts(body, "role")
    await adtrail.accounts.change_role(account_id, role_in(body))
    return await _now(adtrail, account_id)


@router.put(
    "/{account_id}/password",
    summary="Give somebody a new password",
    description="Their sessions end and their tokens are revoked. 409 for one's own account and "
    "for `admin`.",
    responses=_NOW,
    openapi_extra=takes(PasswordRequest, another={"password": "another horse"}),
)
async def reset_password(account_id: str, body: Body, adtrail: Parts) -> JsonAnswer:
    (password,) = texts(body, "password")
    await adtrail.accounts.reset_password(account_id, password)
    return await _now(adtrail, account_id)


@router.post(
    "/{account_id}/disable",
    summary="Let somebody in no longer",
    description="Their sessions end; their tokens do nothing until they are enabled again. 409 for "
    "one's own account and for `admin`. What they ordered goes on under their name: schedules are "
    "cancelled at `/api/schedules`, batches paused at `/api/bulk`.",
    responses=answers(DisabledDocument, "The account as it is now, and what of theirs goes on."),
    dependencies=[Depends(no_values)],
)
async def disable(account_id: str, adtrail: Parts) -> JsonAnswer:
    await adtrail.accounts.disable(account_id)
    now = _document(await adtrail.accounts.get(account_id))
    return JsonAnswer(now | (await adtrail.accounts.going_on(account_id))._asdict())


@router.post(
    "/{account_id}/enable",
    summary="Let somebody in again",
    responses=_NOW,
    dependencies=[Depends(no_values)],
)
async def enable(account_id: str, adtrail: Parts) -> JsonAnswer:
    await adtrail.accounts.enable(account_id)
    return await _now(adtrail, account_id)


def role_in(values: Values) -> Role:
    """Raises Invalid."""
    (said,) = text_fields(values, "role")
    try:
        return Role(said)
    except ValueError:
        raise Invalid([FieldError("role", _(_CHOOSE))]) from None


def _text(values: Values, name: str) -> str:
    """Where it is none, that is said already."""
    return value if isinstance(value := values.get(name), str) else ""


async def _now(adtrail: Adtrail, account_id: str) -> JsonAnswer:
    return JsonAnswer(_document(await adtrail.accounts.get(account_id)))


def _document(account: Account) -> Document:
    return {
        "account_id": account.id,
        "name": account.name,
        "role": account.role.value,
        "created_at": rfc3339(account.created_at),
        "disabled_at": rfc3339(account.disabled_at) if account.disabled_at else None,
    }
