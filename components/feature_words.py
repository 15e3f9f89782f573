"""The values of a change of features, as a person would say them."""

from typing import Any

from models.feature_change import FeatureChange
from models.feature_checks import label_of
from services.i18n import _


def feature_words(change: FeatureChange) -> list[tuple[str, str]]:
    """Label and value of everything that is set; nothing where types are removed."""
    return [
        (label_of(feature, name), said(value))
        for feature, values in change.write.items()
        for name, value in values.items()
    ]


def said(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return "; ".join(map(said, value)) or "—"
    if isinstance(value, dict):
        return " ".join(said(one) for one in value.values() if one not in (None, [], ""))
    return "—" if value is None else str(value)
