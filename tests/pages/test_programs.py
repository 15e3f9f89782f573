"""/programs: at once from what is known, filtered by the address, changed in place."""

import asyncio
from datetime import timedelta

import pytest
from nicegui import ui
from nicegui.elements.upload_files import SmallFileUpload
from nicegui.testing.user_interaction import UserInteraction

from components.program_picks import Tick
from models.job import JobKind
from services.program_list import OLD
from services.store.filtering import JobFilter
from services.upstream.errors import Unavailable


@pytest.fixture
def known(adtrail):
    """Have the list read, to its end."""

    async def read():
        adtrail.program_list.refresh()
        async with asyncio.timeout(5):
            while adtrail.program_list._reading:  # noqa: ASYNC110 - a flag of another task
                await asyncio.sleep(0.01)

    return read


@pytest.fixture
def fill(adtrail):
    """The list as if the partner had shown this many programs more."""

    async def put(number, **more):
        raws = [{"program_id": f"Many{n:03}", "program_type": "EP"} | more for n in range(number)]
        await adtrail.program_list.rows.put(raws, adtrail.clock.now())

    return put


def _rows(user):
    table = next(e for e in user.current_layout.descendants() if e.tag == "tbody")
    return [row.props["data-program"] for row in table.default_slot.children]


def choose(user, words):
    """Press an entry of the open menu."""
    items = user.find(kind=ui.menu_item).elements
    item = next(e for e in items if any(getattr(c, "text", "") == words for c in e.descendants()))
    UserInteraction(user, {item}, None).click()


async def test_current_programs_are_listed_at_first(user, link):
    await user.open("/programs")
    await user.should_see("ProgActiveManualBid000")
    await user.should_see("$600.00")
    await user.should_see("Running")
    await user.should_see("Golden Gate HVAC Repair")
    await user.should_not_see("ProgFutureCampaign0000")
    assert link("ProgActiveManualBid000") == "/program-status/ProgActiveManualBid000"


@pytest.mark.parametrize(
    ("status", "program", "badge"),
    [
        ("FUTURE", "ProgFutureCampaign0000", "Scheduled"),
        ("PAUSED", "-ProgPausedManualBid_0", "Paused"),
        ("PAST", "ProgEndedLastMonth0000", "Ended"),
        ("ALL", "ProgEnhancedProfile000", "$30.00"),
    ],
)
async def test_the_filter_is_in_the_address(user, status, program, badge):
    await user.open(f"/programs?status={status}")
    await user.should_see(program)
    await user.should_see(badge)


@pytest.mark.parametrize(
    ("query", "shown", "hidden"),
    [
        ("type=EP", "ProgEnhancedProfile000", "ProgActiveManualBid000"),
        ("business=BellaItaliaTrattoria00", "ProgEndedLastMonth0000", "ProgActiveManualBid000"),
        ("q=sunset+dental", "ProgEnhancedProfile000", "ProgActiveManualBid000"),
        ("q=manualbid&type=CPC", "ProgActiveManualBid000", "ProgActiveAutobid00000"),
    ],
)
async def test_type_business_and_text_narrow_the_list(user, query, shown, hidden):
    await user.open(f"/programs?status=ALL&{query}")
    await user.should_see(shown)
    await user.should_not_see(hidden)


async def test_nonsense_in_the_address_does_not_count(user):
    await user.open("/programs?status=X&type=%00&sort=%27&page=-1")
    await user.should_see("ProgActiveManualBid000")


async def test_the_order_is_in_the_address(user, known):
    await user.open("/programs?status=ALL&sort=-budget")
    await known()
    await user.should_see("ProgActiveManualBid000")
    assert _rows(user)[0] == "ProgActiveManualBid000"


async def test_another_filter_changes_the_list_and_not_the_page(user, known):
    await user.open("/programs")
    await user.should_see("ProgActiveManualBid000")
    tabs = user.find("Past").elements
    user.navigate.to("/programs?status=PAST")
    await user.should_see("ProgEndedLastMonth0000")
    await user.should_not_see("ProgActiveManualBid000")
    assert user.find("Past").elements == tabs


async def test_long_lists_have_pages(user, known, fill, link):
    await known()
    await fill(120)
    await user.open("/programs?status=ALL&q=many&page=2")
    await user.should_see("51 to 100 of 120")
    assert link("Next") == "/programs?status=ALL&q=many&page=3"
    assert link("Previous") == "/programs?status=ALL&q=many"


@pytest.mark.parametrize(
    ("cost", "said", "bar"),
    [
        ("5000", "$50.00 · 25%", ("25", ["25.0%"])),
        ("0", "$0.00 · 0%", ("0", [])),
        ("25000", "$250.00 · 125%", ("125", ["100.0%"])),
    ],
)
async def test_a_bar_shows_what_was_spent_of_the_budget(user, fill, cost, said, bar):
    await fill(
        1,
        program_type="CPC",
        program_metrics={"currency": "USD", "budget": "20000", "ad_cost": cost},
    )
    await user.open("/programs?status=ALL&q=Many000")
    await user.should_see(said)
    (meter,) = [e for e in user.current_layout.descendants() if e.props.get("role") == "meter"]
    assert meter.props["aria-label"] == "Spent of the budget"
    filled = [part.style["width"] for part in meter.default_slot.children]
    assert (meter.props["aria-valuenow"], filled) == bar


async def test_without_a_budget_there_is_the_amount_and_no_bar(user, fill):
    await fill(1, program_type="CPC", program_metrics={"currency": "USD", "ad_cost": "5000"})
    await user.open("/programs?status=ALL&q=Many000")
    await user.should_see("$50.00")
    assert not [e for e in user.current_layout.descendants() if e.props.get("role") == "meter"]


async def test_an_empty_list_says_so(user, adtrail):
    adtrail.sandbox.state.programs.pop("-ProgPausedManualBid_0")
    await user.open("/programs?status=PAUSED")
    await user.should_see("No program is paused")
    user.navigate.to("/programs?q=nothing-like-it")
    await user.should_see("No program matches")


async def test_a_page_opened_before_the_first_reading_fills_itself(user, adtrail, monkeypatch):
    gate = asyncio.Event()
    asked = adtrail.partner.account_programs

    async def later(*arguments):
        await gate.wait()
        return await asked(*arguments)

    monkeypatch.setattr(adtrail.partner, "account_programs", later)
    adtrail.program_list._reading.clear()
    await user.open("/programs")
    if adtrail.program_list.rows.state().read_at is None:
        await user.should_see("Asking the partner…")
    gate.set()
    await user.should_see("ProgActiveManualBid000")
    await user.should_see("As of")


async def test_a_failed_reading_says_so_and_keeps_the_list(user, adtrail, known, monkeypatch):
    await known()
    await user.open("/programs")
    await user.should_see("ProgActiveManualBid000")

    async def fail(*_arguments):
        raise Unavailable("down", http=503)

    monkeypatch.setattr(adtrail.partner, "account_programs", fail)
    monkeypatch.setattr("services.program_list._PAUSE", 0.01)
    user.find("Refresh").click()
    await user.should_see("Not up to date:")
    await user.should_see("ProgActiveManualBid000")


async def test_without_any_list_one_can_try_again(user, adtrail, monkeypatch):
    async def fail(*_arguments):
        raise Unavailable("down", http=404)

    real = adtrail.partner.account_programs
    await adtrail.program_list.rows._store.write(
        lambda s: s.connection().exec_driver_sql("DELETE FROM listing_state")
    )
    monkeypatch.setattr(adtrail.partner, "account_programs", fail)
    await adtrail.program_list._refresh(adtrail.partners.current)
    await user.open("/programs?q=zzz")
    await user.should_see("The partner could not be asked")
    monkeypatch.setattr(adtrail.partner, "account_programs", real)
    user.find("Try again").click()
    await user.should_see("No program matches")


async def test_a_change_at_the_partner_arrives_where_the_row_stands(user, adtrail, known):
    await known()
    await user.open("/programs")
    await user.should_see("ProgActiveAutobid00000")
    before = _rows(user)
    adtrail.sandbox.state.programs["ProgActiveAutobid00000"].paused = True
    user.find("Refresh").click()
    await user.should_see("Paused", marker=None)
    assert _rows(user) == before


async def test_a_new_program_is_offered_and_moves_nothing(user, adtrail, known, fill):
    await known()
    await user.open("/programs?status=ALL")
    await user.should_see("ProgActiveAutobid00000")
    before = _rows(user)
    await fill(1)
    adtrail.program_list._tell({"Many000"})
    await user.should_see("1 new program - show")
    assert _rows(user) == before
    user.find("1 new program - show").click()
    await user.should_see("Many000")


async def test_a_vanished_program_is_marked_and_stays(user, adtrail, known):
    await known()
    await user.open("/programs")
    await user.should_see("ProgActiveAutobid00000")
    adtrail.sandbox.state.programs.pop("ProgActiveAutobid00000")
    user.find("Refresh").click()
    await user.should_see("No longer listed")
    await user.should_see("ProgActiveAutobid00000")


async def test_an_old_list_is_read_again_when_the_page_is_opened(user, adtrail, known, monkeypatch):
    await known()
    later = adtrail.program_list.rows.state().read_at + OLD + timedelta(seconds=1)
    asked = adtrail.sandbox.state.counts["account_programs"]
    monkeypatch.setattr(adtrail.program_list._clock, "now", lambda: later)
    await user.open("/programs")
    await user.should_see("ProgActiveAutobid00000")
    async with asyncio.timeout(5):
        while adtrail.sandbox.state.counts["account_programs"] == asked:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_label_is_changed_where_it_stands(user, adtrail, known, eventually):
    await known()
    await user.open("/programs?q=ProgActiveAutobid")
    await user.should_see("ProgActiveAutobid00000")
    user.find("⋯").click()
    choose(user, "Change label")
    (field,) = [e for e in user.find(ui.input).elements if e.props.get("aria-label") == "Label"]
    field.set_value("Spring campaign")
    UserInteraction(user, {field}, None).trigger("keydown.enter")
    await eventually(lambda: not user.find(ui.input).elements & {field})
    await user.should_see("Spring campaign")
    (row,) = await adtrail.program_list.rows.some(["ProgActiveAutobid00000"])
    assert row.label == "Spring campaign"


async def test_a_row_can_be_terminated_and_changes_when_it_is_over(user, adtrail, known):
    await known()
    await user.open("/programs?q=ProgActiveAutobid")
    await user.should_see("ProgActiveAutobid00000")
    user.find("⋯").click()
    choose(user, "Terminate")
    await user.should_see("Terminate this program?")
    (field,) = list(user.find(ui.textarea).elements)
    field.set_value("The season is over.")
    user.find("Terminate program").click()
    await user.should_see("Terminating...")
    await user.should_see("Running")
    await user.should_see("Ended", retries=40)
    (job,) = await adtrail.store.page(JobFilter(kinds=frozenset({JobKind.TERMINATE})), 5)
    assert job.order == {"reason": "The season is over."}
    user.navigate.to(f"/jobs/{job.id}")
    await user.should_see("The season is over.")


async def test_when_another_partner_is_taken_into_use_its_programs_stand_here(
    user, adtrail, known, fill, monkeypatch
):
    await known()
    await fill(3)
    await user.open("/programs?status=ALL")
    await user.should_see("Many001", retries=20)
    same = adtrail.partner
    monkeypatch.setattr(adtrail.partners, "_connect", lambda _address: same)
    await adtrail.changing.rows.change([], {"upstream_url": "http://partner.example"})
    adtrail.changing.kept.reload()
    adtrail.changing._take_into_use()
    await user.should_not_see("Many001", retries=30)
    await user.should_see("ProgActiveManualBid000", retries=30)


def tick(user, program_id, *, chosen=True):
    (box,) = [e for e in user.find(Tick).elements if e.props["data-tick"] == program_id]
    for listener in box._event_listeners.values():
        box._handle_event({"listener_id": listener.id, "args": chosen})
    return box


async def test_programs_are_picked_over_pages_and_filters_and_go_on_together(user, adtrail, known):
    await known()
    await user.open("/programs")
    await user.should_see("ProgActiveManualBid000")
    tick(user, "ProgActiveManualBid000")
    await user.should_see("1 program picked")
    user.navigate.to("/programs?status=ALL&q=Autobid")
    await user.should_not_see("ProgActiveManualBid000")
    tick(user, "ProgActiveAutobid00000")
    await user.should_see("2 programs picked")
    user.navigate.to("/programs?status=ALL")
    await user.should_see("ProgActiveManualBid000")
    ticked = {e.props["data-tick"] for e in user.find(Tick).elements if e.props["checked"]}
    assert ticked == {"ProgActiveManualBid000", "ProgActiveAutobid00000"}
    (change,) = [e for e in user.find(ui.button).elements if e.text == "Edit"]
    UserInteraction(user, {change}, None).click()
    await user.should_see("program_id,budget,max_bid,end")
    picked = "ProgActiveManualBid000%2CProgActiveAutobid00000"
    assert user.back_history[-1] == f"/bulk?kind=edit&programs={picked}"


async def test_a_page_is_picked_and_cleared_without_what_has_ended(user, adtrail, known):
    await known()
    await user.open("/programs?status=ALL")
    await user.should_see("ProgEndedLastMonth0000")
    user.find("Pick this page").click()
    await user.should_see("5 programs picked")
    user.find("Clear").click()
    await user.should_not_see("5 programs picked")
    assert not any(box.props["checked"] for box in user.find(Tick).elements)


async def test_what_is_picked_outlives_a_reload_until_it_is_acted_upon(user, known):
    await known()
    await user.open("/programs")
    await user.should_see("ProgActiveManualBid000")
    for program in ("ProgActiveManualBid000", "ProgActiveAutobid00000"):
        tick(user, program)
    await user.open("/programs")
    await user.should_see("2 programs picked")
    await user.should_see("ProgActiveManualBid000")  # the bar stands before the rows
    assert {e.props["data-tick"] for e in user.find(Tick).elements if e.props["checked"]} == {
        "ProgActiveManualBid000",
        "ProgActiveAutobid00000",
    }
    await user.open("/bulk?kind=terminate&programs=ProgActiveManualBid000")
    file = SmallFileUpload("ends.csv", "text/csv", b"program_id\nProgActiveManualBid000\n")
    await next(iter(user.find(ui.upload).elements)).handle_uploads([file])
    await user.should_see("1 of 1 row can be sent.")
    user.find("Send 1 row").click()
    user.find("Terminate programs").click()
    await user.should_see("of 1 finished")
    await user.open("/programs")
    await user.should_see("1 program picked")


async def test_a_pick_that_can_no_longer_be_changed_is_dropped_and_said(user, known, fill):
    await known()
    await fill(2)
    await user.open("/programs?status=ALL")
    await user.should_see("Many001", retries=20)
    for program in ("Many000", "Many001", "ProgActiveManualBid000"):
        tick(user, program)
    await user.should_see("3 programs picked")
    await known()  # the partner lists the two no longer
    await user.should_see("1 program picked · 2 picked programs have ended or left the list.")
    tick(user, "ProgActiveManualBid000", chosen=False)
    await user.should_not_see("left the list")
    await user.open("/programs?status=ALL")
    await user.should_not_see("picked")
