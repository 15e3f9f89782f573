"""What let somebody in, asked about once more in the transaction that keeps what they leave there.

Its rows are held meanwhile: a password that is reset at that moment, or a session that is ended, is
so before it or after it, and then takes it along.
"""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from models.people import Account, SignIn


class NoWayIn(Exception):
    """What let somebody in is not good any more: what they were about to leave is not kept."""


class WayIn(NamedTuple):
    """A session or, without one, a password whose hash is `good`."""

    account_id: str
    sign_in: str | None
    good: Callable[[str], bool]


def check_way_in(session: Session, way: WayIn) -> None:
    """Raises NoWayIn."""
    kept = held(session, way.account_id)
    signed_in = select(col(SignIn.id)).where(
        col(SignIn.id) == way.sign_in, col(SignIn.account_id) == way.account_id
    )
    if way.sign_in is None:
        let_in = way.good(kept or "")
    else:
        found = session.connection().execute(signed_in.with_for_update(read=True)).first()
        let_in = found is not None
    if kept is None or not let_in:
        raise NoWayIn


def held(session: Session, account_id: str) -> str | None:
    """The hash of its password, None for one that is disabled; nobody changes it meanwhile."""
    row = select(col(Account.password_hash), col(Account.disabled_at))
    mine = row.where(col(Account.id) == account_id).with_for_update(read=True)
    found = session.connection().execute(mine).first()
    return found[0] if found is not None and found[1] is None else None
