"""/settings: what is set (never the secrets), whether the partner answers, this browser's own."""

import pytest
from nicegui import ui
from nicegui.testing import UserInteraction
from pydantic import SecretStr

from components.appearance import SETTING as APPEARANCE
from components.choices import DEFAULT_WORDS
from components.job_watch import JobWatch
from models.people import Role
from models.setting import SettingChange
from services.credentials import Verdict
from services.errors import NotPermitted
from services.kept import NOTIFY, OPEN, RATE, SOUND
from services.people import acting
from services.people.acting import Person
from services.settings import Settings
from services.upstream.errors import (
    Forbidden,
    Throttled,
    Unauthorized,
    Unavailable,
    Unreachable,
)


async def test_it_says_what_is_set(user, settings):
    await user.open("/settings")
    await user.should_see("The built-in sandbox")
    await user.should_see("Not set")
    await user.should_see("Unlimited")
    await user.should_see(str(settings.data_dir))


def fill(user, values):
    """By the label of each field."""
    fields = {field.props["label"]: field for field in user.find(ui.input).elements}
    for label, value in values.items():
        fields[label].value = value


def press(user, label):
    """The button that says just this."""
    (found,) = [made for made in user.find(ui.button).elements if made.text == label]
    UserInteraction(user, {found}, None).click()


def switches_of(user):
    return {made.text: made for made in user.find(ui.switch).elements}


def appearance(user):
    (choice,) = [
        made for made in user.find(ui.radio).elements if made.props["aria-label"] == "Appearance"
    ]
    return choice


PAIR = {"Username": "hana", "Password": "open sesame"}


async def test_credentials_are_tried_kept_and_never_shown(user, adtrail):
    await user.open("/settings")
    fill(user, PAIR)
    press(user, "Try and save")
    await user.should_see("Saved and in use.", retries=20)
    await user.should_see("Kept, encrypted")
    for words in ("hana", "open sesame"):
        await user.should_not_see(words)
        assert words not in str([e.props for e in user.find(ui.input).elements])
        assert words not in str([e.value for e in user.find(ui.input).elements])
    await user.open("/settings/changes")
    await user.should_see("Credentials")
    await user.should_see("Changed, for the built-in sandbox")
    await user.should_see("local")
    for words in ("hana", "open sesame"):
        await user.should_not_see(words)


async def test_every_change_is_found_page_by_page(user, adtrail, link):
    at = adtrail.clock.now()
    changes = [
        SettingChange(at=at, actor="local", name=RATE, before=str(n - 1), after=str(n))
        for n in range(1, 121)
    ]
    await adtrail.changing.rows.change(changes, {})
    await user.open("/settings/changes")
    await user.should_see("1 to 50 of 120")
    await user.should_see("119 → 120")
    assert link("Next") == "/settings/changes?page=2"
    user.navigate.to("/settings/changes?page=3")
    await user.should_see("101 to 120 of 120")
    await user.should_see("Unlimited → 1")
    await user.should_not_see("119 → 120")
    assert link("Previous") == "/settings/changes?page=2"
    await user.open("/settings/changes?page=9")
    await user.should_see("There is no such page")
    assert link("To the last page") == "/settings/changes?page=3"
    await user.open("/settings/changes?page=all")
    await user.should_see("1 to 50 of 120")


async def test_credentials_that_the_partner_refuses_are_not_kept(user, adtrail, monkeypatch):
    async def refuse(*_arguments):
        return Verdict(valid=False, message="The partner does not take this.")

    monkeypatch.setattr(adtrail.credentials, "check", refuse)
    await user.open("/settings")
    fill(user, PAIR)
    press(user, "Try and save")
    await user.should_see("Nothing was saved.", retries=20)
    assert adtrail.changing.changes(1) == []
    await user.open("/settings/changes")
    await user.should_see("No change yet")


async def test_an_address_that_is_none_is_said_at_the_field(user):
    await user.open("/settings")
    user.find("A partner on the network").click()
    fill(user, {"Username": "hana"})
    press(user, "Try and save")
    await user.should_see("Both are needed, or neither.")
    fill(user, {"Password": "open sesame", "Partner's address": "partner"})
    press(user, "Try and save")
    await user.should_see("that begins with http:// or https://", retries=20)


async def test_the_banner_of_the_sandbox_goes_when_a_partner_is_taken_into_use(user, adtrail):
    await user.open("/settings")
    await user.should_see("Sandbox: a built-in partner answers")
    await adtrail.changing.rows.change([], {"upstream_url": "http://partner.example"})
    adtrail.changing.kept.reload()
    adtrail.changing._take_into_use()
    await user.should_not_see("Sandbox: a built-in partner answers", retries=20)


async def test_what_the_environment_says_is_said_so(user, adtrail):
    """The rate is given here, and nothing else."""
    await user.open("/settings")
    await user.should_see("ADTRAIL_UPSTREAM_RATE is set in the environment, which wins.")
    await user.should_not_see("ADTRAIL_UPSTREAM_URL is set")
    given = {"upstream_url": "sandbox", "upstream_username": "hana"}
    given |= {"upstream_password": SecretStr("open sesame")}
    adtrail.changing.kept._settings = adtrail.settings.model_copy(update=given)
    await user.open("/settings")
    await user.should_see("ADTRAIL_UPSTREAM_URL is set in the environment")
    await user.should_see("ADTRAIL_UPSTREAM_USERNAME is set in the environment")
    await user.should_not_see("Try and save")
    for words in ("hana", "open sesame"):
        await user.should_not_see(words)


async def test_the_rate_and_the_pair_for_features_are_changed(user, adtrail):
    bare = adtrail.settings.model_fields_set - {"upstream_rate"}
    adtrail.changing.kept._settings = Settings.model_construct(bare, **dict(adtrail.settings))
    await user.open("/settings")
    (rate,) = user.find(ui.number).elements
    rate.value = 3
    press(user, "Save")
    await user.should_see("Saved and in use.", retries=20)
    assert adtrail.tracking.pace.rate == 3
    fill(user, {"Username for features": "hana", "Password for features": "open sesame"})
    press(user, "Save without trying")
    await user.should_see("Use the same as for ads", retries=20)
    await user.should_not_see("hana")
    await user.open("/settings/changes")
    await user.should_see("Credentials for features")
    await user.should_see("Unlimited → 3")


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (None, "The partner answers and takes the credentials."),
        (Unauthorized("no", http=401), "does not take the username or password"),
        (Forbidden("no", http=403), "does not let this account list its programs"),
        (Unreachable("no connection"), "cannot be reached at this address"),
        (Throttled("slower", http=429), "asks us to slow down"),
        (Unavailable("broken", http=503), "answers with an error (HTTP 503)"),
    ],
)
async def test_the_connection_can_be_checked(user, adtrail, monkeypatch, error, sentence):
    async def check():
        if error is not None:
            raise error

    monkeypatch.setattr(adtrail.catalog, "check_credentials", check)
    await user.open("/settings")
    user.find("Check connection").click()
    await user.should_not_see("Asking the partner…", retries=10)
    await user.should_see(sentence)


async def test_the_choices_of_this_browser_are_remembered(user):
    await user.open("/settings")
    await user.should_see("Open the program when it is ready")
    user.find(kind=ui.switch, content="Open the program when it is ready").click()
    user.find(kind=ui.switch, content="Play a sound").click()
    user.find("Dark").click()
    await user.open("/settings")
    await user.should_see("Appearance")
    switches = {text: switch.value for text, switch in switches_of(user).items()}
    switches = {text: on for text, on in switches.items() if text not in DEFAULT_WORDS.values()}
    choice = appearance(user)
    assert switches == {
        "Open the program when it is ready": False,
        "Show running jobs in the tab's title and icon": True,
        "Play a sound when a job that I started here ends": True,
        "Notify me of every job that I start here": False,
    }
    assert choice.value == "dark"
    with user:
        from nicegui import app

        assert app.storage.user[OPEN] is False
        assert app.storage.user[APPEARANCE] == "dark"


async def test_the_choice_of_one_browser_is_not_that_of_another(user, new_user):
    await user.open("/settings")
    user.find("Dark").click()
    other = new_user()
    await other.open("/settings")
    choice = appearance(other)
    assert choice.value == "system"


async def test_browsers_in_which_nothing_was_chosen_do_as_the_settings_say(
    user, new_user, adtrail, eventually
):
    await user.open("/settings")
    switches_of(user)["The program opens when it is ready"].value = False
    switches_of(user)["A sound is played when a job ends"].value = True
    await user.should_see("Saved and in use.", retries=20)
    await eventually(lambda: adtrail.changing.kept.choice(SOUND))
    other = new_user()
    await other.open("/settings")
    found = {text: switch.value for text, switch in switches_of(other).items()}
    assert found["Open the program when it is ready"] is False
    assert found["Play a sound when a job that I started here ends"] is True
    switches_of(other)["Play a sound when a job that I started here ends"].value = False
    await other.open("/settings/changes")
    await other.should_see("On → Off")
    await other.should_see("Off → On")
    await other.open("/settings")
    found = {text: switch.value for text, switch in switches_of(other).items()}
    assert found["Play a sound when a job that I started here ends"] is False
    assert found["A sound is played when a job ends"] is True


async def test_every_job_is_notified_of_once_the_browser_has_allowed_it(user, adtrail, make_job):
    """The default alone asks nobody: the card offers it as ever."""
    first, second = await make_job("in progress"), await make_job("in progress")
    await adtrail.changing.choice(NOTIFY, on=True)
    await adtrail.changing.choice(SOUND, on=True)
    await user.open("/jobs/" + first.id)
    with user:
        watch = JobWatch.here()
        watch.started(first.id)
        assert not watch.wanted(first.id)
        await watch.notify(first.id, wanted=True)
        watch.started(second.id)
    await user.open("/jobs/" + second.id)
    await user.should_see("You will be notified when this finishes")


async def test_who_is_no_administrator_sees_what_is_set_and_changes_one_browser_alone(
    user, adtrail, monkeypatch
):
    monkeypatch.setattr(acting, "_of_the_page", lambda: (True, Person("olena", Role.OPERATOR)))
    await user.open("/settings")
    await user.should_see("An administrator changes the partner")
    await user.should_see("The built-in sandbox")
    await user.should_see("Notify me of every job that I start here")
    for words in ("Try and save", "Save without trying", "A sound is played when a job ends"):
        await user.should_not_see(words)
    with acting.acting_as(Person("olena", Role.OPERATOR)), pytest.raises(NotPermitted):
        await adtrail.changing.choice(SOUND, on=True)
