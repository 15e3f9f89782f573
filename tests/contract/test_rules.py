"""The rules of contract 19: what is taken in, and which code the receipt then has."""

import pytest

GARAGE = "-NorthsideAutoGarage_0"
CANADA = "MapleLeafRoofing000000"
JOE = "JoesPlumbingFresno0000"
AUTOBID = "ProgActiveAutobid00000"
MANUAL = "ProgActiveManualBid000"
FUTURE = "ProgFutureCampaign0000"
PROFILE = "ProgEnhancedProfile000"
REQUIRED = "INVALID_OR_MISSING_REQUIRED_KEY"
LOOSE = "INVALID_OR_MISSING_KEY"


def cpc(business_id=GARAGE, **values):
    params = {
        "business_id": business_id,
        "program_name": "CPC",
        "budget": "45000",
        "is_autobid": "false",
        "max_bid": "350",
    } | values
    return {name: value for name, value in params.items() if value is not None}


def profile(**values):
    return {"business_id": "SunsetDentalStudio0000", "program_name": "BP"} | values


def codes(receipt):
    """Every code in the receipt except that of fields that only went down with their parent."""
    found = []

    def walk(value):
        if isinstance(value, dict):
            if isinstance(value.get("error"), dict):
                found.append(value["error"]["code"])
            for inner in value.values():
                walk(inner)
        elif isinstance(value, list):
            for inner in value:
                walk(inner)

    walk(receipt)
    return set(found) - {"PARENT_WAS_REJECTED"}


def rejected_values(receipt):
    (inside,) = receipt["business_results"][0]["update_results"].values()
    return inside["requested_value"]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"start": "2026-05-13"}, "CANNOT_ADD_PROGRAM_IN_PAST"),
        ({"start": "2026-06-01", "end": "2026-06-01"}, LOOSE),
        ({"start": "tomorrow"}, REQUIRED),
        ({"budget": "2499"}, "INVALID_PRICE"),
        ({"budget": "250.00"}, "INVALID_PRICE"),
        ({"budget": "$250"}, "INVALID_PRICE"),
        ({"budget": None}, REQUIRED),
        ({"is_autobid": None}, REQUIRED),
        ({"is_autobid": "yes"}, REQUIRED),
        ({"max_bid": None}, REQUIRED),
        ({"max_bid": "49"}, "INVALID_PRICE"),
        ({"max_bid": "45001"}, "BID_TOO_HIGH_FOR_BUDGET"),
        ({"is_autobid": "true"}, LOOSE),
        ({"is_autobid": "true", "max_bid": None, "pacing_method": "unpaced"}, LOOSE),
        ({"currency": "EUR"}, "CURRENCY_MISMATCH"),
        ({"fee_period": "WEEK"}, "FEE_PERIOD_TYPE_NOT_SUPPORTED_ERROR"),
        ({"ad_categories": ["hvac"]}, "UNSUPPORTED_CATEGORIES"),
        ({"ad_categories": ["tires", "Hvac Services"]}, "CATEGORY_ALIAS_NOT_RECOGNIZED"),
        ({"promotion_code": "WRONG"}, "PROMOTION_UNAVAILABLE"),
        ({"promotion_code": "PROMOBUDGET"}, "CAMPAIGN_BUDGET_VIOLATES_PROMO_RESTRICTIONS"),
        ({"promotion_code": "PROMOADD"}, "COULD_NOT_ADD_PROGRAM"),
        ({"program_name": "BP"}, LOOSE),
    ],
)
async def test_a_create_that_breaks_a_rule_is_taken_in_and_rejected_later(world, values, code):
    receipt = await world.finish(await world.client.create(cpc(**values)))
    assert receipt["status"] == "REJECTED"
    assert code in codes(receipt)
    assert await world.client.business_programs([GARAGE]) == []
    leaves = [leaf for leaf in rejected_values(receipt).values() if isinstance(leaf, dict)]
    assert all(isinstance(leaf["requested_value"], str | list) for leaf in leaves)


async def test_a_bad_alias_is_named_in_its_item(world):
    aliases = ["tires", "Hvac Services"]
    receipt = await world.finish(await world.client.create(cpc(ad_categories=aliases)))
    field = rejected_values(receipt)["ad_categories"]
    assert field["error"]["code"] == "INVALID_LIST_INDEXES"
    said = {leaf["requested_value"]: leaf["error"]["code"] for leaf in field["requested_value"]}
    assert said == {
        "tires": "PARENT_WAS_REJECTED",
        "Hvac Services": "CATEGORY_ALIAS_NOT_RECOGNIZED",
    }


@pytest.mark.parametrize(
    "values",
    [
        {"start": "2026-05-14"},
        {"end": "9999-12-31"},
        {"is_autobid": "true", "max_bid": None, "pacing_method": "paced"},
        {"pacing_method": "unpaced", "fee_period": "ROLLING_MONTH", "currency": "USD"},
        {"promotion_code": "WELCOME50"},
    ],
)
async def test_a_create_that_keeps_the_rules_goes_through(world, values):
    receipt = await world.finish(await world.client.create(cpc(**values)))
    assert receipt["status"] == "COMPLETED"
    assert codes(receipt) == set()


async def test_today_is_today_in_the_pacific_zone(world):
    world.clock.advance(11 * 3600)  # 23:00 Pacific, already the 15th in UTC
    receipt = await world.finish(await world.client.create(cpc(start="2026-05-14")))
    assert receipt["status"] == "COMPLETED"


async def test_the_promotion_is_for_new_advertisers(world):
    order = cpc(JOE, promotion_code="WELCOME50")
    receipt = await world.finish(await world.client.create(order))
    assert codes(receipt) == {"PROMOTION_UNAVAILABLE"}


async def test_the_currency_is_that_of_the_country(world):
    wrong = await world.finish(await world.client.create(cpc(CANADA, currency="USD")))
    assert codes(wrong) == {"CURRENCY_MISMATCH", REQUIRED}
    right = await world.finish(await world.client.create(cpc(CANADA, currency="CAD")))
    assert right["status"] == "COMPLETED"


async def test_the_same_request_twice_is_one_program(world):
    first = await world.client.create(cpc())
    second = await world.client.create(cpc())
    assert (await world.finish(first))["status"] == "COMPLETED"
    assert codes(await world.finish(second)) == {"PROGRAM_ALREADY_REQUESTED"}
    third = await world.client.create(cpc())
    assert (await world.finish(third))["status"] == "COMPLETED"
    assert len(await world.client.business_programs([GARAGE])) == 2


async def test_only_one_profile_product_at_a_time(world):
    receipt = await world.finish(await world.client.create(profile()))
    assert codes(receipt) == {"CONFLICTS_WITH_ANOTHER_ACTIVE_PROGRAM", REQUIRED}
    await world.finish(await world.client.end(PROFILE))
    receipt = await world.finish(await world.client.create(profile()))
    assert receipt["status"] == "COMPLETED"


@pytest.mark.parametrize(
    ("program_id", "values", "code"),
    [
        ("ProgEndedLastMonth0000", {"budget": "50000"}, "PROGRAM_HAS_EXPIRED"),
        ("NobodyKnowsThisOne0000", {"budget": "50000"}, "INVALID_PROGRAM_ID"),
        (MANUAL, {"budget": "3000"}, "CANNOT_DECREASE_BUDGET_BELOW_AMOUNT_ALREADY_SPENT"),
        (MANUAL, {"budget": "1"}, "INVALID_PRICE"),
        (MANUAL, {"max_bid": "70000"}, "BID_TOO_HIGH_FOR_BUDGET"),
        (MANUAL, {"is_autobid": "true", "max_bid": "100"}, LOOSE),
        (MANUAL, {"currency": "EUR"}, "CURRENCY_MISMATCH"),
        (MANUAL, {"fee_period": "CALENDAR_MONTH"}, "COULD_NOT_MODIFY_PROGRAM"),
        (MANUAL, {}, "COULD_NOT_MODIFY_PROGRAM"),
        (MANUAL, {"start": "2026-06-01"}, "COULD_NOT_MODIFY_PROGRAM"),
        (MANUAL, {"end": "2026-05-01"}, LOOSE),
        (MANUAL, {"future_budget_date": "2026-06-01"}, REQUIRED),
        (MANUAL, {"budget": "70000", "future_budget_date": "2026-05-14"}, LOOSE),
        (MANUAL, {"ad_categories": ["poledancing"]}, "UNSUPPORTED_CATEGORIES"),
        (MANUAL, {"ad_categories": [""]}, "CATEGORY_ALIAS_NOT_RECOGNIZED"),
        (FUTURE, {"start": "2026-05-01"}, "CANNOT_ADD_PROGRAM_IN_PAST"),
        (AUTOBID, {"max_bid": "100"}, "COULD_NOT_MODIFY_PROGRAM"),
        (AUTOBID, {"is_autobid": "false"}, REQUIRED),
        (PROFILE, {"budget": "50000"}, LOOSE),
    ],
)
async def test_an_edit_that_breaks_a_rule_changes_nothing(world, program_id, values, code):
    before = world.sandbox.dump()["programs"]
    receipt = await world.finish(await world.client.edit(program_id, values))
    assert receipt["status"] == "REJECTED"
    assert code in codes(receipt)
    assert world.sandbox.dump()["programs"] == before


@pytest.mark.parametrize(
    ("program_id", "values", "shown"),
    [
        (MANUAL, {"is_autobid": "true"}, {"is_autobid": True, "max_bid": None}),
        (AUTOBID, {"is_autobid": "false", "max_bid": "99"}, {"is_autobid": False, "max_bid": 99}),
        (FUTURE, {"start": "2026-06-02", "budget": "31000"}, {"budget": 31000}),
    ],
)
async def test_an_edit_that_keeps_the_rules_shows(world, program_id, values, shown):
    receipt = await world.finish(await world.client.edit(program_id, values))
    assert receipt["status"] == "COMPLETED"
    metrics = (await world.program(program_id))["program_metrics"]
    assert {name: metrics[name] for name in shown} == shown


async def test_lowering_the_budget_later_is_allowed(world):
    plan = {"budget": "3000", "future_budget_date": "2026-06-01"}
    receipt = await world.finish(await world.client.edit(MANUAL, plan))
    assert receipt["status"] == "COMPLETED"


async def test_spending_does_not_fall_when_the_budget_changes(world):
    before = (await world.program(MANUAL))["program_metrics"]["ad_cost"]
    await world.finish(await world.client.edit(MANUAL, {"budget": str(before + 1000)}))
    after = (await world.program(MANUAL))["program_metrics"]
    assert before <= after["ad_cost"] <= after["budget"]


async def test_an_end_of_an_ended_program_is_refused(world):
    receipt = await world.finish(await world.client.end("ProgEndedLastMonth0000"))
    assert codes(receipt) == {"PROGRAM_HAS_EXPIRED"}


async def test_keys_come_in_another_order_every_time(world):
    orders = set()
    for number in range(5):
        await world.client.create(cpc(budget=str(50_000 + number)))
    world.clock.advance(60)
    for job_id in list(world.sandbox.state.jobs):
        orders.add(tuple(await world.finish(job_id)))
    assert len(orders) > 1
