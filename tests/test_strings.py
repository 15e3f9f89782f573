"""The interface's strings: the template is what the code says, and every language says it all."""

import ast
import io
import string
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from services.i18n import LANGUAGES

ROOT = Path(__file__).parents[1]
LOCALES = ROOT / "services" / "locales"
FOLDERS = ("pages", "components", "services", "models")
MARKS = {"_", "N_", "ngettext", "pgettext"}


def template():
    return read_po(io.BytesIO((LOCALES / "adtrail.pot").read_bytes()))


@cache
def catalogue(said):
    text = (LOCALES / said / "LC_MESSAGES" / "adtrail.po").read_bytes()
    return read_po(io.BytesIO(text), locale=said)


def key(message):
    return message.context, message.id


def marked():
    """Every string marked in the code, with its context; what Babel finds."""
    found = set()
    for folder in FOLDERS:
        for _, _, message, _, context in extract_from_dir(ROOT / folder, [("**.py", "python")]):
            found.add((context, message))
    return found


def sources():
    for folder in FOLDERS:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))


def calls(tree, names):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            yield node


def translated():
    return [said for said in LANGUAGES if said != "en"]


def messages():
    return [(said, m) for said in translated() for m in catalogue(said) if m.id]


def forms(text):
    return text if isinstance(text, (tuple, list)) else (text,)


def test_the_template_has_every_string_and_no_other():
    assert {key(m) for m in template() if m.id} == marked(), "run .ci/strings"


def test_no_string_hides_where_babel_does_not_look():
    """Such as inside an f-string."""
    known = {text for _, message in marked() for text in forms(message)}
    hidden = [
        f"{path}:{call.lineno}"
        for path, tree in sources()
        for call in calls(tree, MARKS)
        for text in call.args
        if isinstance(text, ast.Constant) and isinstance(text.value, str)
        if call.func.id != "pgettext" or text is call.args[1]
        if text.value not in known
    ]
    assert not hidden


def test_nothing_is_translated_while_modules_are_imported():
    """Nobody's language is known then: a table takes `N_`, and `_` where it is shown."""
    early = []
    for path, tree in sources():
        inside = {
            id(call)
            for function in ast.walk(tree)
            if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            for call in ast.walk(function)
        }
        early += [
            f"{path}:{call.lineno}"
            for call in calls(tree, MARKS - {"N_"})
            if id(call) not in inside
        ]
    assert not early


@pytest.mark.parametrize("said", translated())
def test_a_language_has_every_string_and_no_other(said):
    assert {key(m) for m in catalogue(said) if m.id} == {key(m) for m in template() if m.id}
    assert not catalogue(said).obsolete


def test_no_translation_is_missing_or_fuzzy():
    wanting = [m.id for _, m in messages() if m.fuzzy or not all(forms(m.string))]
    assert not wanting


def test_every_plural_has_the_forms_of_its_language():
    for said, message in messages():
        if isinstance(message.id, tuple):
            assert len(forms(message.string)) == catalogue(said).num_plurals, message.id


def test_placeholders_agree():
    for _, message in messages():
        wanted = {placeholders(text) for text in forms(message.id)}
        found = {placeholders(text) for text in forms(message.string)}
        assert found == wanted, (message.id, message.string)


def placeholders(text):
    """The fields with their formats: unnamed ones in order, for they are filled in order."""
    fields = [
        (name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name is not None
    ]
    named = sorted(field for field in fields if field[0])
    return (*named, *(field for field in fields if not field[0]))


def test_edges_and_endings_agree():
    """What stands around the words is as meant: a space, a question mark, a full stop."""
    for _, message in messages():
        for one, other in zip(forms(message.id)[:1], forms(message.string)[:1], strict=True):
            assert one[:1].isspace() == other[:1].isspace(), one
            assert one[-1:].isspace() == other[-1:].isspace(), one
            assert (one[-1] in "?!") == (other[-1] in "?!"), one
            assert (one[-1] == ".") <= (other[-1] in ".…"), one
