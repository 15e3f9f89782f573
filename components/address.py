"""What stands behind the `?` of the page's address: filters and page numbers live there.

A page that reads its query here is not rebuilt when only the query changes: it is told.
"""

from collections.abc import Callable, Mapping
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit
from weakref import WeakKeyDictionary, ref

from nicegui import Client, context
from nicegui.element import Element


class Address:
    """One for each browser page; ask for it with `here()`."""

    _by_client: ClassVar[WeakKeyDictionary[Client, "Address"]] = WeakKeyDictionary()

    def __init__(self) -> None:
        self._router = context.client.sub_pages_router
        self._listener: tuple[ref[Element], str, Callable[[], None]] | None = None
        self._router.on_path_changed(self._moved)
        self._by_client[context.client] = self

    @classmethod
    def here(cls) -> "Address":
        return cls._by_client.get(context.client) or cls()

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the address; of one that is given twice, the last."""
        return dict(parse_qsl(urlsplit(self._router.current_path).query))

    def listen(self, owner: Element, moved: Callable[[], None]) -> None:
        """Call `moved` when the query changes and the path stays, while `owner` exists."""
        self._listener = ref(owner), self._path, moved

    @property
    def _path(self) -> str:
        return urlsplit(self._router.current_path).path.rstrip("/")

    def _moved(self, _path: str) -> None:
        if self._listener is None:
            return
        owner, path, moved = self._listener
        element = owner()
        if element is None or element.is_deleted:
            self._listener = None
        elif self._path == path:
            moved()


def address(path: str, query: Mapping[str, object]) -> str:
    """An address with these parameters; empty ones are left out."""
    said = urlencode({name: str(value) for name, value in query.items() if value not in {"", None}})
    return f"{path}?{said}" if said else path


def positive(value: str | None) -> int:
    """A page number as somebody typed it: 1 for anything that is none."""
    return max(1, int(value)) if value and value.isdecimal() and len(value) < 7 else 1  # noqa: PLR2004 - a million pages
