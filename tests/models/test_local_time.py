"""A person's clock, on ordinary days and in the two nights when it is put forward and back."""

from datetime import UTC, datetime

import pytest

from models.local_time import format_when, parse_when, said_twice


@pytest.mark.parametrize(
    ("said", "zone", "utc"),
    [
        ("2027-01-10T09:00", "Europe/Kyiv", "2027-01-10T07:00"),
        ("2027-07-10 09:00", "Europe/Kyiv", "2027-07-10T06:00"),
        ("2027-07-10T09:00:30", "America/New_York", "2027-07-10T13:00:30"),
        ("2027-01-10T09:00Z", "Europe/Kyiv", "2027-01-10T09:00"),
        ("2027-01-10T09:00+05:30", "Europe/Kyiv", "2027-01-10T03:30"),
        ("2026-10-25T03:30", "Europe/Kyiv", "2026-10-25T00:30"),  # the first of two
        ("2026-10-25T03:30+02:00", "Europe/Kyiv", "2026-10-25T01:30"),  # the second of them
    ],
)
def test_a_time_of_the_clock_is_one_moment(said, zone, utc):
    assert parse_when(said, zone).at == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_a_time_that_the_clocks_leave_out_is_refused_in_a_sentence():
    with pytest.raises(ValueError, match=r"There is no 03:30 on 28\.03\.2027 in Europe/Kyiv"):
        parse_when("2027-03-28T03:30", "Europe/Kyiv")


def test_of_a_time_that_comes_twice_the_first_is_meant_and_that_is_said():
    said = said_twice(parse_when("2026-10-25T03:30", "Europe/Kyiv"))
    assert "comes twice in Europe/Kyiv" in said
    assert "(UTC+3)" in said
    assert said_twice(parse_when("2026-10-25T03:30+03:00", "Europe/Kyiv")) is None
    assert said_twice(parse_when("2026-10-24T03:30", "Europe/Kyiv")) is None


@pytest.mark.parametrize("zone", ["", "Mars/Olympus", "../etc/passwd", "Europe", "a\0b", "\ud800"])
def test_what_is_no_zone_is_refused(zone):
    with pytest.raises(ValueError, match="Write the zone as"):
        parse_when("2027-01-10T09:00", zone)


@pytest.mark.parametrize(
    "said", ["", "soon", "2027-01-10", "9:00", "2027-02-30T09:00", "٢٠٢٧-٠١-١٠T٠٩:٠٠"]
)
def test_what_is_no_time_is_refused(said):
    with pytest.raises(ValueError, match=r"Write the time as|no such time"):
        parse_when(said, "UTC")


@pytest.mark.parametrize("said", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_the_ends_of_the_calendar_are_no_error_of_ours(said):
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        try:
            parse_when(said, zone)
        except ValueError as error:
            assert str(error)  # noqa: PT017 - either is fine, a crash is not


def test_a_moment_is_said_with_its_zone_and_offset():
    at = datetime(2027, 1, 10, 7, tzinfo=UTC)
    assert format_when(at, "Europe/Kyiv") == "10.01.2027 09:00, Europe/Kyiv (UTC+2)"
    assert format_when(at, "America/St_Johns") == "10.01.2027 03:30, America/St Johns (UTC-3:30)"
    seconds = at.replace(second=7)
    assert format_when(seconds, "Europe/Kyiv") == "10.01.2027 09:00:07, Europe/Kyiv (UTC+2)"
    assert format_when(at, "UTC") == "10.01.2027 07:00, UTC"
    assert format_when(at, "Gone/Zone") == "10.01.2027 07:00, UTC"
