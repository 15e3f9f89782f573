from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dates import (
    OPEN_END,
    format_day,
    format_moment,
    is_open_end,
    pacific_today,
    parse_date,
    parse_moment,
    rfc3339,
)

MOMENT = datetime(2025, 10, 15, 12, 34, 56, 789000, tzinfo=UTC)
NAIVE = MOMENT.replace(tzinfo=None)


def test_the_partners_day_begins_at_midnight_in_california():
    kyiv_morning = datetime(2026, 5, 4, 8, 0, tzinfo=ZoneInfo("Europe/Kyiv"))
    assert pacific_today(kyiv_morning) == date(2026, 5, 3)
    assert pacific_today(datetime(2026, 5, 4, 6, 59, tzinfo=UTC)) == date(2026, 5, 3)
    assert pacific_today(datetime(2026, 5, 4, 7, 0, tzinfo=UTC)) == date(2026, 5, 4)
    assert pacific_today(datetime(2026, 1, 4, 7, 59, tzinfo=UTC)) == date(2026, 1, 3)


@pytest.mark.parametrize("use", [pacific_today, rfc3339, lambda m: format_moment(m, UTC)])
def test_a_moment_without_a_zone_is_refused(use):
    with pytest.raises(ValueError, match="zone"):
        use(NAIVE)


@given(st.dates())
def test_a_day_is_read_as_it_is_written(day):
    assert parse_date(f" {day.isoformat()} ") == day


@pytest.mark.parametrize(
    "text",
    ["", "15.10.2025", "2025-1-5", "20251015", "2025-10-15T00:00", "2025-W01-1", "٢٠٢٥-10-15"],
)
def test_another_form_of_a_day_is_refused(text):
    with pytest.raises(ValueError, match="Write the date as YYYY-MM-DD"):
        parse_date(text)


@pytest.mark.parametrize("text", ["2027-02-29", "2027-13-01", "0000-01-01"])
def test_a_day_that_does_not_exist_is_refused(text):
    with pytest.raises(ValueError, match=f"There is no such day as {text}"):
        parse_date(text)


def test_no_end_date_has_two_spellings():
    assert is_open_end(None)
    assert is_open_end(OPEN_END)
    assert not is_open_end(date(2027, 1, 1))


def test_people_see_their_own_zone_and_machines_see_utc():
    assert format_moment(MOMENT, UTC) == "15.10.2025 12:34:56"
    assert format_moment(MOMENT, ZoneInfo("Europe/Kyiv")) == "15.10.2025 15:34:56"
    assert format_day(date(2025, 1, 5)) == "05.01.2025"
    assert rfc3339(MOMENT) == "2025-10-15T12:34:56Z"
    assert rfc3339(MOMENT.astimezone(ZoneInfo("Asia/Tokyo"))) == "2025-10-15T12:34:56Z"


@pytest.mark.parametrize(
    "text",
    [
        "2025-10-15T12:34:56+00:00",
        "2025-10-15T12:34:56Z",
        "2025-10-15T12:34:56.000Z",
        "2025-10-15T12:34:56.0000001Z",
        "2025-10-15T15:34:56+03:00",
        " 2025-10-15T12:34:56 ",
    ],
)
def test_every_spelling_of_a_partners_timestamp_is_read(text):
    assert parse_moment(text) == MOMENT.replace(microsecond=0)


@pytest.mark.parametrize("text", [None, 5, "", "soon", [], "0001-01-01T00:00:00+14:00"])
def test_garbage_is_no_timestamp(text):
    assert parse_moment(text) is None


@given(st.one_of(st.text(), st.integers(), st.none()))
def test_no_timestamp_breaks_the_reader(value):
    parse_moment(value)


@given(st.dates(date(2, 1, 1), date(9998, 1, 1)), st.times())
def test_a_timestamp_survives_to_the_second(day, time):
    moment = datetime.combine(day, time, timezone(timedelta(hours=-7)))
    assert parse_moment(rfc3339(moment)) == moment.replace(microsecond=0)
