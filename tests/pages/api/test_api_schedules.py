"""Schedules through REST; the moment is made to come by a clock that is moved."""

import asyncio
import calendar
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import TypeAdapter

from models.schedule import IfMissed, State
from pages.api import schedule_schemas

SCHEDULES = "/api/schedules"
YEAR = (datetime.now(UTC) + timedelta(days=30)).year + 1
LATER = {"at": f"{YEAR}-01-10T09:00", "zone": "Europe/Kyiv"}


def last_sunday(month):
    """The clocks are changed on it, in March and October."""
    return max(week[calendar.SUNDAY] for week in calendar.monthcalendar(YEAR, month))


@pytest.fixture
def order(facts):
    return {"program_id": facts.program, "action": "budget", "budget": 540.5} | LATER


@pytest.fixture
def moment(house, monkeypatch):
    """Move the schedules' clock behind the moment of one, and let it be looked at."""
    real = house.adtrail.schedules._clock

    class Moved:
        def __init__(self):
            self.by = timedelta()

        def now(self):
            return real.now() + self.by

    clock = Moved()
    monkeypatch.setattr(house.adtrail.schedules, "_clock", clock)

    async def come(schedule_id, later=timedelta(seconds=1)):
        due = house.adtrail.schedules.get(schedule_id).due_at
        clock.by = due + later - real.now()
        return await house.adtrail.schedules.advance(schedule_id)

    return come


async def add(house, order, **headers):
    answer = await house.post(SCHEDULES, json=order, headers=headers)
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"{SCHEDULES}/{answer.json()['schedule_id']}"
    return answer.json()


async def shown(house, made):
    document = (await house.get(f"{SCHEDULES}/{made['schedule_id']}")).json()
    TypeAdapter(schedule_schemas.ScheduleDocument).validate_python(document)
    return document


async def test_it_waits_and_says_when_in_the_persons_zone(house, order):
    made = await add(house, order)
    assert made["due_local"] == f"10.01.{YEAR} 09:00, Europe/Kyiv (UTC+2)"
    assert (made["due_at"], made["budget"]) == (f"{YEAR}-01-10T07:00:00Z", "540.50")
    assert (made["state"], made["way"], made["job_id"]) == ("waiting", "adtrail", None)
    assert made["partner"] == house.adtrail.partners.current
    assert not house.wire.sent("/edit")
    listed = (await house.get(SCHEDULES)).json()
    assert (listed["count"], listed["schedules"]) == (1, [made])


@pytest.mark.parametrize("wanted", ["state=cancelled", "action=pause", "program_id=ProgActive"])
async def test_the_list_is_of_a_state_an_action_or_a_program(house, order, wanted):
    made = await add(house, order)
    assert (await house.get(f"{SCHEDULES}?{wanted}")).json() == {"schedules": [], "count": 0}
    same = f"state=waiting&action=budget&program_id={made['program_id']}"
    assert (await house.get(f"{SCHEDULES}?{same}")).json() == {"schedules": [made], "count": 1}


async def test_at_its_moment_it_is_one_job_linked_both_ways(house, order, moment):
    made = await add(house, order)
    calls = [moment(made["schedule_id"]) for _ in range(5)]
    await asyncio.gather(*calls)
    done = await shown(house, made)
    assert done["state"] == "fired"
    assert (await house.ended(done["job_id"]))["status"] == "COMPLETED"
    assert (await shown(house, made))["job_status"] == "COMPLETED"
    timeline = (await house.get(f"/api/jobs/{done['job_id']}/events")).json()
    assert made["schedule_id"] in str(timeline["events"][0])
    (sent,) = [r for r in house.wire.requests if r.method == "POST"]
    assert sent.url.params["budget"] == "54050"
    refused = await house.delete(f"{SCHEDULES}/{made['schedule_id']}")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_allowed")


async def happens(house, order, moment):
    """The job that a schedule became, which has ended well."""
    made = await add(house, order)
    assert await moment(made["schedule_id"]) is None
    job_id = (await shown(house, made))["job_id"]
    assert (await house.ended(job_id))["status"] == "COMPLETED"
    return house.adtrail.store.get(job_id)


async def test_a_bid_happens_at_its_moment(house, order, moment):
    await happens(house, order | {"action": "bid", "budget": None, "max_bid": "4.50"}, moment)
    (sent,) = [r for r in house.wire.requests if r.method == "POST"]
    assert dict(sent.url.params) == {"max_bid": "450"}


async def test_a_pause_and_a_resume_happen_at_their_moments(house, order, facts, moment):
    order |= {"budget": None}
    for action, day, paused in (("pause", 10, True), ("resume", 11, False)):
        at = f"{YEAR}-01-{day}T09:00"
        done = await happens(house, order | {"action": action, "at": at}, moment)
        assert done.kind == action
        assert (await house.adtrail.catalog.program(facts.program)).paused is paused


async def test_an_end_happens_at_its_moment_and_nothing_after_it(house, order, moment):
    program = (await house.made(start=None))["program_id"]
    order |= {"program_id": program}
    later = await add(house, order | {"at": f"{YEAR}-01-11T09:00"})
    done = await happens(house, order | {"action": "terminate", "budget": None}, moment)
    assert done.kind == "terminate"
    await moment(later["schedule_id"])
    refused = await shown(house, later)
    assert (refused["state"], refused["job_id"]) == ("refused", None)
    assert done.id in refused["note"]


async def test_the_reason_of_an_end_is_kept_with_the_job_and_not_sent(house, order, moment):
    program = (await house.made(start=None))["program_id"]
    order |= {"program_id": program, "action": "terminate", "budget": None}
    made = await add(house, order | {"reason": " Закрито на зиму "})
    assert made["reason"] == "Закрито на зиму"
    await moment(made["schedule_id"])
    job_id = (await shown(house, made))["job_id"]
    assert (await house.ended(job_id))["status"] == "COMPLETED"
    assert house.adtrail.store.get(job_id).order == {"reason": made["reason"]}
    assert house.wire.sent("/end") == [{}]


async def test_the_same_key_is_the_same_schedule(house, order):
    key = {"Idempotency-Key": "k"}
    first, again = await add(house, order, **key), await add(house, order, **key)
    assert first["schedule_id"] == again["schedule_id"]
    other = await house.post(SCHEDULES, json=order | {"budget": 600}, headers=key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


async def test_a_cancelled_one_never_happens(house, order, moment):
    made = await add(house, order)
    for _ in range(2):
        gone = await house.delete(f"{SCHEDULES}/{made['schedule_id']}")
        assert (gone.status_code, gone.json()["state"]) == (200, "cancelled")
    assert await moment(made["schedule_id"]) is None
    assert (await shown(house, made))["job_id"] is None


async def test_one_that_waits_is_given_another_moment_and_happens_then(house, order, moment):
    made = await add(house, order)
    address = f"{SCHEDULES}/{made['schedule_id']}"
    moved = await house.patch(address, json={"at": f"{YEAR}-01-12T10:30"})
    assert moved.status_code == 200, moved.text
    assert moved.json()["due_local"] == f"12.01.{YEAR} 10:30, Europe/Kyiv (UTC+2)"
    assert await moment(made["schedule_id"], -timedelta(days=1)) > 0
    assert (await shown(house, made))["state"] == "waiting"
    assert await moment(made["schedule_id"]) is None
    late = await house.patch(address, json={"at": f"{YEAR}-01-13T10:30"})
    assert (late.status_code, late.json()["code"]) == (409, "not_allowed")
    assert (await house.ended((await shown(house, made))["job_id"]))["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "at"),
        ({"at": "2020-01-10T09:00"}, "at"),
        ({"at": f"{YEAR}-01-12"}, "at"),
        ({"at": f"{YEAR}-01-12T09:00", "zone": "Mars"}, "zone"),
        ({"at": f"{YEAR}-01-12T09:00", "budget": 700}, "budget"),
        ({"at": f"{YEAR}-01-12T09:00", "if_due_at": "then"}, "if_due_at"),
        ({"at": f"{YEAR}-01-12T09:00", "if_due_at": 7}, "if_due_at"),
    ],
)
async def test_a_moment_that_cannot_be_moves_nothing(house, order, body, field):
    made = await add(house, order)
    answer = await house.patch(f"{SCHEDULES}/{made['schedule_id']}", json=body)
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert await shown(house, made) == made


@pytest.mark.parametrize("zone", ["", "  ", None])
async def test_a_moment_without_a_zone_is_one_of_its_own_zone(house, order, zone):
    made = (await house.post(SCHEDULES, json=order | {"zone": "Europe/Kyiv"})).json()
    said = {"at": f"{YEAR}-01-12T10:30", "zone": zone}
    moved = await house.patch(f"{SCHEDULES}/{made['schedule_id']}", json=said)
    assert (moved.json()["zone"], moved.json()["due_at"]) == (
        "Europe/Kyiv",
        f"{YEAR}-01-12T08:30:00Z",
    )


async def test_of_two_who_move_one_from_the_same_moment_the_second_is_told(house, order):
    made = await add(house, order | {"zone": "Europe/Kyiv"})
    address, seen = f"{SCHEDULES}/{made['schedule_id']}", {"if_due_at": made["due_at"]}
    first = await house.patch(address, json=seen | {"at": f"{YEAR}-01-12T10:30:05"})
    assert first.status_code == 200, first.text
    second = await house.patch(address, json=seen | {"at": f"{YEAR}-01-13T10:30"})
    assert (second.status_code, second.json()["code"]) == (409, "moved_meanwhile")
    words = f"It was moved meanwhile, to 12.01.{YEAR} 10:30:05, Europe/Kyiv (UTC+2)."
    assert words in second.json()["detail"]
    assert await shown(house, made) == first.json()
    again = {"if_due_at": first.json()["due_at"], "at": f"{YEAR}-01-13T10:30"}
    assert (await house.patch(address, json=again)).status_code == 200
    unaware = {"if_due_at": None, "at": f"{YEAR}-01-14T10:30"}
    assert (await house.patch(address, json=unaware)).status_code == 200


async def test_two_at_the_same_instant_do_not_undo_each_other(house, order):
    made = await add(house, order)
    address = f"{SCHEDULES}/{made['schedule_id']}"
    moves = [{"at": f"{YEAR}-01-{day}T10:30", "if_due_at": made["due_at"]} for day in range(12, 18)]
    answers = await asyncio.gather(*(house.patch(address, json=move) for move in moves))
    (done,) = [answer.json() for answer in answers if answer.status_code == 200]
    codes = {answer.json()["code"] for answer in answers if answer.status_code != 200}
    assert codes == {"moved_meanwhile"}
    assert await shown(house, made) == done


async def test_who_does_not_care_moves_it_although_others_do_so_at_the_same_instant(house, order):
    made = await add(house, order)
    address = f"{SCHEDULES}/{made['schedule_id']}"
    moves = [{"at": f"{YEAR}-01-{day}T10:30"} for day in range(10, 30)]
    answers = await asyncio.gather(*(house.patch(address, json=move) for move in moves))
    assert [answer.status_code for answer in answers] == [200] * len(moves)
    days = [answer.json()["due_at"][:10] for answer in answers]
    assert days == [move["at"][:10] for move in moves], "each is answered with its own"
    assert await shown(house, made) in [answer.json() for answer in answers]


async def test_who_does_not_care_is_told_when_it_happens_at_that_instant(house, order, monkeypatch):
    made = await add(house, order)
    rows, move = house.adtrail.schedules.rows, house.adtrail.schedules.rows.move

    async def late(*args):
        monkeypatch.setattr(rows, "move", move)
        await house.delete(f"{SCHEDULES}/{made['schedule_id']}")
        return await move(*args)

    monkeypatch.setattr(rows, "move", late)
    answer = await house.patch(
        f"{SCHEDULES}/{made['schedule_id']}", json={"at": f"{YEAR}-01-12T09:00"}
    )
    assert answer.status_code == 409
    assert (await shown(house, made))["state"] == "cancelled"


async def test_a_missed_one_is_decided_about_and_not_moved(house, order, moment):
    made = await add(house, order | {"if_missed": IfMissed.ASK})
    await moment(made["schedule_id"], timedelta(hours=3))
    answer = await house.patch(
        f"{SCHEDULES}/{made['schedule_id']}", json={"at": f"{YEAR + 1}-01-12T09:00"}
    )
    assert (answer.status_code, (await shown(house, made))["state"]) == (409, "missed")


async def test_a_budget_for_a_day_goes_to_the_partner_at_once(house, order):
    made = await add(house, order | {"at": f"{YEAR}-02-01", "zone": None})
    assert (made["way"], made["state"]) == ("partner", "fired")
    await house.ended(made["job_id"])
    (sent,) = [r for r in house.wire.requests if r.method == "POST"]
    assert sent.url.params["future_budget_date"] == f"{YEAR}-02-01"


@pytest.mark.parametrize(("decision", "state"), [("run", State.FIRED), ("cancel", State.CANCELLED)])
async def test_a_missed_one_waits_for_a_person(house, order, moment, decision, state):
    made = await add(house, order | {"if_missed": IfMissed.ASK})
    assert await moment(made["schedule_id"], timedelta(hours=3)) is None
    assert (await shown(house, made))["state"] == "missed"
    address = f"{SCHEDULES}/{made['schedule_id']}/decision"
    assert (await house.post(address, json={"decision": "perhaps"})).status_code == 422
    assert (await house.post(address, json={"decision": decision})).status_code == 200
    await house.adtrail.schedules.advance(made["schedule_id"])
    assert (await shown(house, made))["state"] == state
    assert (await house.post(address, json={"decision": decision})).status_code == 409


async def test_a_missed_one_runs_late_where_that_is_the_setting(house, order, moment):
    made = await add(house, order)
    await moment(made["schedule_id"], timedelta(hours=3))
    assert (await shown(house, made))["state"] == "fired"


async def test_a_busy_program_is_waited_for_but_not_for_ever(house, order, facts, moment):
    made = await add(house, order)
    house.wire.cut = True
    edit = f"/api/reseller/program/{facts.program}/edit"
    busy = (await house.post(edit, json={"budget": 700})).json()["job_id"]
    assert await moment(made["schedule_id"]) > 0
    held = await shown(house, made)
    assert (held["state"], held["held_by"]) == ("waiting", busy)
    assert await moment(made["schedule_id"], timedelta(hours=2)) is None
    refused = await shown(house, made)
    assert refused["state"] == "refused"
    assert refused["note"] == f"Job {busy} kept the program busy for an hour. Nothing was sent."


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"at": "2020-01-10T09:00"}, "at"),
        ({"at": f"{YEAR}-03-{last_sunday(3)}T03:30"}, "at"),
        ({"zone": "Mars"}, "zone"),
        ({"action": "explode"}, "action"),
        ({"program_id": "../x"}, "program_id"),
        ({"max_bid": 3}, "max_bid"),
        ({"reason": "Only an end has one."}, "reason"),
        ({"more": 1}, "more"),
    ],
)
async def test_what_cannot_be_is_refused_by_its_field(house, order, changes, field):
    answer = await house.post(SCHEDULES, json=order | changes)
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]]
    assert (await house.get(SCHEDULES)).json()["count"] == 0


async def test_a_time_that_comes_twice_is_said(house, order):
    twice = {"at": f"{YEAR}-10-{last_sunday(10)}T03:30", "budget": None}
    made = await add(house, order | {"action": "terminate"} | twice)
    assert made["remark"].startswith(f"03:30 on {last_sunday(10)}.10.{YEAR} comes twice in")


async def test_nothing_is_scheduled_for_an_ended_program_or_found_where_nothing_is(house, order):
    ended = (await house.made())["program_id"]
    end = await house.post(f"/api/reseller/program/{ended}/end")
    await house.ended(end.json()["job_id"])
    refused = await house.post(SCHEDULES, json=order | {"program_id": ended})
    assert refused.status_code == 409
    assert (await house.get(f"{SCHEDULES}/sch_none")).status_code == 404


@pytest.mark.parametrize("program", [{}, {"program_id": 5}, {"program_id": "../x"}])
async def test_everything_that_is_wrong_is_said_at_once(house, program):
    answer = await house.post(SCHEDULES, json=program | {"zone": "Europe/Kyiv", "x": 1})
    fields = [error["field"] for error in answer.json()["errors"]]
    assert (answer.status_code, fields) == (422, ["program_id", "action", "at", "x"])
