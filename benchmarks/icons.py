"""Makes `components/static/icons.woff2`: of NiceGUI's Material Icons only those that are used.

`uv run benchmarks/icons.py`, whenever tests/test_icons.py asks for it. The whole font is the second
largest file of a first load; it is Google's, under the Apache License 2.0, and so is this part.
"""

import ast
import re
from pathlib import Path
from typing import Any

import nicegui
from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parents[1]
OURS = ROOT / "components" / "static" / "icons.woff2"
_THEIRS = Path(nicegui.__file__).parent / "static"
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789_"


def whole() -> TTFont:
    css = (_THEIRS / "fonts.css").read_text()
    address = re.search(r'"Material Icons";.*?url\((.*?)\)', css, re.DOTALL)
    assert address is not None
    return TTFont(_THEIRS / address[1])


def icons(font: TTFont) -> dict[str, str]:
    """What one writes for an icon -> the glyph that it becomes."""
    letters = {glyph: chr(code) for code, glyph in font.getBestCmap().items()}
    found = {}
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            for first, ligatures in table.ligatures.items():
                for ligature in ligatures:
                    written = "".join(letters[glyph] for glyph in (first, *ligature.Component))
                    found[written] = ligature.LigGlyph
    return found


def used(known: dict[str, Any], root: Path = ROOT) -> set[str]:
    """Every word in our code that is an icon's name (a few only look like it), and Quasar's own."""
    sources = [path for room in ("components", "pages") for path in (root / room).rglob("*.py")]
    ours = {
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    quasar = (_THEIRS / "quasar.umd.prod.js").read_text().partition('{name:"material-icons"')[2]
    theirs = set(re.findall(r':"(\w+)"', quasar.partition("}};")[0]))
    return (ours | theirs) & set(known)


def main() -> None:
    font = whole()
    glyphs = icons(font)
    names = used(glyphs)
    options = subset.Options(flavor="woff2", layout_closure=False, hinting=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(glyphs=[glyphs[name] for name in names], text=_LETTERS)
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(OURS)
    print(f"{OURS.relative_to(ROOT)}: {len(names)} icons, {OURS.stat().st_size / 1000:.1f} KB")


if __name__ == "__main__":
    main()
