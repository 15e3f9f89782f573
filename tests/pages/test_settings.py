"""/settings: what is set (never the secrets), whether the partner answers, this browser's own."""

import pytest
from nicegui import ui
from pydantic import SecretStr

from components.appearance import SETTING as APPEARANCE
from components.redirect import SETTING
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


async def test_secrets_are_never_shown(user, adtrail):
    given = {"upstream_username": "hana", "upstream_password": SecretStr("open sesame")}
    adtrail.settings = adtrail.settings.model_copy(update=given)
    await user.open("/settings")
    await user.should_see("Set")
    await user.should_not_see("hana")
    await user.should_not_see("open sesame")


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
    switches = {made.text: made.value for made in user.find(ui.switch).elements}
    (choice,) = user.find(ui.radio).elements
    assert switches == {
        "Open the program when it is ready": False,
        "Show running jobs in the tab's title and icon": True,
        "Play a sound when a job that I started here ends": True,
    }
    assert choice.value == "dark"
    with user:
        from nicegui import app

        assert app.storage.user[SETTING] is False
        assert app.storage.user[APPEARANCE] == "dark"


async def test_the_choice_of_one_browser_is_not_that_of_another(user, new_user):
    await user.open("/settings")
    user.find("Dark").click()
    other = new_user()
    await other.open("/settings")
    (choice,) = other.find(ui.radio).elements
    assert choice.value == "system"
