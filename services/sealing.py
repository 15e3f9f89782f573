"""Secrets at rest: sealed with a key that lies beside the data, in a file that only we may read.

Whoever has the database alone (a copy, a dump, the server that holds it) cannot open them.
"""

import json
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from filelock import FileLock
from pydantic import SecretStr

from services.i18n import _

FILE = "credentials.key"
Pair = tuple[str, SecretStr]


class CannotOpen(Exception):
    """It was sealed with another key than the one that lies here."""


class CannotSeal(Exception):
    """The key can be neither read nor written; the message says why, in a word or two."""


class Sealer:
    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def seal(self, pair: Pair) -> str:
        """Raises CannotSeal."""
        username, password = pair
        plain = json.dumps([username, password.get_secret_value()])
        try:
            return Fernet(self._key()).encrypt(plain.encode()).decode()
        except OSError as error:
            raise CannotSeal(error.strerror) from error
        except ValueError as error:  # not a key: what was sealed with the real one may come back
            raise CannotSeal(_("it is damaged")) from error

    def open(self, sealed: str) -> Pair:
        """Raises CannotOpen."""
        try:
            plain = Fernet(self._file.read_bytes()).decrypt(sealed.encode())
        except (OSError, ValueError, InvalidToken):
            raise CannotOpen from None
        username, password = json.loads(plain)
        return username, SecretStr(password)

    def _key(self) -> bytes:
        """Made when something is sealed for the first time, by one process alone."""
        with FileLock(self._file.with_suffix(".lock")):
            if not self._file.exists():
                part = self._file.with_suffix(".part")
                part.unlink(missing_ok=True)
                write = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(write, "wb") as out:
                    out.write(Fernet.generate_key())
                    out.flush()
                    os.fsync(out.fileno())  # the row that needs it is durable, too
                part.replace(self._file)  # whole or not at all
            return self._file.read_bytes()
