"""Where a message may be sent to.

A subscription's address comes from a browser, so anybody who may use Adtrail could name one: it
must not become a way into the network that the server stands in. So HTTPS on its usual port only,
only to addresses of the public internet, no redirects, and nothing of the answer is passed on.
The name is resolved here and the connection made to that very address, so that a name cannot
point elsewhere a moment later.
"""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

_LONGEST = 2_000
_HTTPS = 443


class NotAPushService(ValueError):
    """The message is a sentence."""


@dataclass(frozen=True)
class Target:
    """`url` with the address instead of the name, and the name that the certificate must bear."""

    url: str
    host: str
    name: str


def check_endpoint(endpoint: str, *, loopback: bool = False) -> SplitResult:
    """The address in parts. Raises NotAPushService; `loopback` is for tests."""
    try:
        split = urlsplit(endpoint)
        port = split.port or _HTTPS
    except ValueError:
        raise NotAPushService("The push service's address cannot be read.") from None
    if loopback and split.scheme == "http" and split.hostname == "127.0.0.1":
        return split
    plain = split.username is None and split.password is None and len(endpoint) <= _LONGEST
    if split.scheme != "https" or not split.hostname or port != _HTTPS or not plain:
        raise NotAPushService("A push service's address begins with https:// and names no port.")
    return split


def origin_of(endpoint: str) -> str:
    """For whom a message's signature is meant (RFC 8292)."""
    split = urlsplit(endpoint)
    return f"{split.scheme}://{split.netloc}"


async def resolve(endpoint: str, *, loopback: bool = False) -> Target:
    """Raises NotAPushService, and OSError when the name cannot be resolved now."""
    split = check_endpoint(endpoint, loopback=loopback)
    name = str(split.hostname)
    if split.scheme == "http":
        return Target(endpoint, split.netloc, name)
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(name, _HTTPS, type=socket.SOCK_STREAM)
    addresses = [ipaddress.ip_address(info[4][0]) for info in found]
    if not addresses or not all(_public(address) for address in addresses):
        raise NotAPushService("The push service's address is not one of the public internet.")
    first = addresses[0]
    literal = f"[{first}]" if first.version == 6 else str(first)  # noqa: PLR2004 - IPv6
    return Target(split._replace(netloc=literal).geturl(), split.netloc, name)


def _public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    mapped = getattr(address, "ipv4_mapped", None) or address
    return bool(mapped.is_global) and not mapped.is_multicast
