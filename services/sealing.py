"""Secrets at rest: sealed with a key that lies beside the data, in a file that only we may read.

Whoever has the database alone (a copy, a dump, the server that holds it) cannot open them.
"""

import json
import os
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from pydantic import SecretStr

FILE = "credentials.key"
Pair = tuple[str, SecretStr]


class CannotOpen(Exception):
    """It was sealed with another key than the one that lies here."""


class Sealer:
    def __init__(self, folder: Path) -> None:
        self._file = folder / FILE

    def seal(self, pair: Pair) -> str:
        username, password = pair
        plain = json.dumps([username, password.get_secret_value()])
        return Fernet(self._key()).encrypt(plain.encode()).decode()

    def open(self, sealed: str) -> Pair:
        """Raises CannotOpen."""
        try:
            plain = Fernet(self._file.read_bytes()).decrypt(sealed.encode())
        except (OSError, ValueError, InvalidToken):
            raise CannotOpen from None
        username, password = json.loads(plain)
        return username, SecretStr(password)

    def _key(self) -> bytes:
        """Made when something is sealed for the first time."""
        if not self._file.exists():
            part = self._file.with_suffix(".part")
            part.unlink(missing_ok=True)
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                out.write(Fernet.generate_key())
                out.flush()
                os.fsync(out.fileno())  # on the disk before anything that it seals
            part.replace(self._file)  # whole or not at all
        return self._file.read_bytes()
