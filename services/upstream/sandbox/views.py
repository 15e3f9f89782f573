"""Programs and businesses as the partner's listings show them (contract 9 and 10)."""

import calendar
from datetime import datetime
from typing import Any

from services.upstream.sandbox.data import Business
from services.upstream.sandbox.features import active_features, available_features
from services.upstream.sandbox.metrics import Life, bought, life, spent
from services.upstream.sandbox.records import ProgramRecord
from services.upstream.sandbox.scenarios import Standing, scenario_of
from services.upstream.sandbox.times import OPEN_END, pacific_day

Json = dict[str, Any]

_MONTHLY_RATE = 30  # dollars, the one amount that is not in cents (contract 1)


def program_object(program: ProgramRecord, now: datetime) -> Json:
    """What all three listings have in common; which business it is, each says in its own way."""
    running = life(program, now) is Life.RUNNING
    shown: Json = {
        "program_id": program.program_id,
        "program_type": program.program_type,
        "program_status": "ACTIVE" if running else "INACTIVE",
        "program_pause_status": "PAUSED" if program.paused else "NOT_PAUSED",
        "start_date": program.start.isoformat(),
        "end_date": (program.end or OPEN_END).isoformat(),
        "active_features": active_features(program),
        "available_features": available_features(program),
    }
    if program.program_type == "CPC":
        return shown | {
            "ad_campaign_id": f"Ca{program.program_id[2:]}",
            "ad_categories": program.ad_categories,
            "program_metrics": _metrics(program, now),
            "future_budget_changes": _changes(program),
        }
    return shown | {"page_upgrade_info": _page_upgrade(program, now)}


def in_info(program: ProgramRecord, now: datetime) -> Json:
    owner = {"yelp_business_id": program.business_id, "partner_business_id": None}
    return program_object(program, now) | owner


def in_account_list(program: ProgramRecord, now: datetime) -> Json:
    owner = {"yelp_business_id": program.business_id, "partner_business_id": None}
    shown = program_object(program, now) | {"businesses": [owner]}
    if program.budget_missing_in_account_list:
        shown["program_metrics"].pop("budget", None)
    return shown


def of_business(found: Business, programs: list[Json], *, advertises: bool) -> Json:
    """One entry of `/v1/programs/list`."""
    return {
        "yelp_business_id": found.business_id,
        "advertiser_status": "ACTIVE" if advertises else "INACTIVE",
        "partner_business_id": None,
        "destination_yelp_business_id": None,
        "programs": programs,
    }


def business_object(found: Business) -> Json:
    standing = scenario_of(found.business_id).standing
    return {
        "yelp_business_id": found.business_id,
        "name": found.name,
        "address1": "100 Market Street",
        "city": found.city,
        "state": found.state,
        "country": found.country,
        "phone": "+14155550100",
        "url": f"https://www.example.com/biz/{found.business_id.lower()}",
        "is_closed": standing is Standing.CLOSED,
        "is_removed_from_search": standing is Standing.REMOVED,
        "is_migrated": False,
        "destination_yelp_business_id": None,
        "additional_biz_info": {
            "partner_business_id": None,
            "metered_phone": None,
            "category_list": list(found.categories),
        },
    }


def matches(program: ProgramRecord, status: str, now: datetime) -> bool:
    """Whether a program belongs into the account's list with this `program_status`."""
    state = life(program, now)
    return {
        "CURRENT": state is Life.RUNNING,
        "PAST": state is Life.PAST,
        "PAUSED": program.paused and state is not Life.PAST,
        "FUTURE": state is Life.FUTURE,
        "ALL": True,
    }[status]


def _metrics(program: ProgramRecord, now: datetime) -> Json:
    impressions, clicks = bought(program, now)
    return {
        "budget": program.budget,
        "currency": program.currency,
        "is_autobid": program.is_autobid,
        "max_bid": program.max_bid,
        "fee_period": program.fee_period.replace("_", " ").title(),
        "billed_impressions": impressions,
        "billed_clicks": clicks,
        "ad_cost": spent(program, now),
    }


def _changes(program: ProgramRecord) -> list[Json]:
    changes, before = [], program.budget
    for change in sorted(program.budget_changes, key=lambda one: one.day):
        row = {"start_date": change.day.isoformat(), "old_budget": before}
        changes.append(row | {"new_budget": change.budget})
        before = change.budget
    return changes


def _page_upgrade(program: ProgramRecord, now: datetime) -> Json:
    """Dollars so far this month, as a fraction of the rate by days."""
    today = pacific_day(now)
    first = max(today.replace(day=1), program.start)
    days = max((min(today, program.end or today) - first).days + 1, 0)
    month = calendar.monthrange(today.year, today.month)[1]
    return {"monthly_rate": _MONTHLY_RATE, "cost": round(_MONTHLY_RATE * days / month, 2)}
