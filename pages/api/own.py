"""One's own account: where it is signed in, and its password; open to everybody who has one."""

from fastapi import APIRouter, Depends
from starlette.responses import Response

from models.dates import rfc3339
from models.people import Role, SignIn
from pages.api.answers import JsonAnswer, Parts
from pages.api.bodies import Body, no_values, only, text_fields
from pages.api.documents import Document
from pages.api.openapi import answers, takes
from pages.api.people import WhoseAccount, with_accounts
from pages.api.people_schemas import OwnPasswordRequest, SessionsDocument
from services.errors import NotFound
from services.i18n import _
from services.people.acting import Person, required

router = APIRouter(tags=["People"], dependencies=[Depends(with_accounts)])


@router.get(
    "/sessions",
    summary="Where an account is signed in",
    description="In browsers. One's own or, for administrators, anybody's.",
    responses=answers(SessionsDocument, "The latest first."),
)
async def listed(adtrail: Parts, account_id: WhoseAccount) -> JsonAnswer:
    person = required(Role.VIEWER)
    found = await adtrail.accounts.sessions(account_id)
    sessions = [_document(one, person) for one in found]
    return JsonAnswer({"count": len(sessions), "sessions": sessions})


@router.delete(
    "/sessions",
    status_code=204,
    response_class=Response,
    summary="Sign out everywhere else",
    description="Ends one's own sessions but the one that asks. Not by a token (403).",
    responses={204: {"description": "They are over."}},
    dependencies=[Depends(no_values)],
)
async def end_others(adtrail: Parts) -> Response:
    await adtrail.accounts.end_other_sessions()
    return Response(status_code=204)


@router.delete(
    "/sessions/{session_id}",
    status_code=204,
    response_class=Response,
    summary="End a session",
    description="One's own or, for administrators, anybody's. By a token only an administrator's.",
    responses={204: {"description": "It is over."}},
    dependencies=[Depends(no_values)],
)
async def end(session_id: str, adtrail: Parts) -> Response:
    if not await adtrail.accounts.end_session(session_id):
        raise NotFound(_("There is no such session, or not any more."))
    return Response(status_code=204)


@router.put(
    "/people/me/password",
    status_code=204,
    response_class=Response,
    summary="Change one's own password",
    description="The other sessions end, tokens stay. Not by a token (403); 409 for `admin`, whose "
    "password is `ADTRAIL_PASSWORD`.",
    responses={204: {"description": "It is changed."}},
    openapi_extra=takes(
        OwnPasswordRequest, a_new_one={"old": "correct horse", "password": "another horse"}
    ),
)
async def change_password(body: Body, adtrail: Parts) -> Response:
    old, new = text_fields(only(body, "old", "password"), "old", "password")
    await adtrail.accounts.change_own_password(old, new)
    return Response(status_code=204)


def _document(session: SignIn, person: Person) -> Document:
    return {
        "session_id": session.id,
        "agent": session.agent,
        "address": session.address,
        "created_at": rfc3339(session.created_at),
        "seen_at": rfc3339(session.seen_at),
        "here": session.id == person.sign_in,
    }
