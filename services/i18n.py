"""The interface's strings: marked with `_` where they stand, collected in `locales/adtrail.pot`.

English is the source. A language is added by putting its catalogue beside the template.
"""

from gettext import NullTranslations

_catalogue = NullTranslations()


def _(text: str) -> str:
    """`text` in the interface's language."""
    return _catalogue.gettext(text)
