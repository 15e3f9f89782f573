"""The interface's strings stand in one place: the template is what the code says."""

import io
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "services" / "locales" / "adtrail.pot"


def marked():
    """Every string marked with `_` in the code."""
    found = set()
    for folder in ("pages", "components"):
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, [("**.py", "python")]):
            found.add(message)
    return found


def test_the_template_has_every_string_and_no_other():
    template = read_po(io.BytesIO(TEMPLATE.read_bytes()))
    assert {m.id for m in template if m.id} == marked(), "run .ci/strings"
