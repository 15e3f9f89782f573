"""Passwords: hashed with argon2, off the event loop, a few at a time (each takes 64 MiB)."""

import asyncio
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from models.people import SHORTEST_PASSWORD
from services.errors import FieldError, Invalid
from services.i18n import N_, _

LONGEST = 200
_AT_ONCE = 2
_LENGTH = N_("A password has at least {} characters.")
_TOO_LONG = N_("A password has at most {} characters.")

_hasher = PasswordHasher()


class Passwords:
    def __init__(self) -> None:
        self._turns = asyncio.Semaphore(_AT_ONCE)

    async def hashed(self, password: str) -> str:
        async with self._turns:
            return await asyncio.to_thread(_hasher.hash, password)

    async def fits(self, kept: str | None, password: str) -> bool:
        """Whether it is the password; without one kept, no, and in the same time."""
        async with self._turns:
            right = await asyncio.to_thread(fits, kept or _of_nobody(), password)
        return right and kept is not None


def fits(kept: str, password: str) -> bool:
    try:
        return _hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def hashed(password: str) -> str:
    """For the start, when no loop waits."""
    return _hasher.hash(password)


def check_password(password: str) -> None:
    """Raises Invalid for one that is too short to be any good, or absurdly long."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid([FieldError("password", _(_LENGTH).format(SHORTEST_PASSWORD))])
    if len(password) > LONGEST:
        raise Invalid([FieldError("password", _(_TOO_LONG).format(LONGEST))])


@cache
def _of_nobody() -> str:
    return _hasher.hash("nobody's")
