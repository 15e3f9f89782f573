"""What an export of any version brings of people: their tokens, and nobody's browser."""

import asyncio
import io
import json

import pytest
from push_service import BrowserKeys

from models.people import Role
from models.push import PushSubscription
from services.container import bootstrap
from services.people.acting import acting_as
from services.store.people import PeopleRows
from services.store.transfer import TransferRefused, export_jobs, import_jobs

PASSWORD = "correct horse"


@pytest.fixture
async def other(settings, tmp_path):
    """Another Adtrail, to move into."""
    moved_to = bootstrap(settings.model_copy(update={"data_dir": tmp_path / "other"}))
    yield moved_to
    await moved_to.stop()


def lines_of(adtrail):
    out = io.StringIO()
    export_jobs(adtrail.store.engine, out)
    return out.getvalue().splitlines()


def called(lines, **names):
    """The same export, with other names for some of its tokens."""
    documents = [json.loads(line) for line in lines]
    for document in documents:
        if "api_token" in document:
            token = document["api_token"]
            token["name"] = names.get(token["name"], token["name"])
    return [json.dumps(document) for document in documents]


async def test_tokens_of_one_name_from_before_names_were_unique_come_in(
    house, enter, hire, other, monkeypatch
):
    monkeypatch.setattr("services.store.transfer._CHUNK", 1)
    await hire("hana")
    made = {}
    for person in ("admin", "hana"):
        with acting_as(await enter(person)):
            for name in ("ci", "second", "gone"):
                made[person, name] = await house.tokens.make(name, Role.VIEWER)
            await house.tokens.revoke(made[person, "gone"].token.id)
    lines = called(await asyncio.to_thread(lines_of, house), second="ci", gone="ci")
    said = []
    await asyncio.to_thread(import_jobs, other.store.engine, lines, said.append)
    names = {token.id: token.name for token in await PeopleRows(other.store).tokens()}
    for person in ("admin", "hana"):
        first, second = sorted(made[person, name].token.id for name in ("ci", "second"))
        assert (names[first], names[second]) == ("ci", f"ci-{second[4:]}")
        assert f"{person}/ci is called {person}/ci-{second[4:]}" in " ".join(said)
        for name in ("ci", "second"):
            assert (await other.signing.by_token(made[person, name].secret)).account == person
    assert len(said) == 2


async def test_no_browser_is_told_by_accounts_that_gave_way_to_others(house, other):
    secret = await other.signing.sign_in("admin", PASSWORD, "", "")
    with acting_as(other.signing.by_cookie(secret)):
        await other.pushes.subscribe(BrowserKeys().subscription("https://push.example/1"))
    await asyncio.to_thread(import_jobs, other.store.engine, lines_of(house))
    with other.store.engine.connect() as connection:
        assert connection.execute(PushSubscription.__table__.select()).all() == []


async def test_what_no_version_has_exported_is_refused(house, other):
    lines = lines_of(house)
    push = json.dumps({"push_subscription": {"id": "1", "endpoint": "https://push.example/1"}})
    with pytest.raises(TransferRefused, match="holds 'push_subscription', which"):
        await asyncio.to_thread(import_jobs, other.store.engine, [*lines[:-1], push, lines[-1]])
