"""A browser's keys, and a push service on a socket that opens what it is sent.

It decrypts by RFC 8291 and checks the signature by RFC 8292 with nothing but `cryptography`, so
that what seals and signs is not judged by itself.
"""

import json
import os
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

_POINT = (Encoding.X962, PublicFormat.UncompressedPoint)


def _text(raw):
    return urlsafe_b64encode(raw).decode().rstrip("=")


def _raw(text):
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _derive(length, salt, info, secret):
    return HKDF(hashes.SHA256(), length, salt, info).derive(secret)


class BrowserKeys:
    """What only the browser has, and the subscription that it hands out."""

    def __init__(self):
        self._private = ec.generate_private_key(ec.SECP256R1())
        self._auth = os.urandom(16)
        self._public = self._private.public_key().public_bytes(*_POINT)

    def subscription(self, endpoint):
        keys = {"p256dh": _text(self._public), "auth": _text(self._auth)}
        return {"endpoint": endpoint, "expirationTime": None, "keys": keys}

    def open(self, body):
        salt, length = body[:16], body[20]
        sender, sealed = body[21 : 21 + length], body[21 + length :]
        curve = ec.SECP256R1()
        other = ec.EllipticCurvePublicKey.from_encoded_point(curve, sender)
        shared = self._private.exchange(ec.ECDH(), other)
        info = b"WebPush: info\0" + self._public + sender
        secret = _derive(32, self._auth, info, shared)
        key = _derive(16, salt, b"Content-Encoding: aes128gcm\0", secret)
        nonce = _derive(12, salt, b"Content-Encoding: nonce\0", secret)
        plain = AESGCM(key).decrypt(nonce, sealed, None)
        return json.loads(plain.rstrip(b"\0")[:-1])


def signed_by(header):
    """(public key, claims) of an `Authorization` header; fails unless the signature is good."""
    scheme, _, rest = header.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    head, claims, signature = parts["t"].split(".")
    assert json.loads(_raw(head)) == {"typ": "JWT", "alg": "ES256"}
    pair = _raw(signature)
    numbers = (int.from_bytes(pair[:32]), int.from_bytes(pair[32:]))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _raw(parts["k"]))
    key.verify(
        encode_dss_signature(*numbers), f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256())
    )
    return parts["k"], json.loads(_raw(claims))


@dataclass
class PushService:
    """Answers with the next of `answers`, then 201; keeps what it was sent."""

    url: str = ""
    answers: list = field(default_factory=list)
    requests: list = field(default_factory=list)  # (path, headers, body)

    def endpoint(self, name="one"):
        return f"{self.url}/send/{name}"


@contextmanager
def push_service():
    service = PushService()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.requests.append((self.path, dict(self.headers), body))
            status, headers = service.answers.pop(0) if service.answers else (201, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words):
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield service
    server.shutdown()
    server.server_close()
    thread.join(5)
