"""/bulk: from the file over its preview to the batch that counts along."""

import asyncio

import pytest
from nicegui import ui
from nicegui.elements.upload_files import SmallFileUpload

from components import bulk_list
from models.bulk import BulkState
from models.bulk_reading import read_csv
from models.job import JobKind
from services.bulk import releasing

GOOD, REJECTED = "GoldenGateHvacRepair00", "TestRejectWrapperChain"
RUNNING = "ProgActiveManualBid000"
HEAD = "business_id,program_name,budget,is_autobid,start\n"


def rows(*pairs):
    return HEAD + "".join(f"{who},CPC,{much},true,2099-01-10\n" for who, much in pairs)


@pytest.fixture
def choose(user):
    """Choose a file on the page."""

    async def go(text, name="november.csv"):
        upload = next(iter(user.find(ui.upload).elements))
        body = text if isinstance(text, bytes) else text.encode()
        await upload.handle_uploads([SmallFileUpload(name, "text/csv", body)])

    return go


@pytest.fixture
async def batch(user, adtrail):
    """A batch that was sent elsewhere."""

    async def send(*pairs, **how):
        preview = await adtrail.bulks.preview(read_csv(rows(*pairs), JobKind.CREATE))
        return await adtrail.bulks.send(preview, **how)

    return send


async def test_a_file_is_checked_cell_by_cell_and_only_valid_rows_are_sent(user, adtrail, choose):
    await user.open("/bulk")
    await user.should_see("No batch yet")
    await choose(rows((GOOD, 200), (GOOD, 3), (REJECTED, 250)))
    await user.should_see("2 of 3 rows can be sent.")
    await user.should_see("1 row has an error and is left out")
    await user.should_see("$450.00 a month in all.")
    await user.should_see("The budget is at least $25.00 a month.")
    user.find("Send 2 rows").click()
    await user.should_see("2 of 2 finished, 1 failed", retries=100)
    [view] = await adtrail.bulks.latest(9)
    assert user.back_history[-1] == f"/bulk/{view.bulk.id}"
    assert (view.bulk.name, view.bulk.left_out) == ("november.csv", 1)
    await user.should_see("Finished, partly")


async def test_two_clicks_send_one_batch(user, adtrail, choose):
    await user.open("/bulk")
    await choose(rows((GOOD, 200)))
    await user.should_see("Send 1 row")
    user.find("Send 1 row").click().click()
    await user.should_see("1 of 1 finished", retries=100)
    assert len(await adtrail.bulks.latest(9)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bugdet\n1\n", 'The column "bugdet" is not known. Is it "budget"?'),
        ("\n", "There is no row in it."),
        ("ж".encode("cp1251"), "The text is not UTF-8."),
    ],
)
async def test_a_file_that_cannot_be_used_says_why_and_offers_nothing(user, choose, text, words):
    await user.open("/bulk")
    await choose(text)
    await user.should_see(words)
    await user.should_not_see("Send")


async def test_ends_are_asked_about_once_more(user, adtrail, choose):
    await user.open("/bulk?kind=terminate")
    await choose(f"program_id\n{RUNNING}\n")
    await user.should_see("Send 1 row")
    user.find("Send 1 row").click()
    await user.should_see("Terminate 1 program?")
    assert await adtrail.bulks.latest(9) == []
    user.find("Terminate programs").click()
    await user.should_see("1 of 1 finished", retries=100)


async def test_programs_that_were_picked_stand_in_the_box(user):
    await user.open("/bulk?kind=edit&programs=Pg1,Pg2")
    await user.should_see("program_id,budget,max_bid,end")


async def test_programs_are_picked_from_the_partners_list(user):
    await user.open("/bulk?kind=terminate")
    user.find("Pick programs").click()
    await user.should_see("Take 0 programs")
    await user.should_see(RUNNING)
    user.find(kind=ui.checkbox, content=RUNNING).click()
    await user.should_see("Take 1 program")
    user.find("Take 1 program").click()
    await user.should_see(f"program_id\r\n{RUNNING}")
    assert user.back_history[-1] == f"/bulk?kind=terminate&programs={RUNNING}"


async def test_a_partner_that_cannot_be_asked_is_said_where_programs_are_picked(user, partner_down):
    await user.open("/bulk?kind=edit")
    user.find("Pick programs").click()
    await user.should_see("The partner has a problem.")


async def test_thousands_of_rows_are_shown_a_page_at_a_time(user, choose):
    await user.open("/bulk")
    await choose(rows(*((GOOD, 200 + n) for n in range(1000))))
    await user.should_see("1,000 of 1,000 rows can be sent.")
    await user.should_see("1 to 25 of 999")  # all but the first are worth a look
    user.find(kind=ui.button, content="Next").click()
    await user.should_see("26 to 50 of 999")
    user.find("All rows (1,000)").click()
    await user.should_see("1 to 25 of 1,000")


async def test_a_batch_is_paused_goes_on_and_what_failed_is_tried_again(
    user, adtrail, batch, monkeypatch
):
    monkeypatch.setattr(releasing, "AT_ONCE", 2)
    bulk = await batch(*((GOOD, 200 + n) for n in range(5)), (REJECTED, 300))
    await user.open(f"/bulk/{bulk.id}")
    await user.should_see("Create: 6 rows")
    user.find("Pause").click()
    await user.should_see("Paused")
    user.find("Continue").click()
    await user.should_see("6 of 6 finished, 1 failed", retries=200)
    user.find("Retry the failed").click()
    await user.should_see("try 2", retries=100)
    await user.should_see("6 of 6 finished, 1 failed", retries=100)
    for words in ("Paused: ", "Continued: ", "The failed tried again: "):
        await user.should_see(words)


async def test_rows_are_filtered_by_the_address(user, adtrail, batch):
    bulk = await batch((GOOD, 200), (REJECTED, 300))
    await user.open(f"/bulk/{bulk.id}?show=failed")
    await user.should_see("Failed", retries=100)
    await user.should_see(REJECTED, retries=100)
    await user.should_not_see(GOOD)


async def test_a_job_leads_to_its_batch(user, adtrail, batch, link):
    bulk = await batch((GOOD, 200))
    await user.open(f"/bulk/{bulk.id}")
    await user.should_see("1 of 1 finished", retries=100)
    [row] = await adtrail.bulks.page(bulk.id, 1)
    await user.open(f"/jobs/{row.job.id}")
    await user.should_see("Batch")
    assert link(bulk.id) == f"/bulk/{bulk.id}"


async def test_a_cell_is_text_and_never_markup(user, choose):
    await user.open("/bulk?kind=terminate")
    await choose("program_id\n<img src=x onerror=alert(1)>\n")
    await user.should_see("0 of 1 row can be sent.")
    shown = await cells(user)
    assert "&lt;img src=x" in shown
    assert "<img src=x" not in shown


async def test_the_list_shows_each_batch_and_counts_along(user, batch):
    await user.open("/bulk")
    await user.should_see("No batch yet")
    bulk = await batch((GOOD, 200), name="november.csv")
    await user.should_see("november.csv", retries=100)
    await user.should_see("1 of 1 finished", retries=100)
    assert bulk.total == 1


def shown(user):
    """The names in the list of batches, from above."""
    links = [e for e in user.current_layout.descendants() if isinstance(e, ui.link)]
    return [one.text for one in links if "ad-row-link" in one.classes]


@pytest.fixture
async def five(adtrail, batch, monkeypatch, eventually):
    """A batch that was paused, and four newer ones that have finished; two stand on a page."""
    monkeypatch.setattr(bulk_list, "_SIZE", 2)
    with monkeypatch.context() as none_at_once:
        none_at_once.setattr(releasing, "AT_ONCE", 0)
        paused = await batch((GOOD, 200), name="paused.csv")
        await adtrail.bulks.pause(paused.id)
    sent = [await batch((GOOD, 210 + n), name=f"{n}.csv") for n in range(4)]
    bulk, over = adtrail.bulks.bulk, BulkState.FINISHED
    await eventually(lambda: all(bulk(one.id).state is over for one in sent))


@pytest.mark.usefixtures("five")
async def test_what_is_not_over_is_first_and_older_ones_are_on_further_pages(user, link):
    await user.open("/bulk")
    await user.should_see("1 to 2 of 5")
    assert shown(user) == ["paused.csv", "3.csv"]
    assert link("Next") == "/bulk?page=2"
    await user.open("/bulk?page=3")
    await user.should_see("5 to 5 of 5")
    assert shown(user) == ["0.csv"]
    await user.open("/bulk?page=9")
    await user.should_see("There is no such page")
    assert link("To the last page") == "/bulk?page=3"


@pytest.mark.usefixtures("five")
async def test_a_page_that_is_turned_while_a_batch_is_heard_of_stays(user, batch, monkeypatch):
    asked, go, misses = asyncio.Event(), asyncio.Event(), bulk_list.BulkList._misses

    async def slow(listing, ids):
        found = await misses(listing, list(ids))
        if found:
            asked.set()
            await go.wait()
        return found

    monkeypatch.setattr(bulk_list.BulkList, "_misses", slow)
    await user.open("/bulk")
    await user.should_see("1 to 2 of 5")
    await batch((GOOD, 300), name="new.csv")
    await asyncio.wait_for(asked.wait(), 30)
    user.navigate.to("/bulk?page=2")
    await user.should_see("3 to 4 of 6")
    go.set()
    await asyncio.sleep(0.5)
    await user.should_see("3 to 4 of 6")


async def test_another_page_of_the_list_leaves_the_file_alone(
    user, batch, choose, link, monkeypatch
):
    monkeypatch.setattr(bulk_list, "_SIZE", 2)
    for n in range(3):
        await batch((GOOD, 200 + n))
    await user.open("/bulk?kind=terminate")
    await choose(f"program_id\n{RUNNING}\n")
    await user.should_see("1 of 1 row can be sent.")
    user.navigate.to(link("Next"))
    await user.should_see("3 to 3 of 3")
    assert user.back_history[-1] == "/bulk?kind=terminate&page=2"
    await user.should_see("1 of 1 row can be sent.")
    user.navigate.to(link("Edit"))
    await user.should_see("1 to 2 of 3")
    await user.should_not_see("1 of 1 row can be sent.")


async def test_a_batch_that_is_tried_again_says_so_in_the_list(user, adtrail, batch, monkeypatch):
    bulk = await batch((REJECTED, 300))
    await user.open("/bulk")
    await user.should_see("Nothing went through", retries=100)
    monkeypatch.setattr(releasing, "AT_ONCE", 0)
    await adtrail.bulks.retry_failed(bulk.id)
    await user.should_see("0 of 1 finished", retries=100)
    await user.should_not_see("Nothing went through")


async def test_a_batch_that_is_not_there_is_said(user):
    await user.open("/bulk/bulk_nothing")
    await user.should_see("There is no batch bulk_nothing.")
    await user.should_see("To the batches")


async def test_it_speaks_ukrainian(user, batch):
    bulk = await batch((REJECTED, 300))
    await asyncio.sleep(0)
    user.http_client.headers["accept-language"] = "uk"
    await user.open(f"/bulk/{bulk.id}")
    await user.should_see("1 з 1 завершено, 1 не вдалося", retries=100)


async def test_an_edit_shows_what_is_there_beside_what_is_wanted(user, adtrail, choose):
    adtrail.program_list.refresh()
    async with asyncio.timeout(5):
        while adtrail.program_list._reading:  # noqa: ASYNC110 - a flag of another task
            await asyncio.sleep(0.01)
    await user.open("/bulk?kind=edit")
    await choose(
        "program_id,budget,max_bid,end,pacing_method\n"
        f"{RUNNING},540.00,4.50,2099-12-31,paced\nNeverSeen0000000000000,80.00,,,\n"
    )
    await user.should_see("Present values are those of the list of programs, as of")
    user.find("All rows (2)").click()  # the one that is not listed is worth a look
    await user.should_see("540.00")
    shown = await cells(user)
    assert shown.count("now unknown") == 2  # the pacing, and the budget of who is not listed
    for words in ("now $600.00", "now $3.50", "now no end date"):
        assert words in shown


async def test_what_the_list_knows_stands_in_the_cells_in_ukrainian_too(user, adtrail, choose):
    adtrail.program_list.refresh()
    async with asyncio.timeout(5):
        while adtrail.program_list._reading:  # noqa: ASYNC110 - a flag of another task
            await asyncio.sleep(0.01)
    user.http_client.headers["accept-language"] = "uk"
    await user.open("/bulk?kind=terminate")
    await choose(f"program_id\n{RUNNING}\nnope\n")
    assert "ID програми має 22 символи: літери, цифри, - або _." in await cells(user)
    await choose(f"program_id\n{RUNNING}\nNeverSeen0000000000000\n")
    async with asyncio.timeout(5):
        while "У списку програм немає цієї програми." not in await cells(user):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_an_edit_says_when_the_list_was_never_read(user, choose):
    await user.open("/bulk?kind=edit")
    await choose(f"program_id,budget\n{RUNNING},540.00\n")
    await user.should_see("Present values are unknown: the list of programs was not read yet.")
    assert "now unknown" in await cells(user)


async def cells(user):
    """The table of the preview, as soon as it is drawn."""
    async with asyncio.timeout(5):
        while True:
            for table in user.find(ui.html).elements:
                if "ad-cells" in table.content:
                    return table.content
            await asyncio.sleep(0.02)
