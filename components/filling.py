"""Filling the form that stands on the page from elsewhere: the banner's test businesses."""

from collections.abc import Callable
from typing import ClassVar
from urllib.parse import quote
from weakref import WeakKeyDictionary, ref

from nicegui import Client, context, ui
from nicegui.element import Element

Fill = Callable[[str], None]


class Filling:
    """The form of each browser page that takes a business id, while it stands there."""

    _by_client: ClassVar[WeakKeyDictionary[Client, tuple[ref[Element], Fill]]] = WeakKeyDictionary()

    @classmethod
    def offer(cls, owner: Element, fill: Fill) -> None:
        cls._by_client[context.client] = ref(owner), fill

    @classmethod
    def business(cls, business_id: str) -> None:
        """Into the form on the page, or on to the page that has one."""
        owner, fill = cls._by_client.get(context.client, (lambda: None, _nowhere))
        element = owner()
        if element is None or element.is_deleted:
            ui.navigate.to(f"/create-program?business_id={quote(business_id, safe='')}")
        else:
            fill(business_id)


def _nowhere(_business_id: str) -> None:
    return None
