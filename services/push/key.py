"""The key that signs: made at the first start and kept for good, or every subscription is void."""

from pathlib import Path

from services.push.crypto import new_private_key
from services.settings import Settings
from services.store.pushes import PushRows

_FILE = "push.key"


async def load_key(settings: Settings, rows: PushRows) -> str:
    """The private key as PEM: a file that only we may read; with PostgreSQL a row of the database.

    Its processes have to sign with the same one.
    """
    if settings.postgres is not None:
        return await rows.key(new_private_key())
    return _of_folder(settings.data_dir / _FILE)


def _of_folder(path: Path) -> str:
    if not path.exists():
        part = path.with_suffix(".part")
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        part.write_text(new_private_key())
        part.replace(path)  # whole or not at all
    return path.read_text()
