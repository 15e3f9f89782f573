"""What can go wrong between us and the partner, told apart by what it means for the caller.

UpstreamError
├── NotSent            nothing left this machine: safe to try again
│   └── Unreachable    the same, on a read (it is an Unavailable as well)
├── Unauthorized       401: the credentials; nothing was queued
├── Throttled          429: refused before it was looked at; nothing was queued
├── Refused            any other 4xx on a submit or a write of features: nothing was done
├── NotGranted         404 on pause and resume: the account was not given the function
├── Ambiguous          a submit that may or may not have arrived: never send it again by itself
├── Forbidden          403 on a read
├── Unknown            a read of something that the partner does not know
└── Unavailable        a read met passing trouble: ask again later
    └── Declined       any other 4xx on a read: the partner does not answer this question
"""

LONGEST_RAW = 20_000


class UpstreamError(Exception):
    """Base of the tree; `message` is for people, `raw` is what the partner said (cut short).

    `http` and `code` are None without an answer, `retry_after` is in seconds from now.
    """

    def __init__(
        self,
        message: str,
        *,
        http: int | None = None,
        code: str | None = None,
        raw: str = "",
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.http = http
        self.code = code
        self.raw = raw[:LONGEST_RAW]
        self.retry_after = retry_after


class NotSent(UpstreamError):
    """Provably nothing reached the partner: no connection, no name, no TLS."""


class Unauthorized(UpstreamError):
    """The partner does not take the credentials (401); nothing was queued."""


class Throttled(UpstreamError):
    """Too many requests (429): refused before it was looked at."""


class Refused(UpstreamError):
    """The request itself was refused (4xx on what changes something); nothing was done."""


class NotGranted(UpstreamError):
    """This account was not given the function (404 on pause and resume, contract 8)."""


class Ambiguous(UpstreamError):
    """Nobody can know whether the submit arrived."""


class Forbidden(UpstreamError):
    """The account may not read this (403)."""


class Unknown(UpstreamError):
    """The partner does not know what was asked for (400 or 404 on a read)."""


class Unavailable(UpstreamError):
    """A read met trouble that says nothing about what was asked: network, 5xx, garbage."""


class Declined(Unavailable):
    """The partner refuses to answer (409, 410, 422 and the like); that may pass, or last."""


class Unreachable(NotSent, Unavailable):
    """A read for which no connection could be made."""
