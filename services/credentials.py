"""Trying a pair of credentials against a partner, with a client of its own.

The pair is kept nowhere here, and the client in use never sees it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pydantic import SecretStr

from models.catalogue import explain_transport
from models.people import Role
from services.errors import FieldError, Invalid, PartnerProblem
from services.i18n import N_, _, language
from services.pace import Pace, Urgency
from services.people.acting import needs
from services.upstream.client import PartnerClient
from services.upstream.errors import Forbidden, Unauthorized, UpstreamError

Connect = Callable[[str, str | None, SecretStr | None], PartnerClient]

_TAKEN = N_("The partner takes these credentials.")
_LIMITED = N_(
    "The partner takes these credentials, but does not let this account list its programs."
)
_LONGEST = 200
_ODD = N_("At most {} characters, and none that cannot be seen.")
_COLON = N_("A username has no colon.")
_NOT_TAKEN = N_("The partner does not take this username and password.")


def fit(username: str, password: SecretStr) -> None:
    """Raises Invalid for what Basic authorization cannot carry (RFC 7617)."""
    given = {"username": username, "password": password.get_secret_value()}
    wrong = [
        name for name, value in given.items() if len(value) > _LONGEST or not value.isprintable()
    ]
    errors = [FieldError(name, _(_ODD).format(_LONGEST)) for name in wrong]
    if ":" in username:
        errors.append(FieldError("username", _(_COLON)))
    if errors:
        raise Invalid(errors)


@dataclass(frozen=True)
class Verdict:
    """What the partner says of a pair; `message` is a sentence for a person."""

    valid: bool
    message: str


class Credentials:
    def __init__(self, connect: Connect, in_use: Callable[[], str], pace: Pace) -> None:
        self._connect = connect
        self._in_use = in_use
        self._pace = pace

    @needs(Role.OPERATOR)
    async def check(
        self, username: str, password: SecretStr, address: str | None = None
    ) -> Verdict:
        """Ask a partner once, or the one in use.

        Raises Invalid, and PartnerProblem when it cannot say.
        """
        fit(username, password)
        await self._pace.turn(Urgency.PERSON)
        client = self._connect(address or self._in_use(), username, password)
        try:
            await client.check_credentials()
        except Unauthorized:
            return Verdict(valid=False, message=_(_NOT_TAKEN))
        except Forbidden:  # 403 is about what the account may do: it is known (contract 14.1)
            return Verdict(valid=True, message=_(_LIMITED))
        except UpstreamError as error:
            said = explain_transport(error.http, "program", language())
            raise PartnerProblem(f"{said.text}.") from error
        finally:
            await client.aclose()
        return Verdict(valid=True, message=_(_TAKEN))
