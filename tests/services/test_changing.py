"""Settings changed while everything runs: tried, sealed, in use at once, and never told again."""

import asyncio
import io
import logging
from datetime import UTC, datetime
from decimal import Decimal

import httpx
import pytest
from pydantic import SecretStr
from two_partners import CREATE, REAL, Wires, until

from models.job_status import JobStatus
from models.setting import SettingChange
from services.container import bootstrap
from services.errors import DatabaseAway, Invalid, NotAllowed, PartnerProblem
from services.kept import CHOICES, OPEN, SOUND, TAB
from services.settings import Settings
from services.store.transfer import export_jobs, import_jobs

SECRET, NAME = "opensesame-4711", "hana-of-the-agency"
PAIR = (NAME, SecretStr(SECRET))


CHANGE = SettingChange(
    at=datetime(2026, 5, 4, tzinfo=UTC), actor="local", name="upstream_rate", before="5", after="7"
)


def fail():
    raise DatabaseAway("away")


class Checked(Wires):
    """The real partner takes one pair; what it was sent is kept."""

    def __init__(self):
        super().__init__(seconds=1)
        self.pair, self.sent, self.away = PAIR, [], False

    async def handle_async_request(self, request):
        if request.url.host == "partner.example":
            self.sent.append(request.headers.get("authorization"))
            if self.away:
                raise httpx.ConnectError("no route")
            name, password = self.pair
            basic = httpx.BasicAuth(name, password.get_secret_value())._auth_header
            if self.sent[-1] != basic:
                return httpx.Response(401, json={"error": {"code": "UNAUTHORIZED"}})
        return await super().handle_async_request(request)


@pytest.fixture
def plain(tmp_path):
    """Settings in which the environment says nothing about the partner."""
    return Settings(_env_file=None, data_dir=tmp_path, first_poll=0.05, max_poll=0.2)


@pytest.fixture
async def start(plain):
    running = []

    async def go(wires, **given):
        while running:
            await running.pop().stop()
        adtrail = bootstrap(plain.model_copy(update=given), transport=wires)
        await adtrail.start()
        running.append(adtrail)
        return adtrail

    yield go
    while running:
        await running.pop().stop()


async def test_a_partner_is_tried_and_taken_into_use_without_a_restart(start):
    wires = Checked()
    adtrail = await start(wires)
    verdict = await adtrail.changing.partner(f"{REAL}/", PAIR)
    assert verdict.valid
    job = await adtrail.programs.create(CREATE)
    assert job.partner == REAL
    await until(lambda: adtrail.store.get(job.id).terminal)
    assert adtrail.store.get(job.id).status is JobStatus.COMPLETED


async def test_another_spelling_of_the_partner_in_use_is_no_other_partner(start):
    adtrail = await start(Checked())
    await adtrail.changing.partner(REAL, PAIR)
    assert (await adtrail.changing.partner("HTTP://Partner.Example.:80/")).valid
    assert adtrail.partners.current == REAL
    assert [one.after for one in adtrail.changing.changes(9) if one.name == "upstream_url"] == [
        REAL
    ]


async def test_what_was_set_is_in_force_after_a_restart(start):
    wires = Checked()
    adtrail = await start(wires)
    await adtrail.changing.partner(REAL, PAIR)
    await adtrail.changing.rate(50)
    adtrail = await start(wires)
    assert (adtrail.partners.current, adtrail.tracking.pace.rate) == (REAL, 50)
    job = await adtrail.programs.create(CREATE)
    await until(lambda: adtrail.store.get(job.id).terminal)
    assert adtrail.store.get(job.id).status is JobStatus.COMPLETED


async def test_what_is_in_flight_ends_with_its_own_partner(start):
    """There and back: neither partner is asked about a job of the other."""
    wires = Checked()
    adtrail = await start(wires)
    first = await adtrail.programs.create(CREATE)
    await until(lambda: adtrail.store.get(first.id).partner_job_id)
    await adtrail.changing.partner(REAL, PAIR)
    second = await adtrail.programs.create(CREATE)
    await until(lambda: adtrail.store.get(second.id).partner_job_id)
    await adtrail.changing.partner("sandbox")
    for job in (first, second):
        await until(lambda job=job: adtrail.store.get(job.id).terminal)
        assert adtrail.store.get(job.id).status is JobStatus.COMPLETED
    theirs = {job.id: adtrail.store.get(job.id).partner_job_id for job in (first, second)}
    assert not [path for path in wires.asked["partner.example"] if theirs[first.id] in path]
    assert not [path for path in wires.asked["sandbox"] if theirs[second.id] in path]


async def test_the_programs_of_a_partner_are_read_when_it_is_taken_into_use(start):
    adtrail = await start(Checked())
    await adtrail.changing.rate(50)
    assert adtrail.program_list.rows.state().read_at is None
    await adtrail.changing.partner(REAL, PAIR)
    assert adtrail.program_list.rows.whose == REAL
    await until(lambda: adtrail.program_list.rows.state().read_at)


async def test_a_pair_that_the_partner_refuses_changes_nothing(start):
    wires = Checked()
    adtrail = await start(wires)
    verdict = await adtrail.changing.partner(REAL, (NAME, SecretStr("wrong")))
    assert not verdict.valid
    wires.away = True
    with pytest.raises(PartnerProblem):
        await adtrail.changing.partner(REAL, PAIR)
    assert adtrail.partners.current == "sandbox"
    assert adtrail.changing.changes(10) == []


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ftp://partner.example",
        "https://",
        "partner.example",
        "https://hana:opensesame@partner.example",
        "https://partner.example/?key=opensesame",
        "https://partner.example#",
        "https://partner.example:99999",
        "http://[::1",
        "http://a b",
        "http://a\nb",
        "http://\ud800",
        "http://" + "a" * 200,
    ],
)
async def test_an_address_has_to_be_one(start, address):
    wires = Checked()
    adtrail = await start(wires)
    with pytest.raises(Invalid):
        await adtrail.changing.partner(address, PAIR)
    assert (adtrail.partners.current, wires.sent) == ("sandbox", [])


async def test_an_address_is_the_same_however_it_is_written(start):
    adtrail = await start(Checked())
    await adtrail.changing.partner(" HTTP://Partner.Example// ", PAIR)
    assert adtrail.partners.current == REAL


@pytest.mark.parametrize(
    ("pair", "field"),
    [
        (("a:b", "x"), "username"),
        (("a\r\nb", "x"), "username"),
        (("a", "\ud800"), "password"),
        (("a", "x" * 201), "password"),
    ],
)
async def test_a_pair_that_no_header_can_carry_is_said_at_its_field(start, pair, field):
    wires = Checked()
    adtrail = await start(wires)
    pair = (pair[0], SecretStr(pair[1]))
    for change in (adtrail.changing.partner(REAL, pair), adtrail.changing.features_pair(pair)):
        with pytest.raises(Invalid) as refused:
            await change
        assert [error.field for error in refused.value.errors] == [field]
    assert wires.sent == []


async def test_a_key_that_cannot_be_used_is_said_and_nothing_is_changed(start, plain):
    adtrail = await start(Checked())
    key = plain.data_dir / "credentials.key"
    key.write_text("not a key")
    with pytest.raises(NotAllowed, match=r"credentials\.key .*damaged"):
        await adtrail.changing.partner(REAL, PAIR)
    key.unlink()
    key.mkdir()
    with pytest.raises(NotAllowed, match=r"credentials\.key"):
        await adtrail.changing.partner(REAL, PAIR)
    assert (adtrail.partners.current, adtrail.changing.changes(1)) == ("sandbox", [])


async def test_what_could_not_be_read_is_read_at_the_next_look(start, monkeypatch):
    adtrail = await start(Checked())
    kept = adtrail.changing.kept
    await adtrail.changing.rows.change([CHANGE], {"upstream_rate": "7"})
    with monkeypatch.context() as away:
        away.setattr(adtrail.changing.rows, "values", fail)
        with pytest.raises(DatabaseAway):
            kept.reload()
    assert kept.version != adtrail.changing.rows.version()
    kept.reload()
    assert kept.rate == 7


async def test_an_answer_that_echoes_an_earlier_password_is_kept_without_it(start):
    adtrail = await start(Checked())
    await adtrail.changing.partner(REAL, PAIR)
    await adtrail.changing.features_pair(("features", SecretStr("another")))
    await adtrail.changing.features_pair(None)
    exchange = adtrail.partner._exchange
    exchange.set_credentials("hana", SecretStr("next"))
    said = exchange.redact(f"{SECRET} another next")
    assert not {SECRET, "another", "next"} & set(said.split())


async def test_a_partner_without_credentials_is_not_taken_into_use(start):
    adtrail = await start(Checked())
    with pytest.raises(Invalid, match="both"):
        await adtrail.changing.partner(REAL)


async def test_jobs_that_waited_for_the_credentials_go_on_at_once(start):
    wires = Checked()
    adtrail = await start(wires)
    await adtrail.changing.partner(REAL, PAIR)
    wires.pair = (NAME, SecretStr("another"))
    job = await adtrail.programs.create(CREATE)
    await until(lambda: adtrail.store.get(job.id).trouble)
    verdict = await adtrail.changing.partner(REAL, wires.pair)
    assert verdict.valid
    await until(lambda: adtrail.store.get(job.id).terminal)
    assert adtrail.store.get(job.id).status is JobStatus.COMPLETED


async def test_what_the_environment_says_wins_and_is_not_changed(start):
    wires = Checked()
    adtrail = await start(wires)
    await adtrail.changing.partner(REAL, PAIR)
    given = {"upstream_url": "sandbox", "upstream_rate": 7.0}
    given |= {"upstream_username": "agency", "upstream_password": SecretStr("x")}
    adtrail = await start(wires, **given)
    assert (adtrail.partners.current, adtrail.tracking.pace.rate) == ("sandbox", 7.0)
    for change in (
        adtrail.changing.partner(REAL),
        adtrail.changing.partner("sandbox", PAIR),
        adtrail.changing.rate(3),
    ):
        with pytest.raises(NotAllowed, match="set in the environment"):
            await change


async def test_the_pair_of_the_environment_is_sent_to_its_own_partner_only(start):
    wires = Checked()
    given = {"upstream_username": "agency", "upstream_password": SecretStr("of-the-sandbox")}
    adtrail = await start(wires, **given)
    with pytest.raises(Invalid):
        await adtrail.changing.partner(REAL)
    assert wires.sent == []


async def test_secrets_are_in_no_file_no_log_and_no_export(start, plain, caplog):
    caplog.set_level(logging.DEBUG)
    wires = Checked()
    adtrail = await start(wires)
    await adtrail.changing.partner(REAL, PAIR)
    await adtrail.changing.features_pair(("features", SecretStr(SECRET)))
    await adtrail.changing.partner(REAL, (NAME, SecretStr(f"wrong{SECRET}")))
    out = io.StringIO()
    await asyncio.to_thread(export_jobs, adtrail.store.engine, out)
    await adtrail.stop()
    files = [path for path in plain.data_dir.rglob("*") if path.is_file()]
    assert plain.data_dir / "adtrail.sqlite3" in files
    found = b"".join(path.read_bytes() for path in files)
    for secret in (SECRET, NAME):
        assert secret.encode() not in found
        assert secret not in out.getvalue() + caplog.text
    key = plain.data_dir / "credentials.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert key.read_bytes() not in (plain.data_dir / "adtrail.sqlite3").read_bytes()


async def test_what_is_set_goes_along_with_an_export_and_credentials_do_not(start, tmp_path):
    adtrail = await start(Checked())
    await adtrail.changing.partner(REAL, PAIR, actor="hana")
    await adtrail.changing.rate(2.5)
    before = adtrail.changing.changes(10)
    out = io.StringIO()
    await asyncio.to_thread(export_jobs, adtrail.store.engine, out)
    adtrail = await start(Checked(), data_dir=tmp_path / "other")
    await adtrail.changing.rate(7)  # set before the import, which wins
    await asyncio.to_thread(import_jobs, adtrail.store.engine, out.getvalue().splitlines())
    adtrail = await start(Checked(), data_dir=tmp_path / "other")
    assert (adtrail.partners.current, adtrail.tracking.pace.rate) == (REAL, 2.5)
    assert adtrail.changing.kept.pair(REAL) is None
    said = [(c.at, c.actor, c.name, c.before, c.after) for c in adtrail.changing.changes(10)]
    assert said[:2] == [(c.at, c.actor, c.name, c.before, c.after) for c in before[:2]]


async def test_without_the_key_nothing_opens_and_it_is_said(start, plain):
    wires = Checked()
    adtrail = await start(wires)
    await adtrail.changing.partner(REAL, PAIR)
    await adtrail.stop()
    (plain.data_dir / "credentials.key").unlink()
    adtrail = await start(wires)
    assert adtrail.changing.kept.unreadable(REAL)
    assert (await adtrail.changing.partner(REAL, PAIR)).valid
    assert not adtrail.changing.kept.unreadable(REAL)


async def test_what_browsers_do_by_default_outlives_a_restart(start):
    adtrail = await start(Checked())
    await adtrail.changing.choice(SOUND, on=True, actor="hana")
    await adtrail.changing.choice(OPEN, on=True)  # as it is
    adtrail = await start(Checked())
    assert [name for name in CHOICES if adtrail.changing.kept.choice(name)] == [OPEN, TAB, SOUND]
    (change,) = adtrail.changing.changes(9)
    assert (change.actor, change.name, change.before, change.after) == ("hana", SOUND, "off", "on")


async def test_every_change_is_written_down_without_the_secret(start):
    adtrail = await start(Checked())
    await adtrail.changing.partner(REAL, PAIR, actor="hana")
    await adtrail.changing.rate(2.5)
    await adtrail.changing.rate(2.5)
    said = [(c.actor, c.name, c.about, c.before, c.after) for c in adtrail.changing.changes(10)]
    assert said == [
        ("local", "upstream_rate", None, "5", "2.5"),
        ("hana", "credentials", REAL, None, None),
        ("hana", "upstream_url", None, "sandbox", REAL),
    ]


@pytest.mark.parametrize("rate", [-1, 1001, float("nan"), float("inf")])
async def test_a_rate_is_a_sensible_number(start, rate):
    adtrail = await start(Checked())
    with pytest.raises(Invalid):
        await adtrail.changing.rate(rate)


@pytest.mark.parametrize("rate", [1e-300, Decimal("1e-400"), 0.009, -1, 1000.5, True])
async def test_a_rate_that_nobody_means_is_refused(start, rate):
    """A tiny one stopped every request for years, a tinier one became none at all: unlimited."""
    adtrail = await start(Checked())
    with pytest.raises(Invalid, match=r"from 0\.01 to 1000"):
        await adtrail.changing.rate(rate)


async def test_who_waits_for_a_turn_is_served_at_the_new_rate(start):
    adtrail = await start(Checked())
    await adtrail.changing.rate(0.01)
    pace = adtrail.tracking.pace
    waiting = [asyncio.ensure_future(pace.turn(0)) for _ in range(20)]
    await asyncio.sleep(0)
    await adtrail.changing.rate(0)
    async with asyncio.timeout(5):
        await asyncio.gather(*waiting)


async def test_features_take_their_own_pair_or_the_same(start):
    wires = Checked()
    adtrail = await start(wires)
    await adtrail.changing.partner(REAL, PAIR)
    await adtrail.changing.features_pair(("features", SecretStr("another")))
    exchange = adtrail.partner._exchange
    assert exchange._features[0] == "features"
    await adtrail.changing.features_pair(None)
    assert exchange._features is None
