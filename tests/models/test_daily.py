"""Days without a job have a place of their own, so that a gap looks like one."""

from datetime import date

from models.daily import Day, every_day


def test_days_between_are_empty_and_in_order():
    one = Day(date(2026, 2, 27), 3, 1, 2.0, 9.0)
    other = Day(date(2026, 3, 2), 1, 0, 5.0, 5.0)
    days = every_day([other, one])
    assert [day.day.isoformat()[5:] for day in days] == ["02-27", "02-28", "03-01", "03-02"]
    assert (days[0], days[3]) == (one, other)
    assert (days[1].completed, days[1].failed, days[1].median) == (0, 0, None)


def test_no_job_no_day():
    assert every_day([]) == []
