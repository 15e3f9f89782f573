"""/businesses and what it is good for: names at the create form, a warning before buying."""

import asyncio

from nicegui import ui
from nicegui.testing.user_interaction import UserInteraction

from services.upstream.errors import Throttled
from services.upstream.fusion import FusionClient

GOOD, CLOSED = "GoldenGateHvacRepair00", "TestClosedBusiness0000"


def field(user, label):
    return next(e for e in user.find(ui.input).elements if e.props.get("label") == label)


async def save(user, **values):
    for label, value in values.items():
        field(user, label.replace("_", " ")).set_value(value)
    user.find("Save").click()


async def test_a_business_is_kept_changed_and_removed(user, adtrail, eventually):
    await user.open("/businesses")
    await user.should_see("No business is kept yet")
    await save(user, Business_ID=GOOD, Name=" Golden  Gate ", Ad_categories="hvac, plumbing")
    await user.should_see("Golden Gate")
    await user.should_see("hvac, plumbing")
    (change,) = [e for e in user.find(ui.button).elements if "Change Golden" in _name(e)]
    UserInteraction(user, {change}, None).click()
    await user.should_see("Change a business")
    await save(user, Name="Gate")
    await eventually(lambda: not _has(user, "Change a business"))
    (kept,) = await adtrail.businesses.saved()
    assert (kept.name, kept.categories) == ("Gate", ["hvac", "plumbing"])
    (remove,) = [e for e in user.find(ui.button).elements if "Remove Gate" in _name(e)]
    UserInteraction(user, {remove}, None).click()
    await user.should_see("No business is kept yet")
    assert await adtrail.businesses.saved() == []


async def test_the_form_is_emptied_when_the_list_shows_what_was_kept(
    user, adtrail, eventually, monkeypatch
):
    await user.open("/businesses")
    await user.should_see("No business is kept yet")
    go_on, read = asyncio.Event(), adtrail.businesses.saved
    reading = asyncio.Event()

    async def slowly():
        reading.set()
        await go_on.wait()
        return await read()

    monkeypatch.setattr(adtrail.businesses, "saved", slowly)
    await save(user, Business_ID=GOOD, Name="Gate")
    async with asyncio.timeout(5):
        await reading.wait()
    assert field(user, "Business ID").value == GOOD
    go_on.set()
    await eventually(lambda: not field(user, "Business ID").value)
    assert _has(user, "Gate")


async def test_what_cannot_be_one_is_marked_and_leaves_nothing(user, adtrail, eventually):
    await user.open("/businesses")
    await save(user, Business_ID="joes-plumbing-fresno", Ad_categories="Not an alias")
    await eventually(lambda: field(user, "Business ID").error)
    assert field(user, "Ad categories").error
    assert await adtrail.businesses.saved() == []


async def test_saved_names_are_offered_where_a_business_is_asked(user, adtrail, eventually):
    await adtrail.businesses.save({"business_id": GOOD, "name": "A <b> & co"})
    await user.open("/create-program")
    await eventually(lambda: any("datalist" in e.content for e in user.find(ui.html).elements))
    (offered,) = [e.content for e in user.find(ui.html).elements if "datalist" in e.content]
    assert f'<option value="{GOOD}">A &lt;b&gt; &amp; co</option>' in offered


async def test_the_form_warns_of_what_the_partner_says_and_forbids_nothing(user, adtrail):
    await user.open("/create-program")
    field(user, "Business ID").set_value(CLOSED)
    await user.should_see("The partner says that this business is closed.")
    field(user, "Business ID").set_value(GOOD)
    await user.should_not_see("The partner says that this business is closed.")
    field(user, "Business ID").set_value("NobodyKnowsThisOne0000")
    await user.should_see("The partner does not show this business to your account")
    field(user, "Business ID").set_value(CLOSED)
    field(user, "Budget (USD)").set_value("200")
    user.find("Create Program").click()
    await user.should_see("Creating program...")


def _name(button):
    return button.props.get("aria-label", "")


def _has(user, words):
    return any(getattr(e, "text", "") == words for e in user.current_layout.descendants())


async def look_up(user, **values):
    user.find("Find by name").click()
    await user.should_see("Find a business")
    for label, value in values.items():
        field(user, label.replace("_", " ")).set_value(value)
    press(user, "Search")


def press(user, words):
    (one,) = [e for e in user.find(ui.button).elements if e.text == words]
    UserInteraction(user, {one}, None).click()


async def test_a_business_is_found_by_name_and_its_categories_are_offered(user, eventually):
    await user.open("/create-program")
    await look_up(user, Name="golden gate", City="San Francisco", State_or_province="ca")
    await user.should_see("San Francisco, CA, US")
    press(user, "Choose")
    await eventually(lambda: field(user, "Business ID").value == GOOD)
    await user.should_see("Categories of this business:")
    press(user, "Plumbing")
    await eventually(lambda: field(user, "Ad categories").value == "plumbing")
    press(user, "Heating & Air Conditioning/HVAC")
    await eventually(lambda: field(user, "Ad categories").value == "plumbing, hvac")
    press(user, "Plumbing")
    await eventually(lambda: field(user, "Ad categories").value == "hvac")
    field(user, "Business ID").set_value("")
    await user.should_not_see("Categories of this business:")


async def test_what_the_look_up_needs_is_asked_and_nothing_found_is_said(user, eventually):
    await user.open("/create-program")
    await look_up(user, Name="golden gate")
    await eventually(lambda: field(user, "City").error)
    field(user, "City").set_value("Fresno")
    field(user, "State or province").set_value("CA")
    press(user, "Search")
    await user.should_see("Nothing was found. Check the name and the place.")


async def test_a_failing_look_up_says_so_and_a_program_is_created_all_the_same(
    user, adtrail, monkeypatch
):
    async def fail(*_arguments):
        raise Throttled("slow down", http=429)

    monkeypatch.setattr(FusionClient, "business", fail)
    monkeypatch.setattr(FusionClient, "matches", fail)
    await user.open("/create-program")
    field(user, "Business ID").set_value(GOOD)
    await user.should_see("The look-up was asked too often.")
    field(user, "Budget (USD)").set_value("200")
    user.find("Create Program").click()
    await user.should_see("Creating program...")
    await look_up(user, Name="golden", City="Fresno", State_or_province="CA")
    await user.should_see("The look-up was asked too often.")


async def test_without_a_look_up_there_is_a_plain_box(user, adtrail, monkeypatch):
    monkeypatch.setattr(adtrail.lookup, "_connect", lambda _address: None)
    for page in ("/businesses", "/create-program"):
        await user.open(page)
        field(user, "Business ID").set_value(GOOD)
        await user.should_not_see("Find by name")
        await user.should_not_see("Categories of this business:")
        assert field(user, "Ad categories")


async def test_the_edit_form_offers_the_categories_too(user):
    await user.open("/edit/ProgActiveManualBid000")
    await user.should_see("Categories of this business:")
    await user.should_see("Plumbing")
