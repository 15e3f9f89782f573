"""A page speaks the language of the browser it is in, whoever or whatever redraws it."""

import io
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from job_states import STATES

from components.language import SETTING
from models.evidence import Reported
from models.job import JobKind
from models.job_status import JobStatus

PO = Path(__file__).parents[2] / "services/locales/uk/LC_MESSAGES/adtrail.po"


@pytest.fixture
def ukrainian(new_user):
    """A person whose browser asks for Ukrainian first."""
    person = new_user()
    person.http_client.headers["Accept-Language"] = "uk-UA,uk;q=0.9,en;q=0.8"
    return person


async def test_the_browser_says_at_first_which_language_it_is(user, ukrainian):
    await user.open("/settings")
    await user.should_see("Asking the partner")
    await ukrainian.open("/settings")
    await ukrainian.should_see("Запити до партнера")


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


_WORDS = ("label", "aria-label", "title", "placeholder", "hint", "data-label", "text")
_NOT_OURS = {  # what the tests put into a job as somebody else's words
    "It is not in the list.",
    "No answer.",
    "Слова партнера: None left.",
    "None left.",  # the same, said openly where the partner refused a feature
    "The partner did not answer.",
}


def shown(client):
    """Every text of a page: what stands there, and what names or explains it."""
    for element in client.elements.values():
        texts = [getattr(element, "text", None), *(element.props.get(name) for name in _WORDS)]
        options = element.props.get("options")
        if isinstance(options, list):
            texts += [o.get("label") for o in options if isinstance(o, dict)]
        yield from (text for text in texts if isinstance(text, str) and text.strip())
    yield client.title or ""


def english():
    """The interface's English, as patterns; short words only where they are all that stands."""
    catalogue = read_po(io.BytesIO(PO.read_bytes()), locale="uk")
    for message in catalogue:
        for text in message.id if isinstance(message.id, tuple) else (message.id,):
            words = "".join(text.split("{}"))
            if re.search(r"[A-Za-z]{2}", words) and text != "{} s":
                pattern = ".*?".join(re.escape(part) for part in re.split(r"{[^}]*}", text))
                yield re.compile(pattern if len(words) > 14 else f"^{pattern}$")


@pytest.mark.parametrize("state", [*STATES, "completed"])
@pytest.mark.parametrize("kind", JobKind)
async def test_no_english_is_left_on_a_job_s_page(ukrainian, make_job, kind, state):
    job = await make_job(state, kind=kind)
    await ukrainian.open(f"/jobs/{job.id}")
    await ukrainian.should_see("ID завдання")
    assert_no_english(ukrainian.client)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/create-program",
        "/edit/ProgActiveManualBid000",
        "/edit/nothing",
        "/program-status/ProgActiveManualBid000",
        "/program-status/nothing",
        "/programs",
        "/programs?status=ALL",
        "/jobs",
        "/jobs?q=nothing",
        "/jobs/nothing",
        "/settings",
        "/nothing",
    ],
)
@pytest.mark.parametrize("jobs", [(), ("failed", "in progress", "asking")])
async def test_no_english_is_left_on_a_page(ukrainian, make_job, eventually, path, jobs):
    for state in jobs:
        await make_job(state)
    if path == "/nothing":
        answer = await ukrainian.http_client.get(path)
        assert "Такої сторінки немає" in answer.text
        return
    await ukrainian.open(path)
    asking = "Запитуємо"
    await eventually(lambda: not any(asking in text for text in shown(ukrainian.client)))
    assert_no_english(ukrainian.client)


async def test_english_would_be_noticed(user, make_job):
    job = await make_job("failed")
    await user.open(f"/jobs/{job.id}")
    await user.should_see("Timeline")
    with pytest.raises(AssertionError, match="Automatic bidding"):
        assert_no_english(user.client)


def assert_no_english(client):
    """Neither a text of the interface, nor two English words that were never marked as one."""
    patterns = [*english(), re.compile(r"\b[A-Za-z]?[a-z]{2,} [a-z]{2,}\b")]
    left = {
        text
        for text in shown(client)
        if text not in _NOT_OURS and any(pattern.search(text) for pattern in patterns)
    }
    assert not left, sorted(left)


async def test_what_narrows_the_programs_speaks_of_many(ukrainian):
    """One is "призупинена", several are "призупинені"."""
    await ukrainian.open("/programs?status=PAUSED")
    await ukrainian.should_see("Призупинені")
    await ukrainian.should_see("Призупинена")


async def test_what_is_left_is_said_in_the_units_of_the_language(ukrainian, adtrail, make_job):
    job = await make_job("in progress")
    for _ in range(20):
        adtrail.tracking.history.ended(JobKind.CREATE, 100.0)
    await ukrainian.open(f"/jobs/{job.id}")
    await ukrainian.should_see("залишилось приблизно 1 хв ")
    await ukrainian.should_not_see("приблизно 100 s")
