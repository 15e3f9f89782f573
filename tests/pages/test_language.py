"""A page speaks the language of the browser it is in, whoever or whatever redraws it."""

import pytest

from components.language import SETTING
from models.evidence import Reported
from models.job_status import JobStatus


@pytest.fixture
def ukrainian(new_user):
    """A person whose browser asks for Ukrainian first."""
    person = new_user()
    person.http_client.headers["Accept-Language"] = "uk-UA,uk;q=0.9,en;q=0.8"
    return person


async def test_the_browser_says_at_first_which_language_it_is(user, ukrainian):
    await user.open("/settings")
    await user.should_see("Set by environment variables")
    await ukrainian.open("/settings")
    await ukrainian.should_see("Задаються змінними середовища")


async def test_the_page_says_its_language_to_browser_and_quasar(user, ukrainian):
    english = (await user.http_client.get("/")).text
    assert '<html lang="en-US">' in english
    assert "lang/en-US.umd.prod.js" in english
    page = (await ukrainian.http_client.get("/")).text
    assert '<html lang="uk">' in page
    assert "lang/uk.umd.prod.js" in page
    assert '<html lang="en-US">' in (await user.http_client.get("/")).text, "each has its own"


async def test_a_choice_stays_with_this_browser_and_this_address(user, new_user, eventually):
    await user.open("/jobs?status=FAILED")
    before = user.client
    user.find("УКР").click()
    await eventually(lambda: user.client is not before)
    await user.should_see("Усе, що надсилалося партнеру.")
    assert user.back_history[-1] == "/jobs?status=FAILED"
    await user.open("/settings")
    await user.should_see("Цей браузер")
    other = new_user()
    await other.open("/settings")
    await other.should_see("This browser")


async def test_a_choice_outweighs_what_the_browser_asks_for(ukrainian, eventually):
    await ukrainian.open("/settings")
    before = ukrainian.client
    ukrainian.find("EN").click()
    await eventually(lambda: ukrainian.client is not before)
    await ukrainian.should_see("This browser")
    await ukrainian.open("/programs")
    await ukrainian.should_see("As the partner lists them for this account.")


async def test_rubbish_in_the_browser_s_memory_does_not_count(user):
    await user.open("/settings")
    with user:
        from nicegui import app

        app.storage.user[SETTING] = "tlh"
    await user.open("/settings")
    await user.should_see("This browser")


async def test_the_chosen_language_is_marked(ukrainian):
    await ukrainian.open("/settings")
    (chosen,) = ukrainian.find("УКР").elements
    (other,) = ukrainian.find("EN").elements
    assert chosen.props["aria-pressed"] == "true"
    assert other.props["aria-pressed"] == "false"
    assert chosen.props["aria-label"] == "Українська"


async def test_a_push_is_said_in_each_page_s_own_language(user, ukrainian, make_job, move):
    job = await make_job("in progress")
    await user.open(f"/jobs/{job.id}")
    await ukrainian.open(f"/jobs/{job.id}")
    await user.should_see("Creating program...")
    await ukrainian.should_see("Створюємо програму…")
    await ukrainian.should_see("Статус: IN_PROGRESS")
    refusal = {"code": "NO_CATEGORIES", "message": "", "field": None, "all": []}
    with user:  # the change is made in the context of one of them
        await move(job, Reported(status=JobStatus.FAILED, error=refusal))
    await ukrainian.should_see("Програму не створено")
    await ukrainian.should_see("Бізнес ще не має затвердженої категорії")
    await user.should_see("Program was not created")
    await user.should_see("The business has no approved category yet")


async def test_a_click_is_answered_in_the_page_s_language(ukrainian):
    await ukrainian.open("/settings")
    ukrainian.find("Перевірити з’єднання").click()
    await ukrainian.should_see("Партнер відповідає та приймає облікові дані.")
