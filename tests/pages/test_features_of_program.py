"""/features/{program_id}: every type, saved by itself, with the partner's answer at that type."""

import asyncio
import json

import httpx
import pytest
from nicegui import app, ui
from nicegui.testing.user_interaction import UserInteraction
from sqlalchemy import select

from components.job_tracker import JobTracker
from models.feature_types import FEATURES
from models.job import Job, JobKind
from services.settings import SANDBOX
from services.store.filtering import JobFilter

MANUAL = "ProgActiveManualBid000"
NEITHER = ("BUSINESS_HIGHLIGHTS", "VERIFIED_LICENSE", "BUSINESS_LOGO", "YELP_PORTFOLIO")


def field(user, label):
    kinds = ui.input | ui.select | ui.textarea | ui.switch
    (found,) = (e for e in user.find(label).elements if isinstance(e, kinds))
    return found


def press(user, name):
    """The button with this accessible name."""
    found = user.find(ui.button).elements
    (button,) = (e for e in found if e.props.get("aria-label") == name)
    UserInteraction(user, {button}, name).click()


def cards_of(user):
    try:
        return user.find(JobTracker).elements
    except AssertionError:  # none yet
        return set()


def statuses(user):
    """Of the cards that stand there now; one is drawn anew when the values were read again."""
    return [card.props["data-status"] for card in cards_of(user)]


async def jobs_of(adtrail, program):
    which = JobFilter(program_id=program, kinds=frozenset({JobKind.FEATURES}))
    return await adtrail.store.page(which, 9)


def place_of(card):
    return next(e.props["data-feature"] for e in card.ancestors() if e.props.get("data-feature"))


async def opened(user, program=MANUAL, sees="Each feature is saved by itself."):
    await user.open(f"/features/{program}")
    await user.should_see(sees)


async def remove_goal(user, adtrail, eventually):
    await adtrail.partner.write_features(MANUAL, {"AD_GOAL": {"ad_goal": "CALLS"}})
    await opened(user)
    press(user, "Remove: Ad goal")
    await user.should_see("The partner forgets the values of this feature.")
    user.find("Remove feature").click()
    await eventually(lambda: statuses(user) == ["COMPLETED"])


async def test_every_type_that_the_program_has_is_there_and_no_other(user):
    await opened(user)
    for feature, title in FEATURES.items():
        if feature in NEITHER:
            await user.should_not_see(title)
        else:
            await user.should_see(title)
    await user.should_see("The partner suggests: free; jobs; diy")


async def test_a_second_type_waits_its_turn_and_is_saved_then(
    user, adtrail, eventually, monkeypatch
):
    gate, asked = asyncio.Event(), adtrail.partner.save_features

    async def later(*arguments):
        await gate.wait()
        return await asked(*arguments)

    monkeypatch.setattr(adtrail.partner, "save_features", later)
    await opened(user)
    field(user, "Blocked keywords").set_value("free")
    field(user, "Radius in miles").set_value("20")
    press(user, "Save: Blocked keywords")
    await eventually(lambda: cards_of(user))
    press(user, "Save: Radius")
    await user.should_see("This one is sent as soon as that has ended")
    assert len(await jobs_of(adtrail, MANUAL)) == 1
    gate.set()
    await eventually(lambda: len(cards_of(user)) == 2)
    await eventually(lambda: all(c.props["data-status"] == "COMPLETED" for c in cards_of(user)))
    await user.should_not_see("This one is sent as soon as that has ended")
    shown = await adtrail.catalog.features(MANUAL)
    assert shown["NEGATIVE_KEYWORD_TARGETING"]["blocked_keywords"] == ["free"]


@pytest.fixture
async def waiting(user, adtrail, eventually, monkeypatch):
    """A save of the radius waits for one of the keywords; `set()` lets the partner answer."""
    gate, asked = asyncio.Event(), adtrail.partner.save_features

    async def later(*arguments):
        await gate.wait()
        return await asked(*arguments)

    monkeypatch.setattr(adtrail.partner, "save_features", later)
    await opened(user)
    field(user, "Blocked keywords").set_value("free")
    press(user, "Save: Blocked keywords")
    await eventually(lambda: cards_of(user))
    field(user, "Radius in miles").set_value("20")
    press(user, "Save: Radius")
    await user.should_see("This one is sent as soon as that has ended")
    return gate


async def test_what_waits_its_turn_outlives_a_reload_and_is_sent_once(
    user, adtrail, eventually, waiting
):
    field(user, "Radius in miles").set_value("25")  # the last word counts
    await opened(user)
    await user.should_see("Not saved yet: this waited for another change")
    assert field(user, "Radius in miles").value == "25"
    press(user, "Save now: Radius")
    await user.should_see("This one is sent as soon as that has ended")
    waiting.set()
    await eventually(lambda: len(cards_of(user)) == 2)
    await eventually(lambda: all(c.props["data-status"] == "COMPLETED" for c in cards_of(user)))
    assert len(await jobs_of(adtrail, MANUAL)) == 2  # the page that was left sent the same one
    await opened(user)
    await user.should_not_see("Not saved yet")
    assert field(user, "Radius in miles").value == "25"


async def test_what_was_sent_before_a_crash_is_not_offered_again(user, eventually, waiting):
    (kept,) = (one for one in app.storage._users.values() if "feature_saves" in one)
    before = json.loads(json.dumps(kept["feature_saves"]))
    waiting.set()
    await eventually(lambda: len(cards_of(user)) == 2)
    kept["feature_saves"] = before  # it died after the job was recorded, before this was forgotten
    await opened(user)
    await user.should_not_see("Not saved yet")


async def test_what_waited_can_be_discarded(user, waiting):
    await opened(user)
    await user.should_see("Not saved yet")
    press(user, "Discard: Radius")
    await user.should_not_see("Not saved yet")
    assert not field(user, "Radius in miles").value
    await opened(user)
    await user.should_not_see("Not saved yet")


async def test_what_is_discarded_is_not_sent_by_the_page_that_was_left(
    user, adtrail, eventually, waiting
):
    await opened(user)
    await user.should_see("Not saved yet")
    press(user, "Discard: Radius")
    waiting.set()
    (first,) = await jobs_of(adtrail, MANUAL)
    await eventually(lambda: adtrail.store.get(first.id).terminal)
    await asyncio.sleep(1)  # that page looks every 0.3 s
    assert len(await jobs_of(adtrail, MANUAL)) == 1


async def test_other_values_than_those_sent_meanwhile_can_be_saved(
    user, adtrail, eventually, waiting
):
    await opened(user)
    await user.should_see("Not saved yet")
    field(user, "Radius in miles").set_value("30")
    waiting.set()  # the page that was left sends its 20 with the key that both have
    await eventually(lambda: _radius_sent(adtrail))
    press(user, "Save now: Radius")
    await user.should_see("Other values were sent meanwhile")
    press(user, "Save now: Radius")
    await eventually(lambda: _radius_sent(adtrail) == 2)


def _radius_sent(adtrail):
    with adtrail.store.engine.connect() as connection:
        orders = connection.execute(select(Job.__table__.c.order_json)).scalars()
        return sum("CUSTOM_RADIUS_TARGETING" in order.get("write", {}) for order in orders)


async def test_one_type_is_saved_and_its_answer_stands_there(user, adtrail, eventually):
    await opened(user)
    field(user, "Blocked keywords").set_value("free\ndiy")
    field(user, "Radius in miles").set_value("61")
    await user.should_see("Radius in miles: enter a number from 1 to 60")
    press(user, "Save: Blocked keywords")
    await eventually(lambda: statuses(user) == ["COMPLETED"])
    (card,) = cards_of(user)
    assert place_of(card) == "NEGATIVE_KEYWORD_TARGETING"
    shown = await adtrail.catalog.features(MANUAL)
    assert shown["NEGATIVE_KEYWORD_TARGETING"]["blocked_keywords"] == ["free", "diy"]
    assert shown["CUSTOM_RADIUS_TARGETING"]["custom_radius"] is None
    assert field(user, "Radius in miles").value == "61"  # what is being typed stays
    job = adtrail.store.get(card.props["data-job-id"])
    wanted = {"NEGATIVE_KEYWORD_TARGETING": {"blocked_keywords": ["free", "diy"]}}
    assert job.order == {"write": wanted}


async def test_what_is_wrong_is_said_at_the_field_and_nothing_is_recorded(user, adtrail):
    await opened(user)
    field(user, "Text of the ad").set_value("SHOUTING AT EVERYBODY IN TOWN")
    press(user, "Save: Ad text")
    await user.should_see("Text of the ad: it shouts")
    assert adtrail.store.busy_with(MANUAL, SANDBOX) is None
    assert not cards_of(user)


async def test_the_partners_refusal_is_said_at_the_type(user, adtrail, eventually, refusing):
    refusing("Unknown places: Atlantis.")
    await opened(user)
    field(user, "Website").set_value("source=ad")
    press(user, "Save: Tracked links")
    await eventually(lambda: statuses(user) == ["FAILED"])
    (card,) = cards_of(user)
    assert place_of(card) == "LINK_TRACKING"
    await user.should_see("Features were not saved")
    await user.should_see("The partner does not take these values")
    await user.should_see("Unknown places: Atlantis.")
    assert field(user, "Website").value == "source=ad"  # to be corrected


async def test_a_lost_answer_is_neither_saved_nor_refused(user, adtrail, eventually, refusing):
    refusing(None)
    await opened(user)
    field(user, "Website").set_value("source=ad")
    press(user, "Save: Tracked links")
    await user.should_see("Please decide")
    (card,) = cards_of(user)
    assert card.props["data-status"] == "PENDING"
    assert card.props["data-freshness"] == "unconfirmed"
    await opened(user)  # a reload: it stands at its type again
    await eventually(lambda: cards_of(user))
    (card,) = cards_of(user)
    assert place_of(card) == "LINK_TRACKING"


async def test_a_type_is_removed_after_a_question(user, adtrail, eventually):
    await remove_goal(user, adtrail, eventually)
    assert (await adtrail.catalog.features(MANUAL))["AD_GOAL"] == {"ad_goal": "DEFAULT"}
    await eventually(lambda: field(user, "Ad goal").value == "DEFAULT")


async def test_two_clicks_are_one_change(user, adtrail, eventually):
    await opened(user)
    field(user, "Website").set_value("source=ad")
    for _ in range(2):
        press(user, "Save: Tracked links")
    await eventually(lambda: statuses(user) == ["COMPLETED"])
    assert len(await jobs_of(adtrail, MANUAL)) == 1
    press(user, "Save: Tracked links")
    await user.should_see("Nothing has changed.")


async def test_what_another_changes_arrives_and_what_is_typed_stays(user, adtrail, eventually):
    await opened(user)
    field(user, "Website").set_value("source=mine")
    change = {"LINK_TRACKING": {"website": "source=other"}, "AD_GOAL": {"ad_goal": "CALLS"}}
    await adtrail.programs.features(MANUAL, {"write": change})
    await eventually(lambda: field(user, "Ad goal").value == "CALLS")
    assert field(user, "Website").value == "source=mine"


async def test_unsaved_input_is_known_to_the_browser_until_it_is_undone(user, eventually):
    await opened(user)
    (page,) = (e for e in field(user, "Website").ancestors() if "data-leave" in e.props)
    assert "data-unsaved" not in page.props
    field(user, "Website").set_value("source=ad")
    assert "data-unsaved" in page.props
    press(user, "Undo: Tracked links")
    await eventually(lambda: "data-unsaved" not in page.props)
    assert field(user, "Website").value == ""


@pytest.mark.parametrize(
    ("kind", "label", "given", "feature"),
    [
        ("BH", "Highlights", ["FAMILY_OWNED"], "BUSINESS_HIGHLIGHTS"),
        ("LOGO", "Address of the logo", "https://a.example/l.png", "BUSINESS_LOGO"),
    ],
)
async def test_features_of_other_programs(  # noqa: PLR0917 - what it needs, and what it tries
    user, adtrail, eventually, made, kind, label, given, feature
):
    program = await made(kind)
    await opened(user, program)
    field(user, label).set_value(given)
    press(user, f"Save: {FEATURES[feature]}")
    await eventually(lambda: statuses(user) == ["COMPLETED"])
    assert given in (await adtrail.catalog.features(program))[feature].values()


async def test_a_license_is_added_in_a_row(user, adtrail, eventually, made):
    program = await made("VL")
    await opened(user, program)
    press(user, "Add a row: Licenses")
    await user.should_see("License number")
    field(user, "License number").set_value("A-1")
    press(user, "Save: Verified licenses")
    await user.should_see("A-1: is being verified")
    shown = await adtrail.catalog.features(program)
    assert shown["VERIFIED_LICENSE"]["licenses"][0]["license_number"] == "A-1"
    field(user, "Trade").set_value("HVAC")
    press(user, "Save: Verified licenses")  # the status that was read is not sent

    while [job.status for job in await jobs_of(adtrail, program)] != ["COMPLETED"] * 2:  # noqa: ASYNC110 - no event
        await asyncio.sleep(0.02)
    shown = await adtrail.catalog.features(program)
    assert shown["VERIFIED_LICENSE"]["licenses"][0]["license_trade"] == "HVAC"


async def test_programs_without_features_and_unknown_ones_say_so(user, adtrail):
    await opened(user, "ProgEnhancedProfile000", "This program has no features")
    await opened(user, "NoSuchProgram000000000", "To the program")
    page = await adtrail.catalog.programs(0, 1, "PAST")
    await opened(user, page.programs[0]["program_id"], "This program has ended")


async def test_the_way_in_is_the_programs_page(user, link):
    await user.open(f"/program-status/{MANUAL}")
    await user.should_see("Features")
    assert link("Features") == f"/features/{MANUAL}"


@pytest.fixture
def made(adtrail, eventually):
    """A program of another type, made in the sandbox."""

    async def make(kind):
        order = {"business_id": "GoldenGateHvacRepair00", "program_name": kind}
        job = await adtrail.programs.create(order)
        await eventually(lambda: adtrail.store.get(job.id).terminal)
        return adtrail.store.get(job.id).program_id

    return make


@pytest.fixture
def refusing(adtrail, monkeypatch):
    """From now on the partner refuses every change of features; with None, its answers are lost."""

    def begin(description):
        exchange = adtrail.partner._exchange
        inner = exchange._client._transport

        async def handle(request):
            if request.method != "POST":
                return await inner.handle_async_request(request)
            if description is None:
                raise httpx.ReadError("the wire broke")
            error = {"error": {"id": "VALIDATION_ERROR", "description": description}}
            return httpx.Response(400, content=json.dumps(error))

        class Wire(httpx.AsyncBaseTransport):
            handle_async_request = staticmethod(handle)

        monkeypatch.setattr(exchange._client, "_transport", Wire())

    return begin
