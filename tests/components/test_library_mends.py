"""What NiceGUI does to each element is done once, and what is deleted is gone."""

import functools
import gc
import inspect
import weakref

import pytest
from nicegui import helpers, ui
from nicegui.element import Element

from components import library_mends
from components.library_mends import expects_arguments, mend_library


class Handlers:
    def nothing(self):
        pass

    def one(self, event):
        pass

    def perhaps(self, event=None, *more, **named):
        pass

    @functools.wraps(one)
    def says_otherwise(self):
        pass

    @staticmethod
    def alone(event):
        pass

    @classmethod
    def of_all(cls):
        pass

    def __call__(self, event):
        pass


IT = Handlers()
CALLABLES = {
    "method without": IT.nothing,
    "method with one": IT.one,
    "method with a default": IT.perhaps,
    "decorated method": IT.says_otherwise,
    "static method": IT.alone,
    "class method": IT.of_all,
    "object": IT,
    "class": Handlers,
    "lambda": lambda event: event,
    "lambda with a default": lambda event=1: event,
    "partial": functools.partial(IT.one, 1),
    "built-in method": [].clear,
}


@pytest.fixture(params=["as it is", "mended"])
def mended(request, user):
    """Whether the library is; as it is, the tests say whether the mends are needed any more."""
    was = helpers.expects_arguments, Element._handle_delete
    helpers.expects_arguments = library_mends._look_up
    Element._handle_delete = library_mends._handle_delete
    if request.param == "mended":
        mend_library()
    yield request.param == "mended"
    helpers.expects_arguments, Element._handle_delete = was


@pytest.mark.parametrize("name", CALLABLES)
def test_the_answer_is_the_librarys_own_each_time(name):
    for _ in range(2):
        assert expects_arguments(CALLABLES[name]) is library_mends._look_up(CALLABLES[name])


def test_two_methods_of_one_name_are_told_apart():
    class Other:
        def nothing(self, event):
            pass

    assert [expects_arguments(m) for m in (IT.nothing, Other().nothing)] == [False, True]


async def test_no_signature_is_looked_up_for_another_element(mended, user, monkeypatch):
    asked = []

    def noted(func):
        asked.append(func)
        return inspect.signature(func)

    @ui.page("/")
    def page():
        ui.label("the first")
        monkeypatch.setattr(helpers.functions, "signature", noted)
        ui.label("another").classes("red").style("color: red").props("flat")
        monkeypatch.undo()

    await user.open("/")
    assert bool(asked) is not mended


async def test_what_is_deleted_is_gone_without_the_collector(mended, user):
    left = []

    @ui.page("/")
    def page():
        with ui.card() as card:
            label = ui.label("a text").classes("red")
        left.extend(weakref.ref(one) for one in (label.props, label.classes, label.style))
        ui.button("clear", on_click=card.clear)

    await user.open("/")
    gc.collect()
    gc.disable()
    try:
        assert None not in [one() for one in left]
        user.find("clear").click()
        await user.should_not_see("a text")
        assert [one() is None for one in left] == [mended] * 3
    finally:
        gc.enable()
