"""Two things that NiceGUI does to each element, done otherwise: measured, and nowhere else.

Each element has three collections (classes, style, props), each with a handler that is a method of
its own. The library looks up the signature of the same three methods anew for every element, a
fifth of what a page takes to build; and what was deleted stays until the collector comes, which on
a server that lives long is after a thousand pages: half a megabyte each.
`tests/components/test_library_mends.py` fails when the library does without, and this can go.
"""

from collections.abc import Callable
from functools import wraps
from inspect import ismethod
from types import FunctionType
from typing import Any
from weakref import WeakKeyDictionary

from nicegui import helpers
from nicegui.element import Element

_expecting: WeakKeyDictionary[FunctionType, bool] = WeakKeyDictionary()
_look_up = helpers.expects_arguments
_handle_delete = Element._handle_delete  # noqa: SLF001 - what is mended


def mend_library() -> None:
    """For this process; once is enough, twice does no harm."""
    helpers.expects_arguments = expects_arguments
    Element._handle_delete = let_go  # type: ignore[method-assign]  # noqa: SLF001 - as above


@wraps(_look_up)
def expects_arguments(func: Callable[..., Any]) -> bool:
    plain = func.__func__ if ismethod(func) else None
    if not isinstance(plain, FunctionType) or vars(plain):  # decorated: it may say something else
        return _look_up(func)
    known = _expecting.get(plain)
    if known is None:
        known = _expecting[plain] = _look_up(func)
    return known


@wraps(_handle_delete)
def let_go(self: Element) -> None:
    _handle_delete(self)
    for kept in (self.classes, self.style, self.props):
        kept._change_handlers.clear()  # noqa: SLF001 - as above
