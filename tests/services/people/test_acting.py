"""A role is asked for at one place, and everything that changes something stands behind it."""

import inspect

import pytest

from models.people import Role
from services.bulk.bulks import Bulks
from services.businesses import Businesses
from services.changing import Changing
from services.credentials import Credentials
from services.errors import NotPermitted, SignedOut
from services.people.accounts import Accounts
from services.people.acting import Person, acting_as, may, needs
from services.people.tokens import Tokens
from services.program_list import ProgramList
from services.programs import Programs
from services.schedules import Schedules

READING = {
    (Bulks, "preview"),
    (Bulks, "view"),
    (Bulks, "latest"),
    (Bulks, "listed"),
    (Bulks, "page"),
    (Businesses, "saved"),
    (Businesses, "named"),
    (Businesses, "preflight"),
    (Businesses, "get"),
    (Schedules, "latest"),
    (Schedules, "upcoming"),
    (Schedules, "advance"),  # called by the engine
    (ProgramList, "stop"),
    (Changing, "stop"),
}
"""Every other method that takes time changes something."""


@pytest.mark.parametrize(
    "service",
    [Programs, Bulks, Schedules, Businesses, ProgramList, Credentials, Changing, Accounts, Tokens],
)
def test_whatever_changes_something_asks_for_a_role(service):
    asked = {
        name
        for name, method in inspect.getmembers(service, inspect.iscoroutinefunction)
        if not name.startswith("_") and (service, name) not in READING
    }
    assert asked
    assert {name for name in asked if not hasattr(getattr(service, name), "needs")} == set()


class Shop:
    @needs(Role.OPERATOR)
    async def buy(self, what, *, actor="local"):
        return f"{what} for {actor}"


@pytest.mark.parametrize(("role", "allowed"), [("viewer", False), ("operator", True)])
async def test_a_role_decides(role, allowed):
    with acting_as(Person("hana", Role(role))):
        if allowed:
            assert await Shop().buy("bread") == "bread for hana"
        else:
            with pytest.raises(NotPermitted, match="look at everything and change nothing"):
                await Shop().buy("bread")


async def test_who_ordered_it_is_kept_where_it_happens_later():
    with acting_as(Person("adtrail", Role.ADMIN)):
        assert await Shop().buy("bread", actor="hana") == "bread for hana"


async def test_nobody_may_nothing():
    with acting_as(None), pytest.raises(SignedOut):
        await Shop().buy("bread")


async def test_where_people_sign_in_who_was_not_said_may_nothing(house):
    for deed in (house.programs.create({}), house.accounts.all(), Shop().buy("bread")):
        with pytest.raises(SignedOut):
            await deed
    assert not may(Role.VIEWER)


async def test_where_people_sign_in_what_they_ordered_is_done_by_itself(house, clock):
    order = {"business_id": "GoldenGateHvacRepair00", "program_name": "CPC", "budget": 64}
    order |= {"is_autobid": True, "start": "2099-01-10"}
    with acting_as(Person("hana", Role.OPERATOR)):
        job = await house.programs.create(order)
    advance = house._advance()
    await advance(job.id)
    assert house.store.get(job.id).partner_job_id
    assert house.store.get(job.id).actor == "hana"


async def test_where_nobody_signs_in_the_local_person_may_everything():
    assert await Shop().buy("bread") == "bread for local"


@pytest.mark.parametrize("way", ["session", "token", "pair"])
@pytest.mark.parametrize(
    ("deed", "refusal"), [("demoted", NotPermitted), ("disabled", SignedOut), ("reset", SignedOut)]
)
async def test_who_was_let_in_long_ago_is_asked_for_as_they_are_now(  # noqa: PLR0917
    house, enter, hire, way, deed, refusal
):
    """A socket and all that it starts inherit who opened it, for hours."""
    account = await hire("hana")
    hana, admin = await enter("hana"), await enter("admin")
    if way == "token":
        with acting_as(hana):
            made = await house.tokens.make("ci", Role.OPERATOR)
        hana = await house.signing.by_token(made.secret)
    if way == "pair":
        hana = await house.signing.by_pair("hana", "correct horse", "10.0.0.1")
    with acting_as(hana):
        assert await Shop().buy("bread") == f"bread for {hana.name}"
        with acting_as(admin):
            await {
                "demoted": lambda: house.accounts.change_role(account.id, Role.VIEWER),
                "disabled": lambda: house.accounts.disable(account.id),
                "reset": lambda: house.accounts.reset_password(account.id, "another horse"),
            }[deed]()
        with pytest.raises(refusal):
            await Shop().buy("bread")
        assert not may(Role.OPERATOR)
