"""Who sends no message has none of the work that it takes."""

import ssl

from services.clock import SystemClock
from services.push.delivery import Delivery


async def test_the_machines_certificates_are_not_read_before_there_is_a_message(monkeypatch):
    """It takes 15 to 30 ms of every start, and of most of our own tests."""
    read = []
    monkeypatch.setattr(ssl, "create_default_context", lambda *_a, **_k: read.append(True))
    unused = Delivery("key", "mailto:x@example.com", SystemClock(), loopback=False)
    await unused.aclose()
    assert not read
