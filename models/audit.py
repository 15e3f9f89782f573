"""One thing that a person did."""

from datetime import datetime
from typing import NamedTuple


class Deed(NamedTuple):
    """`what` is a word such as `job.recorded`; `about` the id or name of what it was done to.

    `actor` is an account, a token as "account/token", or `local` or `rest` where nobody signs in.
    """

    at: datetime
    actor: str
    what: str
    about: str
    detail: str | None = None
