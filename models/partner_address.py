"""A partner's address in the one form in which it is kept and compared."""

from urllib.parse import urlsplit

_PORTS = {"http": 80, "https": 443}


def normal_address(said: str) -> str:
    """Lower-case scheme and host, without the usual port, a final dot or a final slash.

    What is no plain address, such as the word `sandbox`, stays as it is.
    """
    try:
        parts = urlsplit(said)
        port = parts.port
    except ValueError:
        return said
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in _PORTS or not host or set("@?#") & set(said):
        return said
    place = f"[{host}]" if ":" in host else host
    if port not in {None, _PORTS[parts.scheme]}:
        place += f":{port}"
    return f"{parts.scheme}://{place}{parts.path.rstrip('/')}"
