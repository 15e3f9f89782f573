"""What is sealed and signed: RFC 8291 (only the browser can read it) and RFC 8292 (who sends it).

The work is http-ece's and py-vapid's, which is what pywebpush does it with. Its own sender is left
out: it follows redirects, and cannot be held to an address that was checked.
"""

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePublicKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid import Vapid02

from models.push import PushSubscription
from services.push.address import origin_of

_VALID = timedelta(hours=12)  # at most 24 are allowed
_AUTH = 16  # bytes


def new_private_key() -> str:
    vapid = Vapid02()
    vapid.generate_keys()
    return str(vapid.private_pem().decode())


def public_key(private: str) -> str:
    """What a browser subscribes with: it then takes messages of this key only."""
    key = _vapid(private).public_key
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return urlsafe_b64encode(point).decode().rstrip("=")


def check_keys(p256dh: str, auth: str) -> None:
    """Raises ValueError for keys that nothing can be sealed with."""
    EllipticCurvePublicKey.from_encoded_point(SECP256R1(), _bytes(p256dh))
    if len(_bytes(auth)) != _AUTH:
        raise ValueError("auth has 16 bytes")


def seal(subscription: PushSubscription, message: bytes) -> bytes:
    sealed = http_ece.encrypt(
        message,
        salt=os.urandom(16),
        private_key=generate_private_key(SECP256R1()),
        dh=_bytes(subscription.p256dh),
        auth_secret=_bytes(subscription.auth),
        version="aes128gcm",
    )
    return bytes(sealed)


def sign(private: str, endpoint: str, contact: str, now: datetime) -> Mapping[str, str]:
    """The `Authorization` header."""
    until = int((now + _VALID).timestamp())
    claims: dict[str, Any] = {"aud": origin_of(endpoint), "exp": until, "sub": contact}
    headers: Mapping[str, str] = _vapid(private).sign(claims)
    return headers


def _vapid(private: str) -> Any:
    return Vapid02.from_pem(private.encode())


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
