"""Who is spoken to, and how numbers, amounts and plurals are said to him."""

from decimal import Decimal

import pytest

from components.amounts import ticks
from models.money import format_amount, format_dollars
from services.i18n import N_, _, decimal, language, ngettext, pgettext, preferred, speaking


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (None, "en"),
        ("", "en"),
        ("*", "en"),
        ("de-DE,de;q=0.9", "en"),
        ("uk", "uk"),
        ("uk-UA,uk;q=0.9,en-US;q=0.8,en;q=0.7", "uk"),
        ("UK-ua", "uk"),
        ("en-US,en;q=0.9,uk;q=0.8", "en"),
        ("de, uk;q=0.5, en;q=0.4", "uk"),
        ("en;q=0.5, uk;q=0.9", "uk"),
        ("uk;q=0, en;q=0.1", "en"),
        ("uk;q=rubbish, ,;;", "en"),
    ],
)
def test_the_first_language_that_we_speak_is_chosen(header, said):
    assert preferred(header) == said


def test_english_is_spoken_unless_something_else_is_asked_for():
    assert language() == "en"
    assert _("Try again") == "Try again"
    with speaking("uk"):
        assert language() == "uk"
        assert _("Try again") == "Спробувати ще раз"
    assert _("Try again") == "Try again"


def test_a_marked_text_is_translated_when_it_is_shown():
    kept = N_("Try again")
    assert kept == "Try again"
    with speaking("uk"):
        assert _(kept) == "Спробувати ще раз"


def test_what_has_no_translation_and_nothing_at_all_stay_as_they_are():
    with speaking("uk"):
        assert _("COMPLETED") == "COMPLETED"
        assert _("") == ""


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "0 завдань"),
        (1, "1 завдання"),
        (2, "2 завдання"),
        (4, "4 завдання"),
        (5, "5 завдань"),
        (11, "11 завдань"),
        (12, "12 завдань"),
        (14, "14 завдань"),
        (21, "21 завдання"),
        (22, "22 завдання"),
        (25, "25 завдань"),
        (101, "101 завдання"),
        (111, "111 завдань"),
    ],
)
def test_ukrainian_has_three_plurals(number, said):
    with speaking("uk"):
        assert ngettext("{} job", "{} jobs", number).format(number) == said


def test_english_has_two():
    assert [ngettext("{} job", "{} jobs", n) for n in (0, 1, 2)] == ["{} jobs", "{} job", "{} jobs"]


def test_one_english_word_is_several_in_ukrainian():
    with speaking("uk"):
        assert _("Create") == "Створити"
        assert pgettext("kind of job", "Create") == "Створення"


def test_numbers_and_amounts_are_written_as_people_read_them():
    assert decimal(1234567) == "1,234,567"
    assert decimal(Decimal("0.4"), 1) == "0.4"
    assert format_dollars(125_000) == "$1,250.00"
    assert format_amount(125_000, "EUR") == "1,250.00 EUR"
    with speaking("uk"):
        assert decimal(1234567) == "1\u00a0234\u00a0567"
        assert decimal(Decimal("0.4"), 1) == "0,4"
        assert format_dollars(125_000) == "1\u00a0250,00\u00a0$"
        assert format_dollars(-500) == "-5,00\u00a0$"
        assert format_amount(125_000, "EUR") == "1\u00a0250,00 EUR"


@pytest.mark.parametrize(
    ("days", "english", "ukrainian"),
    [
        (1, "1 day 4 h", "1 день 4 год"),
        (3, "3 days 4 h", "3 дні 4 год"),
        (5, "5 days 4 h", "5 днів 4 год"),
        (21, "21 days 4 h", "21 день 4 год"),
    ],
)
def test_what_is_far_off_is_told_in_days(days, english, ukrainian):
    seconds = days * 86_400 + 4 * 3600 + 59 * 60
    assert ticks(seconds) == english
    with speaking("uk"):
        assert ticks(seconds) == ukrainian
