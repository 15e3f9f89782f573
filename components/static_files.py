"""Our style, script and icons: browsers keep them for good, under an address of their content."""

import hashlib
from functools import cache
from pathlib import Path

STATIC = Path(__file__).parent / "static"


@cache
def static_url(name: str) -> str:
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()
    return f"/static/{name}?v={digest[:12]}"


def icon_font() -> str:
    """What the head of a page says of its icons, so that they come early.

    They stand in for NiceGUI's font of 2,000 (`benchmarks/icons.py`): 8 KB instead of 129.
    """
    address = static_url("icons.woff2")
    return (
        f'<link rel="preload" as="font" type="font/woff2" crossorigin href="{address}">'
        '<style>@font-face { font-family: "Material Icons"; font-display: block; '
        f'src: url("{address}") format("woff2"); }}</style>'
    )
