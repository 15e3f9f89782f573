"""/businesses and what it is good for: names at the create form, a warning before buying."""

from nicegui import ui
from nicegui.testing.user_interaction import UserInteraction

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
