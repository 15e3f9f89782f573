"""New job ids: 26 characters that sort by time (a ULID in lower case), safe in a URL."""

import random
from datetime import datetime

# Ids have to differ, not to be secret; the kernel is asked for chance once, not for each of them.
_chance = random.Random()  # noqa: S311
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]


def new_job_id(at: datetime) -> str:
    """48 bits of milliseconds, 80 of chance."""
    number = (int(at.timestamp() * 1000) << 80) | _chance.getrandbits(80)
    return "job_" + "".join([_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)])
