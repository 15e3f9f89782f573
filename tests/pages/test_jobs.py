"""/jobs: all jobs newest first, filters and page in the address, changes in place."""

import asyncio

import pytest
from nicegui import ui
from nicegui.testing.user_interaction import UserInteraction

from components.day_charts import DayCharts
from components.job_filters import JobQuery
from components.job_table import JobRow, JobTable
from models.evidence import Reported
from models.job import JobKind
from models.job_status import JobStatus

OTHER = "http://partner.example"


def rows(user):
    """The jobs on the screen, from top to bottom."""
    table = next(e for e in user.current_layout.descendants() if e.tag == "tbody" and _jobs(e))
    return [row.props["data-job"] for row in table.default_slot.children]


def _jobs(body):
    return any(isinstance(row, JobRow) for row in body.default_slot.children)


def row_of(user, job):
    found = user.current_layout.descendants()
    return next(e for e in found if isinstance(e, JobRow) and e.props["data-job"] == job.id)


async def test_without_a_job_it_says_what_to_do(user):
    await user.open("/jobs")
    await user.should_see("No job yet")
    await user.should_see("Create a program: its job appears here at once, and stays.")


async def test_the_newest_stands_on_top_with_status_program_and_who(user, make_job):
    old = await make_job("completed", age=60)
    new = await make_job("failed", actor="rest")
    await user.open("/jobs")
    await user.should_see("2 jobs")
    assert rows(user) == [new.id, old.id]
    await user.should_see("FAILED")
    await user.should_see("through REST")
    await user.should_see("ProgActiveManualBid000")
    await user.should_see("none was made")


async def test_a_job_of_another_partner_is_marked_in_words(user, adtrail, make_job, eventually):
    here, there = await make_job("completed"), await make_job("completed", partner=OTHER)

    def marks(job):
        said = [getattr(e, "text", "") for e in row_of(user, job).descendants()]
        return [words for words in said if words.startswith("Another partner")]

    await user.open("/jobs")
    await user.should_see("2 jobs")
    assert (marks(here), marks(there)) == ([], [f"Another partner: {OTHER}"])
    await adtrail.changing.rows.change([], {"upstream_url": OTHER})
    adtrail.changing.kept.reload()
    adtrail.changing._take_into_use()
    await eventually(lambda: not marks(there))
    assert marks(here) == ["Another partner: the built-in sandbox"]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("status=failed", "failed"),
        ("kind=edit", "edit"),
        ("days=1", "new"),
        ("q=sunset", "elsewhere"),
        ("status=IN_PROGRESS&kind=terminate", "end"),
    ],
)
async def test_filters_are_in_the_address(user, make_job, query, wanted):
    two_days = 2 * 86_400
    made = {
        "failed": await make_job("failed", age=two_days),
        "edit": await make_job("pending", kind=JobKind.EDIT, program_id="One", age=two_days),
        "end": await make_job(
            "in progress", kind=JobKind.TERMINATE, program_id="Two", age=two_days
        ),
        "elsewhere": await make_job(
            "completed", business_id="SunsetDentalStudio0000", age=two_days
        ),
        "new": await make_job("completed"),
    }
    await user.open(f"/jobs?{query}")
    await user.should_see("1 job")
    assert rows(user) == [made[wanted].id]


async def test_a_choice_goes_into_the_address_and_the_table_follows(user, make_job, eventually):
    await make_job("completed")
    failed = await make_job("failed")
    await user.open("/jobs")
    await user.should_see("2 jobs")
    select = next(e for e in user.find(ui.select).elements if e.props["label"] == "Status")
    select.set_value("FAILED")
    await eventually(lambda: rows(user) == [failed.id])
    assert user.back_history[-1] == "/jobs?status=FAILED"


async def test_what_is_set_is_counted_and_each_goes_with_a_press(user, make_job, eventually):
    await make_job("completed")
    await make_job("failed")
    await user.open("/jobs?status=FAILED&days=7&sort=duration&q=job")
    await user.should_see("Filters · 2")  # neither the order nor what stands in the search field
    _labelled(user, "Take the filter away: Created, Last 7 days").click()
    await user.should_see("Filters · 1")
    assert user.back_history[-1] == "/jobs?status=FAILED&q=job&sort=duration"
    user.find("Clear filters").click()
    await user.should_see("2 jobs")
    assert len(rows(user)) == 2
    await user.should_not_see("Filters · 1")


async def test_nonsense_in_the_address_does_not_count(user, make_job):
    job = await make_job("completed")
    await user.open("/jobs?status=WRONG&days=x&kind=dance&page=-3")
    await user.should_see("1 job")
    assert rows(user) == [job.id]


async def test_a_filter_that_nothing_matches_says_so(user, make_job, link):
    await make_job("completed")
    await user.open("/jobs?status=FAILED")
    await user.should_see("No job matches")
    assert link("Show all jobs") == "/jobs"


async def test_long_lists_have_pages(user, make_job, link):
    made = [await make_job("recorded", age=100 - n) for n in range(52)]
    await user.open("/jobs?kind=create&page=2")
    await user.should_see("51 to 52 of 52")
    assert rows(user) == [made[1].id, made[0].id]
    assert link("Previous") == "/jobs?kind=create"
    await user.open("/jobs?kind=create")
    await user.should_see("1 to 50 of 52")
    assert link("Next") == "/jobs?kind=create&page=2"
    await user.open("/jobs?page=9")
    await user.should_see("There is no page 9")


async def test_a_row_changes_where_it_stands(user, make_job, move, eventually):
    job = await make_job("in progress")
    await user.open("/jobs")
    await user.should_see("IN_PROGRESS")
    row = row_of(user, job)
    done = Reported(status=JobStatus.COMPLETED, program_id="TheNewOne")
    await move(job, done)
    await eventually(lambda: row.props["data-status"] == "COMPLETED")
    assert row_of(user, job) is row
    await user.should_see("TheNewOne")


async def test_new_jobs_are_offered_and_move_nothing(user, make_job):
    old = await make_job("completed", age=60)
    await user.open("/jobs")
    await user.should_see("1 job")
    new = await make_job("pending")
    await user.should_see("1 new job - show", retries=10)
    assert rows(user) == [old.id]
    user.find("1 new job - show").click()
    await user.should_see("2 jobs")
    assert rows(user) == [new.id, old.id]
    await user.should_not_see("1 new job - show")


async def test_the_first_job_comes_by_itself(user, make_job):
    await user.open("/jobs")
    await user.should_see("No job yet")
    await make_job("pending")
    await user.should_see("1 job", retries=10)
    await user.should_not_see("No job yet")


async def test_a_job_that_the_filter_does_not_want_is_not_offered(user, make_job):
    await make_job("failed")
    await user.open("/jobs?status=FAILED")
    await user.should_see("1 job")
    await make_job("pending")
    await user.should_not_see("1 new job - show", retries=6)


def test_an_address_says_only_what_is_chosen():
    assert JobQuery().url(1) == "/jobs"
    assert JobQuery(status="FAILED", q="a b").url(2) == "/jobs?status=FAILED&q=a+b&page=2"


async def test_who_asked_is_a_filter(user, make_job):
    await make_job("completed")
    rest = await make_job("completed", actor="rest")
    await user.open("/jobs?actor=rest")
    await user.should_see("1 job")
    assert rows(user) == [rest.id]


async def test_the_order_is_in_the_address(user, make_job, link):
    made = [await make_job("recorded", age=100 - n) for n in range(52)]
    await user.open("/jobs?sort=created_at")
    await user.should_see("1 to 50 of 52")
    assert rows(user)[:2] == [made[0].id, made[1].id]
    assert link("Next") == "/jobs?sort=created_at&page=2"


def opener(row):
    return next(e for e in row.descendants() if e.tag == "button" and "aria-expanded" in e.props)


async def test_a_row_opens_to_its_timeline_in_place(user, make_job, move, eventually):
    job = await make_job("in progress")
    other = await make_job("completed", age=60)
    await user.open("/jobs")
    await user.should_see("2 jobs")
    button = opener(row_of(user, job))
    UserInteraction(user, {button}, None).click()
    await user.should_see("Taken by the partner")
    assert button.props["aria-expanded"] == "true"
    done = Reported(status=JobStatus.COMPLETED, partner_status="DONE_IT", program_id="TheNewOne")
    await move(job, done)
    await user.should_see("partner: DONE_IT")
    await eventually(lambda: row_of(user, job).props["data-status"] == "COMPLETED")
    await user.should_see("TheNewOne")
    body = row_of(user, job).parent_slot.children
    assert [body.index(row_of(user, job)), body.index(row_of(user, other))] == [0, 2]
    UserInteraction(user, {button}, None).click()
    await user.should_not_see("Taken by the partner")
    assert button.props["aria-expanded"] == "false"


async def test_what_is_filtered_can_be_taken_along(user, make_job, link):
    await make_job("completed")
    await user.open("/jobs?status=COMPLETED&days=7&sort=duration&page=1")
    await user.should_see("1 job")
    where = "/api/jobs/export?format=csv&status=COMPLETED&days=7"
    assert link("CSV") == where
    assert (await user.http_client.get(where)).text.count("create,COMPLETED") == 1


async def test_a_view_is_saved_renamed_deleted_and_brought_back(user, make_job, link):
    await make_job("failed")
    await user.open("/jobs")
    await user.should_not_see("Save this view")
    await user.open("/jobs?status=FAILED&sort=-duration")
    user.find("Save this view").click()
    await _named(user, "Slow failures")
    await user.should_see("Slow failures")
    await user.open("/jobs")
    assert link("Slow failures") == "/jobs?status=FAILED&sort=-duration"
    await user.open("/jobs?status=FAILED&sort=-duration")
    await user.should_not_see("Save this view")
    _labelled(user, "Rename Slow failures").click()
    await _named(user, "Slowest")
    await user.should_see("Slowest")
    await user.should_not_see("Slow failures")
    _labelled(user, "Delete Slowest").click()
    await user.should_see("Deleted: Slowest")
    user.find("Undo").click()
    await user.should_not_see("Deleted: Slowest")
    assert link("Slowest") == "/jobs?status=FAILED&sort=-duration"


async def test_a_name_is_asked_for_and_not_given_twice(user, make_job):
    await user.open("/jobs?status=FAILED")
    user.find("Save this view").click()
    await _named(user, "  ")
    await user.should_see("Give it a name.")
    await _named(user, "Mine")
    await user.open("/jobs?status=PENDING")
    user.find("Save this view").click()
    await _named(user, "Mine")
    await user.should_see("There is a view with this name already.")


def _labelled(user, name):
    found = [e for e in user.current_layout.descendants() if e.props.get("aria-label") == name]
    return UserInteraction(user, set(found), None)


async def _named(user, name):
    await user.should_see(ui.dialog)
    (field,) = [e for e in user.find(ui.input).elements if e.props.get("label") == "Name"]
    field.set_value(name)
    UserInteraction(user, {field}, None).trigger("keydown.enter")


async def test_charts_and_their_table_are_made_when_they_are_opened(user, make_job, eventually):
    await make_job("completed")
    await make_job("completed")
    await make_job("failed")
    await user.open("/jobs?days=7")
    await user.should_see("3 jobs")
    await user.should_see("Durations and outcomes")
    assert not [e for e in user.current_layout.descendants() if isinstance(e, ui.echart)]
    _folded(user).trigger("toggle", args=True)
    await user.should_see(ui.echart)
    bars, lines = sorted(user.find(ui.echart).elements, key=lambda chart: chart.id)
    assert [series["data"] for series in bars.options["series"]] == [[2], [1]]
    assert [series["name"] for series in lines.options["series"]] == ["9 of 10", "Median"]
    assert all(series["endLabel"]["show"] for series in lines.options["series"])
    (table,) = [e for e in user.find(ui.html).elements if "<table" in e.content]
    assert '<td  class="num">2</td><td  class="num">1</td>' in table.content
    await user.should_see("As a table")


async def test_charts_follow_the_filter_and_say_when_there_is_nothing(user, make_job, eventually):
    await make_job("completed")
    await make_job("pending")
    await user.open("/jobs")
    _folded(user).trigger("toggle", args=True)
    await user.should_see(ui.echart)
    select = next(e for e in user.find(ui.select).elements if e.props["label"] == "Status")
    select.set_value("PENDING")
    await user.should_see("None of these jobs has ended in this time.", retries=10)
    await user.should_not_see(ui.echart)


def _folded(user):
    charts = next(e for e in user.current_layout.descendants() if isinstance(e, DayCharts))
    folded = next(e for e in charts.descendants() if e.tag == "details")
    return UserInteraction(user, {folded}, None)


async def test_filters_go_with_one_press_and_come_back_with_another(user, make_job):
    await make_job("failed")
    await make_job("pending")
    await user.open("/jobs")
    await user.should_not_see("Clear filters")
    await user.open("/jobs?status=FAILED")
    await user.should_see("1 job")
    user.find("Clear filters").click()
    await user.should_see("2 jobs")
    await user.should_not_see("Clear filters")
    user.find("Bring the filters back").click()
    await user.should_see("1 job")
    assert user.back_history[-1] == "/jobs?status=FAILED"


async def test_an_open_chart_follows_the_ends_of_jobs(user, make_job, move, eventually):
    await make_job("completed")
    running = await make_job("in progress")
    await user.open("/jobs")
    _folded(user).trigger("toggle", args=True)
    await user.should_see(ui.echart)
    bars, _ = sorted(user.find(ui.echart).elements, key=lambda chart: chart.id)
    assert [series["data"] for series in bars.options["series"]] == [[1], [0]]
    await move(running, Reported(status=JobStatus.COMPLETED, partner_status="COMPLETED"))
    await eventually(lambda: [series["data"] for series in bars.options["series"]] == [[2], [0]])


async def test_a_page_beyond_the_last_one_leads_to_it(user, make_job, link):
    await make_job("completed")
    await user.open("/jobs?page=999")
    await user.should_see("There is no such page")
    assert link("To the last page") == "/jobs"


async def test_a_long_list_is_drawn_in_pieces_and_a_later_one_takes_over(
    user, make_job, monkeypatch
):
    jobs = [await make_job("completed") for _ in range(6)]
    await user.open("/jobs")
    monkeypatch.setattr("components.in_turns._HELD", 0.0)
    with user.current_layout:
        table = JobTable()
    loop, reached = asyncio.get_running_loop(), []
    first = loop.create_task(table.show(jobs))
    while not reached:
        await asyncio.sleep(0)
        reached += [len(table)] if len(table) else []
    assert reached[0] < len(jobs), "somebody else had the loop before the last row"
    second = loop.create_task(table.show(jobs[:2]))
    await asyncio.gather(first, second)
    assert [row.props["data-job"] for row in table.descendants() if isinstance(row, JobRow)] == [
        job.id for job in jobs[:2]
    ]
