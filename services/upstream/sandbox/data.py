"""The little world of the sandbox: ordinary businesses, categories and the first programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from services.upstream.sandbox.records import BudgetChange, ProgramRecord
from services.upstream.sandbox.scenarios import SCENARIOS, Standing
from services.upstream.sandbox.times import midnight, pacific_day


@dataclass(frozen=True)
class Business:
    """`categories` are aliases (contract 3); `currency` is that of its country."""

    business_id: str
    name: str
    categories: tuple[str, ...]
    city: str = "San Francisco"
    state: str = "CA"
    country: str = "US"
    currency: str = "USD"


TITLES = {
    "hvac": "Heating & Air Conditioning/HVAC",
    "plumbing": "Plumbing",
    "waterheaterinstallers": "Water Heater Installation/Repair",
    "electricians": "Electricians",
    "roofing": "Roofing",
    "gutterservices": "Gutter Services",
    "handyman": "Handyman",
    "movers": "Movers",
    "italian": "Italian",
    "pizza": "Pizza",
    "wine_bars": "Wine Bars",
    "restaurants": "Restaurants",
    "cosmeticdentists": "Cosmetic Dentists",
    "generaldentistry": "General Dentistry",
    "orthodontists": "Orthodontists",
    "autorepair": "Auto Repair",
    "oilchange": "Oil Change Stations",
    "tires": "Tires",
    "landscaping": "Landscaping",
    "treeservices": "Tree Services",
    "locksmiths": "Keys & Locksmiths",
    "homecleaning": "Home Cleaning",
    "poledancing": "Pole Dancing Classes",
    "adultentertainment": "Adult Entertainment",
}
CATEGORIES = frozenset(TITLES)
RESTRICTED_CATEGORIES = frozenset({"adultentertainment"})

BUSINESSES: tuple[Business, ...] = (
    Business(
        "JoesPlumbingFresno0000",
        "Joe's Plumbing",
        ("plumbing", "waterheaterinstallers"),
        city="Fresno",
    ),
    Business("GoldenGateHvacRepair00", "Golden Gate HVAC Repair", ("hvac", "plumbing")),
    Business("BellaItaliaTrattoria00", "Bella Italia Trattoria", ("italian", "wine_bars")),
    Business("SunsetDentalStudio0000", "Sunset Dental Studio", ("generaldentistry",)),
    Business(
        "-NorthsideAutoGarage_0",
        "Northside Auto Garage",
        ("autorepair", "oilchange", "tires"),
        city="Seattle",
        state="WA",
    ),
    Business(
        "MapleLeafRoofing000000",
        "Maple Leaf Roofing",
        ("roofing", "gutterservices"),
        city="Toronto",
        state="ON",
        country="CA",
        currency="CAD",
    ),
)


def _scenario_categories(standing: Standing) -> tuple[str, ...]:
    if standing is Standing.NO_CATEGORIES:
        return ()
    restricted = standing is Standing.RESTRICTED_CATEGORY
    return ("adultentertainment",) if restricted else ("hvac", "plumbing")


_KNOWN = {business.business_id: business for business in BUSINESSES} | {
    s.business_id: Business(s.business_id, f"Test: {s.title}", _scenario_categories(s.standing))
    for s in SCENARIOS
}


def business_of(business_id: str) -> Business | None:
    """The business with this id, of a scenario or an ordinary one."""
    return _KNOWN.get(business_id)


def first_programs(now: datetime) -> Sequence[ProgramRecord]:
    """The programs that are there from the start: one of every kind worth seeing."""
    joe, golden, bella, sunset = (b.business_id for b in BUSINESSES[:4])
    return [
        _program(
            "ProgActiveAutobid00000",
            joe,
            now,
            days=(-45, None),
            budget=45_000,
            is_autobid=True,
            pacing_method="paced",
            ad_categories=["plumbing"],
        ),
        _program(
            "ProgActiveManualBid000",
            golden,
            now,
            days=(-20, None),
            budget=60_000,
            is_autobid=False,
            max_bid=350,
            pacing_method="unpaced",
            fee_period="ROLLING_MONTH",
            ad_categories=["hvac"],
            budget_changes=[_change(now, 10, 80_000)],
        ),
        _program(
            "ProgFutureCampaign0000",
            golden,
            now,
            days=(14, 74),
            budget=30_000,
            is_autobid=True,
            pacing_method="paced",
            ad_categories=["plumbing"],
        ),
        _program(
            "ProgEndedLastMonth0000",
            bella,
            now,
            days=(-90, -15),
            budget=25_000,
            is_autobid=True,
            pacing_method="paced",
            ad_categories=["italian"],
            budget_missing_in_account_list=True,
        ),
        _program(
            "-ProgPausedManualBid_0",
            bella,
            now,
            days=(-12, None),
            budget=50_000,
            is_autobid=False,
            max_bid=225,
            pacing_method="unpaced",
            fee_period="ROLLING_MONTH",
            ad_categories=["italian", "wine_bars"],
            paused=True,
            spent=8_412,
        ),
        _program("ProgEnhancedProfile000", sunset, now, days=(-60, None), program_type="EP"),
    ]


def _program(
    program_id: str,
    business_id: str,
    now: datetime,
    *,
    days: tuple[int, int | None],
    program_type: str = "CPC",
    **more: Any,
) -> ProgramRecord:
    """`days` are its first and last day, counted from today."""
    today = pacific_day(now)
    start = today + timedelta(days=days[0])
    return ProgramRecord(
        program_id=program_id,
        business_id=business_id,
        program_type=program_type,
        start=start,
        end=None if days[1] is None else today + timedelta(days=days[1]),
        created_at=min(midnight(start), now),
        spent_at=now if more.get("paused") else midnight(start),
        **more,
    )


def _change(now: datetime, days: int, budget: int) -> BudgetChange:
    return BudgetChange(day=pacific_day(now) + timedelta(days=days), budget=budget)
