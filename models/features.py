"""A program's features as they are read, turned into what may be written (contract 11 and 15.5)."""

from collections.abc import Mapping
from typing import Any

from models.feature_types import FEATURES, LICENSE, LICENSES, LOCATIONS, RADIUS, RENAMED, WRITABLE

Feature = tuple[str, dict[str, Any]]
"""A type and the object to write for it."""

_OFF: tuple[object, ...] = (None, False, "", "DEFAULT")


def to_write(shown: Mapping[str, Any]) -> list[Feature]:
    """What GET shows as writes, one a type, in the order in which they depend on each other.

    Inactive types (null or empty values) are left out, read-only keys too; a radius is left out
    where locations are set, for the two exclude each other.
    """
    writes = [(name, writable(name, shown.get(name))) for name in FEATURES]
    active = {name: values for name, values in writes if is_active(values)}
    if LOCATIONS in active:
        active.pop(RADIUS, None)
    return list(active.items())


def writable(name: str, shown: Any) -> dict[str, Any]:
    """What GET shows of one type, under the names of POST and without read-only keys."""
    if not isinstance(shown, Mapping):
        return {}
    values = {RENAMED.get(key, key): shown[key] for key in WRITABLE[name] if key in shown}
    if name == LICENSES and isinstance(values.get("licenses"), list):
        kept = [one for one in values["licenses"] if isinstance(one, Mapping)]
        values["licenses"] = [{k: one[k] for k in LICENSE if k in one} for one in kept]
    return values


def is_active(values: Mapping[str, Any]) -> bool:
    """Whether a type, as `writable` has it, is set at all."""
    return any(_is_set(value) for value in values.values())


def _is_set(value: object) -> bool:
    if isinstance(value, list):
        # A business without locations is how "none" looks.
        return any(not isinstance(one, Mapping) or one.get("locations", True) for one in value)
    return value not in _OFF
